"""How one ask reads: a sentence to whoever owes the answer, to whoever waits for it, and to whoever may give it too.
Warm, concrete, and never to blame."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.blocks import role_sentences
from handlers.blocks.text import day, escape, quote, since, when
from storage.rules.calendars import back_on
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from storage.rules.turns import REASONS

if TYPE_CHECKING:
    from storage.nudges import Line
    from storage.people import Person

HELPERS = (Kind.QUESTION, Kind.CONTACT)  # which a helper may answer, once they are told
AWAITED = {
    Kind.REVIEW: "a yes or a no to {}",
    Kind.DEBRIEF: "a decision on {}",
    Kind.CONTACT: "to contact {}",
    Kind.OUTCOME: "to tell {} the outcome",
    Kind.HOLD: "to tell {} of the hold",
    Kind.SCORECARD: "a scorecard on {}",
    Kind.OFFER: "an approval of the offer to {}",
}
_AWAITED_WHOLE = {
    Kind.SIGNATURE: "a signature",
    Kind.SHORTLIST: "the first shortlist",
    Kind.SECTION: "a section of the brief",
    Kind.HEADCOUNT: "an approval of the headcount",
    Kind.CALIBRATION: "answers to the calibration",
}


def sentence(line: Line, reader: Person, now: datetime) -> str:
    """One ask in one sentence, from the reader's side."""
    role, ask = line.requisition, line.ask
    title = f"{role.key} {quote(role.title, 100)}"
    label = line.submission.label if line.submission else title
    name = f"{label}, {quote(line.candidate.name, 80)}" if line.candidate else label
    due = when(ask.due_at, reader.zone, now)
    if not line.for_owner(reader.id):
        return _told(line, name, title, reader, now)
    overdue = ask.is_open and ask.due_at <= now
    waited = since(ask.asked_at, reader.zone, now)
    match ask.kind:
        case Kind.REVIEW if overdue:
            return (
                f"*{name}*, for {title}, has waited since {waited}; the promise was {due}. A yes or a no helps them "
                "either way."
            )
        case Kind.REVIEW:
            return f"*{name}*: a profile to review for {title}, by {due}."
        case Kind.DEBRIEF if overdue:
            return (
                f"*{name}*, for {title}, has waited for a decision after the debrief since {waited}; the promise was "
                f"{due}. A yes or a no helps them either way."
            )
        case Kind.DEBRIEF:
            return f"*{name}*: the interviews for {title} are over; please decide by {due}."
        case Kind.CONTACT if overdue:
            return f"*{name}*, for {title}, has waited to hear from you since {waited}; the promise was {due}."
        case Kind.CONTACT:
            return f"*{name}*, for {title}: approved. Please get in touch by {due}."
        case Kind.QUESTION:
            asker = escape(line.asker.first_name) if line.asker else "Somebody"
            until = f"has waited since {waited}; the promise was {due}" if overdue else f"by {due}"
            return f"*{asker} asks about {name}*, for {title}, {until}."
        case Kind.HOLD if overdue:
            return f"*{name}*, for {title}, is on hold and has not been told since {waited}; the promise was {due}."
        case Kind.HOLD:
            return f"*{name}*, for {title}, is on hold. Please tell them by {due}."
        case Kind.SCORECARD:
            return scorecard(line, name, due, waited if overdue else "")
        case Kind.OUTCOME if overdue:
            return f"*{name}*, for {title}, has waited for the outcome since {waited}; the promise was {due}."
        case Kind.OUTCOME:
            return f"*{name}*, for {title}: please tell them the outcome by {due}."
        case Kind.SIGNATURE:
            return role_sentences.signature(line, reader, now)
        case Kind.SHORTLIST:
            return role_sentences.shortlist(line, reader, now)
        case Kind.SECTION:
            return role_sentences.section(line, reader, now)
        case Kind.HEADCOUNT:
            return role_sentences.headcount(line, reader, now)
        case Kind.CALIBRATION:
            return role_sentences.calibration(line, reader, now)
        case Kind.OFFER:
            return _offer(line, name, reader, now)
        case Kind.RETROSPECTIVE:
            return f"*How did the search for {title} go?* Two questions, each of you alone, by {due}."
        case Kind.HIRE:
            return f"*How does it go with your hire for {title}?* Two questions, by {due}."
        case _:
            return f"*Weekly check-in* for {title}, by {due}."


