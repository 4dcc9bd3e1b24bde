"""How an ask about a role itself reads, not about a candidate: its brief, its headcount, its calibration, its first
shortlist. To whoever owes it and to whoever waits."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers.blocks.text import escape, quote, since, when
from storage.rules.chapters import PAGES

if TYPE_CHECKING:
    from storage.nudges import Line
    from storage.people import Person


def signature(line: Line, reader: Person, now: datetime) -> str:
    """A brief that waits to be signed, to the one who is asked and to whoever proposed it."""
    role, ask = line.requisition, line.ask
    title = f"{role.key} {quote(role.title, 100)}"
    brief = f"brief v{line.version}" if line.version else "the brief"
    waited = since(ask.asked_at, reader.zone, now)
    if not line.for_owner(reader.id):
        owner = escape(line.owner.first_name)
        return (
            f"*The brief for {title}* still waits for {owner}'s signature, since {waited}. A word with {owner} may "
            "help."
        )
    due = when(ask.due_at, reader.zone, now)
    if ask.is_open and ask.due_at <= now:
        return (
            f"*Sign {brief}* for {title}: it has waited since {waited}; the promise was {due}. Sign it, or change what "
            "you see differently."
        )
    return f"*Sign {brief}* for {title}, by {due}."


def shortlist(line: Line, reader: Person, now: datetime) -> str:
    """The first candidates, to the recruiter and to a helper who may post them too."""
    role, ask = line.requisition, line.ask
    title = f"{role.key} {quote(role.title, 100)}"
    due = when(ask.due_at, reader.zone, now)
    owner = escape(line.owner.first_name)
    if reader.id == ask.asker and not line.for_owner(reader.id):
        return f"*The first shortlist for {title}* still waits for {owner}; it was agreed for {due}. A word may help."
    if not line.for_owner(reader.id):
        return (
            f"*The first shortlist for {title}* was agreed for {due}. {owner} has not been able to post anybody yet; "
            "as helper you may."
        )
    if ask.is_open and ask.due_at <= now:
        return f"*First shortlist* for {title}: it was agreed for {due}. One candidate worth a talk is a start."
    return f"*First shortlist* for {title}, by {due}."


def section(line: Line, reader: Person, now: datetime) -> str:
    """A section of the brief, to whoever has yet to write or confirm it and to whoever asked."""
    role, ask = line.requisition, line.ask
    title = f"{role.key} {quote(role.title, 100)}"
    what = f"“{PAGES[line.chapter].title}”" if line.chapter else "a section"
    waited, due = since(ask.asked_at, reader.zone, now), when(ask.due_at, reader.zone, now)
    if not line.for_owner(reader.id):
        owner = escape(line.owner.first_name)
        return (
            f"*{what} in the brief for {title}* still waits for {owner}, since {waited}. A word with {owner} may help."
        )
    if ask.is_open and ask.due_at <= now:
        return (
            f"*{what} in the brief* for {title} has waited since {waited}; the promise was {due}. A sentence will do."
        )
    return f"*{what} in the brief* for {title}, by {due}: write it, or confirm what stands there."


def headcount(line: Line, reader: Person, now: datetime) -> str:
    """A headcount to approve, to whoever is asked and to whoever asked."""
    role, ask = line.requisition, line.ask
    title = f"{role.key} {quote(role.title, 100)}"
    waited, due = since(ask.asked_at, reader.zone, now), when(ask.due_at, reader.zone, now)
    if not line.for_owner(reader.id):
        owner = escape(line.owner.first_name)
        return f"*The headcount of {title}* still waits for {owner}'s approval, since {waited}. A word may help."
    asker = escape(line.asker.first_name) if line.asker else "Somebody"
    if ask.is_open and ask.due_at <= now:
        return (
            f"*The headcount of {title}* has waited for your approval since {waited}; the promise was {due}. A no "
            "helps as well."
        )
    return f"*{asker} asks you to approve a headcount*: {title}, by {due}."


def calibration(line: Line, reader: Person, now: datetime) -> str:
    """A calibration, to whoever has yet to answer alone and to whoever waits for it."""
    role, ask = line.requisition, line.ask
    title = f"{role.key} {quote(role.title, 100)}"
    waited, due = since(ask.asked_at, reader.zone, now), when(ask.due_at, reader.zone, now)
    if not line.for_owner(reader.id):
        owner = escape(line.owner.first_name)
        return (
            f"*The calibration for {title}* still waits for {owner}, since {waited}. A word with {owner} may help, or "
            "it goes on without them."
        )
    if ask.is_open and ask.due_at <= now:
        return (
            f"*Calibration* for {title} has waited since {waited}; the promise was {due}. Nobody sees anything before "
            "you have answered."
        )
    return f"*Calibration* for {title}, by {due}: a few sample profiles, and what you see in them, alone."
