"""How another offer reads: a line on the card and in the gathered message, and the one message outside windows."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import day, quote
from storage.rules.decisions import DEBRIEF
from storage.rules.promises import Kind
from storage.rules.rhythm import local_day

if TYPE_CHECKING:
    from storage.nudges import Line
    from storage.people import Person
    from storage.submissions import Submission

_SKETCH = 240  # characters of the case
WHY = (
    "You get this once, in your working hours but outside your usual times, because another offer does not wait for "
    "them."
)
_IN_PLAY = (Kind.REVIEW, Kind.DEBRIEF, Kind.QUESTION, Kind.CONTACT)
_PAUSED = {"question": "_Waits for the answer to a question._", "hold": "_On hold._"}


def elsewhere(offer_by: date) -> str:
    """*has another offer, to answer by Fri 14 Nov*"""
    return f"has another offer, to answer by {day(offer_by)}"


def on_card(submission: Submission) -> list[Block]:
    """What the candidate's details say of another offer; nothing where there is none."""
    said = elsewhere(submission.offer_by) if submission.offer_by else ""
    return [kit.context(said[:1].upper() + said[1:])] if said else []


def in_line(line: Line, reader: Person, now: datetime) -> str:
    """What follows a line of the gathered message while a quick answer keeps them in play; empty where there is no
    other offer, or its day is over."""
    by = line.submission.offer_by if line.submission else None
    if by is None or line.ask.kind not in _IN_PLAY or by < local_day(reader.zone, now):
        return ""
    return f" They have another offer and answer it by {day(by)}."


def message(line: Line) -> tuple[str, list[Block]]:
    """The message to whoever owes the decision, as things stand now: once answered, one struck line."""
    submission, role, ask = line.submission, line.requisition, line.ask
    if submission is None or submission.offer_by is None:
        raise LookupError(f"ask {ask.id} is about no other offer")
    text = f"{submission.label}, {role.key}: another offer, answers by {day(submission.offer_by)}"
    name = f", {quote(line.candidate.name, 80)}" if line.candidate else ""
    said = (
        f"*{submission.label}{name}*, for {role.key} {quote(role.title, 100)}, has another offer and answers it by "
        f"*{day(submission.offer_by)}*."
    )
    if ask.is_paused:
        return text, [kit.section(f"{said} {_PAUSED.get(ask.paused_for or '', '')}".rstrip())]
    if not ask.is_open:
        return f"{text}. {_ended(line).strip('_')}", [kit.section(f"~{said}~ {_ended(line)}")]
    to, value = "offer" if submission.stage == DEBRIEF else "interview", f"{submission.id}:{submission.stage}"
    return text, [
        kit.section(f"{said} A yes or a no before then reaches them in time.{_sketch(line)}"),
        kit.actions(
            kit.button(f"Approve → {to}", ids.APPROVE, value, style="primary"),
            kit.button("Reject", ids.REJECT, value),
        ),
        kit.context(WHY),
    ]


def _sketch(line: Line) -> str:
    """Enough to answer from the message; the whole card stands in the role's channel."""
    where = f" The card is in <#{line.requisition.channel}>." if line.requisition.channel else ""
    if line.candidate is None:
        return where
    present = f"{quote(line.candidate.present_role, 80)}. " if line.candidate.present_role else ""
    return f"\n>{present}{quote(' '.join(line.candidate.case.split()), _SKETCH)}{where}"


def _ended(line: Line) -> str:
    if line.ask.state == "handed_over":
        return "_somebody else has it now_"
    if line.ask.state != "answered":
        return "_no longer needed_"
    return "_done, thank you_" if line.ask.answered_by == line.owner.id else "_answered_"