def scorecard(line: Line, name: str, due: str, waited: str) -> str:
    """A scorecard, to whoever owes it; `waited` since when, once overdue."""
    title = f"{line.requisition.key} {quote(line.requisition.title, 100)}"
    if waited:
        return (
            f"*Your scorecard on {name}*, for {title}, has been awaited since {waited}; the promise was {due}. The "
            "others' cards stay closed until yours is in."
        )
    return f"*Your scorecard on {name}*, for {title}, by {due}: what you saw, alone."


def _told(line: Line, name: str, title: str, reader: Person, now: datetime) -> str:
    """What somebody hears of an ask that another owes."""
    owner, waited = escape(line.owner.first_name), since(line.ask.asked_at, reader.zone, now)
    if line.rung is Rung.AWAY:
        back = back_on(line.owner.calendar, now)
        until = f", back on {day(back)}" if back else ""
        what = {
            Kind.SIGNATURE: f"*The brief for {title}* waits to be signed by {owner}",
            Kind.SHORTLIST: f"*The first shortlist for {title}* waits for {owner}",
            Kind.HEADCOUNT: f"*The headcount of {title}* waits for {owner}'s approval",
            Kind.CALIBRATION: f"*The calibration for {title}* waits for {owner}",
            Kind.OFFER: f"*The offer to {name}*, for {title}, waits for {owner}'s approval",
        }.get(line.ask.kind, f"*{name}*, for {title}, waits for {owner}")
        return f"{what}, who is away{until}. Nobody stands in; the clock stands still."
    if line.ask.kind is Kind.SIGNATURE:
        return role_sentences.signature(line, reader, now)
    if line.ask.kind is Kind.SHORTLIST:
        return role_sentences.shortlist(line, reader, now)
    if line.ask.kind is Kind.SECTION:
        return role_sentences.section(line, reader, now)
    if line.ask.kind is Kind.HEADCOUNT:
        return role_sentences.headcount(line, reader, now)
    if line.ask.kind is Kind.CALIBRATION:
        return role_sentences.calibration(line, reader, now)
    if line.ask.kind is Kind.SCORECARD:
        return (
            f"*{name}*, for {title}: {owner}'s scorecard has been awaited since {waited}. A word with {owner} may "
            "help, or whoever decides goes on without it."
        )
    if line.ask.kind is Kind.OFFER:
        return _offer(line, name, reader, now)
    if reader.id == line.requisition.backup and line.ask.kind in (Kind.REVIEW, Kind.DEBRIEF):
        return f"*{name}*, for {title}, has waited since {waited}. {as_backup(line)}"
    if line.ask.kind in HELPERS and reader.id != line.ask.asker:
        what = "A question about " if line.ask.kind is Kind.QUESTION else ""
        return (
            f"{what}*{name}*, for {title}, has waited since {waited}. {owner} has not been able to answer yet; as "
            "helper you may."
        )
    return f"*{name}*, for {title}, still waits for {owner}'s answer, since {waited}. A word with {owner} may help."


def as_backup(line: Line) -> str:
    """Why somebody reads of what another owes: they may decide it."""
    return f"{escape(line.owner.first_name)} has not been able to answer yet; as backup decider you may."


