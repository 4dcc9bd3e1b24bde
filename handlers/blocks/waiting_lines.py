"""What stands with one line of what waits: enough to answer it from there, and the buttons that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import headcounts, kit, offer_approvals, sentences
from handlers.blocks.candidates import NEXT
from handlers.blocks.kit import Block
from handlers.blocks.text import quote
from storage.rules.promises import DECISIONS, Kind

if TYPE_CHECKING:
    from storage.nudges import Line
    from storage.people import Person

_SKETCH = 240  # characters of the case


def sketch(line: Line) -> str:
    """Enough to answer a review from the message; the whole card stands in the role's channel."""
    if line.words:
        return f"\n>“{quote(' '.join(line.words.split()), _SKETCH)}”"
    if line.ask.kind is Kind.HEADCOUNT:
        return f"\n>{headcounts.in_short(line.requisition)}"
    if line.ask.kind not in DECISIONS or line.candidate is None:
        return ""
    role = f"{quote(line.candidate.present_role, 80)}. " if line.candidate.present_role else ""
    where = f" The card is in <#{line.requisition.channel}>." if line.requisition.channel else ""
    return f"\n>{role}{quote(' '.join(line.candidate.case.split()), _SKETCH)}{where}"


def buttons(line: Line, reader: Person, *, style: str | None) -> list[Block]:
    if line.ask.kind in DECISIONS and line.submission:
        if not line.for_owner(reader.id) and reader.id != line.requisition.backup:
            return []
        value = f"{line.submission.id}:{line.submission.stage}"
        found = [
            kit.button(f"Approve → {NEXT.get(line.submission.stage, 'interview')}", ids.APPROVE, value, style=style),
            kit.button("Reject", ids.REJECT, value),
        ]
        if line.ask.kind is Kind.DEBRIEF:
            found.append(kit.button("All scorecards", ids.SCORECARDS, str(line.submission.id)))
        return found
    if line.ask.kind is Kind.SCORECARD and line.for_owner(reader.id):
        return [kit.button("Fill in", ids.SCORECARD, str(line.ask.id), style=style)]
    if line.ask.kind is Kind.SIGNATURE and line.for_owner(reader.id):
        return [kit.button("Open", ids.BRIEF_OPEN, str(line.requisition.id), style=style)]
    if line.ask.kind is Kind.SECTION and line.for_owner(reader.id):
        value = f"{line.requisition.id}.{line.chapter}" if line.chapter else str(line.requisition.id)
        action = ids.SECTION_OPEN if line.chapter else ids.BRIEF_OPEN
        return [kit.button("Open", action, value, style=style)]
    if line.ask.kind is Kind.HEADCOUNT and line.for_owner(reader.id):
        more = kit.button("Details", ids.HEADCOUNT_OPEN, str(line.requisition.id))
        return [*headcounts.buttons(line.requisition, style=style), more]
    if line.ask.kind is Kind.OFFER and line.for_owner(reader.id) and line.submission:
        more = kit.button("Details", ids.OFFER_DETAILS, str(line.submission.id))
        return [*offer_approvals.buttons(line.submission.id, style=style), more]
    if line.ask.kind is Kind.HIRE and line.for_owner(reader.id):
        return [kit.button("Answer", ids.HIRE_ANSWER, str(line.ask.id), style=style)]
    if line.ask.kind is Kind.RETROSPECTIVE and line.for_owner(reader.id):
        return [kit.button("Look back", ids.RETROSPECTIVE, str(line.ask.id), style=style)]
    if line.ask.kind is Kind.CALIBRATION:
        if line.for_owner(reader.id):
            return [kit.button("Answer", ids.CALIBRATION_ANSWER, str(line.ask.id), style=style)]
        return [kit.button("Open", ids.CALIBRATION_SHOW, str(line.requisition.id), style=style)]
    if line.ask.kind is Kind.SHORTLIST and (line.for_owner(reader.id) or reader.id != line.ask.asker):
        return [kit.button("Post a candidate", ids.REQUISITION_POST, str(line.requisition.id), style=style)]
    may = line.for_owner(reader.id) or (line.ask.kind in sentences.HELPERS and reader.id != line.ask.asker)
    if line.ask.kind is Kind.QUESTION and may:
        return [kit.button("Answer", ids.QUESTION_REPLY, str(line.ask.id), style=style)]
    if line.ask.kind in (Kind.CONTACT, Kind.OUTCOME, Kind.HOLD) and may:
        words = "I have been in touch" if line.ask.kind is Kind.CONTACT else "I have told them"
        return [kit.button(words, ids.ASK_DONE, str(line.ask.id), style=style)]
    return []
