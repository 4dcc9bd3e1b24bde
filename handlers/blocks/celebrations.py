"""How a celebration reads: who helped, and the search in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, escape, listed, mention, quote, working_time

if TYPE_CHECKING:
    from storage.celebrations import Celebration

_MOST = 20  # of those who helped by name; a message has its limits


def said(found: Celebration, *, elsewhere: bool = False) -> tuple[str, list[Block]]:
    """The message, in the role's channel or, `elsewhere`, in one that was chosen to hear of it."""
    role = found.requisition
    title = quote(role.title, 100)
    who = quote(found.name, 80) if found.name else f"Candidate {found.number}" if not elsewhere else "Somebody"
    head = f"*{who} joins us*: {title}" if elsewhere else f"*{who} is hired* for {role.key} {title}"
    text = f"{role.title}: somebody joins us" if elsewhere else f"{role.key}: Candidate {found.number} is hired"
    return escape(text), [
        kit.section(f":tada: {head}"),
        kit.section(f"Thank you, {_helped(found)}."),
        kit.context(f"The search in numbers: {numbers(found)}."),
    ]


def numbers(found: Celebration) -> str:
    """*34 days · 12 profiles · 5 interviews · median answer 5 working hours (4 people)*."""
    said = [
        count(found.days, "day") if found.days else "under a day",
        count(found.profiles, "profile"),
        count(found.interviews, "interview"),
    ]
    if found.median is not None:
        said.append(f"median answer {working_time(found.median)} ({found.answerers} people)")
    return " · ".join(said)


def _helped(found: Celebration) -> str:
    shown = [f"{mention(person.id)} ({what})" for person, what in found.helped[:_MOST]]
    more = len(found.helped) - _MOST
    return listed([*shown, f"{more} more"] if more > 0 else shown)