def _offer(line: Line, name: str, reader: Person, now: datetime) -> str:
    """An offer to approve, to whoever is asked and to whoever asked."""
    role, ask = line.requisition, line.ask
    title = f"{role.key} {quote(role.title, 100)}"
    waited, due = since(ask.asked_at, reader.zone, now), when(ask.due_at, reader.zone, now)
    if not line.for_owner(reader.id):
        owner = escape(line.owner.first_name)
        helps = "A word may help." if line.owner.is_member else f"{owner} has left: “Change approver” on the card."
        return f"*The offer to {name}*, for {title}, still waits for {owner}'s approval, since {waited}. {helps}"
    asker = escape(line.asker.first_name) if line.asker else "Somebody"
    if ask.is_open and ask.due_at <= now:
        return (
            f"*The offer to {name}*, for {title}, has waited for your approval since {waited}; the promise was {due}. "
            "A no helps as well."
        )
    return f"*{asker} asks you to approve an offer* to {name}, for {title}, by {due}."


def awaited(line: Line, reader: Person, now: datetime) -> str:
    """What the reader waits for: who, what, by when; when whoever is away is back, or until when it is put off."""
    about = AWAITED.get(line.ask.kind, "an answer about {}")
    whole = _AWAITED_WHOLE.get(line.ask.kind, "an answer")
    label = about.format(line.submission.label) if line.submission else whole
    due = when(line.ask.due_at, reader.zone, now)
    promised = f"was promised {due}" if line.ask.due_at <= now else f"by {due}"
    back = back_on(line.owner.calendar, now)
    off = f" · away, back on {day(back)}" if back else ""
    if not line.owner.is_member:
        off = " · is no full member here any more"
    if line.ask.snoozed_until is not None:
        reason = REASONS.get(line.ask.snooze_reason or "", "")
        off += f" · comes back to it {when(line.ask.snoozed_until, reader.zone, now)}"
        off += f": “{reason}”" if reason else ""
    return f"*{escape(line.owner.first_name)}*: {label}, {line.requisition.key} · {promised}{off}"


def subject(line: Line) -> str:
    """What a line is about, where no more needs to be said: its times are no longer so, or stand elsewhere."""
    if line.submission is None:
        whole = {
            Kind.SHORTLIST: "First shortlist",
            Kind.HEADCOUNT: "A headcount to approve",
            Kind.CALIBRATION: "Calibration",
            Kind.HIRE: "How it goes with a hire",
            Kind.RETROSPECTIVE: "Looking back on a search",
            Kind.SECTION: "A section of the brief",
        }
        brief = f"Sign brief v{line.version}" if line.version else "Sign the brief"
        return f"*{whole.get(line.ask.kind, brief)}*, {line.requisition.key}"
    name = f", {quote(line.candidate.name, 80)}" if line.candidate else ""
    return f"*{line.submission.label}{name}*, {line.requisition.key}"


_BECAME = {
    "answered": ("answered, thank you", "answered, thank you"),
    "question": ("waits for an answer", "wait for an answer"),
    "hold": ("on hold", "on hold"),
    "handed_over": ("handed over", "handed over"),
    "open": ("stands in my latest message", "stand in my latest message"),
}


def became(lines: list[Line], *, more: str = "") -> str:
    """What became of profiles that are asked for no more: *2 more answered, thank you; 1 on hold*."""
    ends = Counter((line.ask.is_paused and line.ask.paused_for) or line.ask.state for line in lines)
    known = [(ends.pop(end), words) for end, words in _BECAME.items() if end in ends]
    if ends:
        known.append((ends.total(), ("no longer needed", "no longer needed")))
    return "; ".join(
        f"{n} {more if not place else ''}{one if n == 1 else many}" for place, (n, (one, many)) in enumerate(known)
    )


def paused(line: Line, reader: Person, now: datetime) -> str:
    """Why the reader's own clock stands still."""
    if line.ask.paused_for == "question":
        return "_You asked; your clock stands still until the answer is there._"
    if line.ask.paused_for == "role":
        return "_The role is on hold; your clock stands still._"
    until = f" until {when(line.ask.resume_at, reader.zone, now)}" if line.ask.resume_at else ""
    return f"_On hold{until}._"
