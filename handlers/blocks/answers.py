"""How answers read in a candidate's thread: said, taken back, and up for a decision again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers.blocks import kit, reasons
from handlers.blocks.candidates import by_day, first_name, label, zone_of
from handlers.blocks.kit import Block
from handlers.blocks.reasons import EVIDENCE_LONGEST
from handlers.blocks.text import mention, quote, stamp
from storage.rules.decisions import DEBRIEF, Verdict

if TYPE_CHECKING:
    from storage.dossiers import Decision, Dossier


def said(dossier: Dossier, decision: Decision, then_by: datetime, *, gathered: bool = False) -> tuple[str, list[Block]]:
    """The answer in the card's thread, to whoever waited for it, at once; `gathered`: they read it in their next
    message, so that nothing calls them here."""
    s = dossier.submission
    who, zone = first_name(dossier, decision.decided_by), zone_of(dossier, decision.decided_by)
    yes = decision.verdict == Verdict.APPROVE
    waited = f"{mention(s.posted_by)}, " if s.posted_by != decision.decided_by and not gathered else ""
    by = stamp(then_by, zone_of(dossier, dossier.requisition.recruiter))
    undo = f"This can be undone until {stamp(decision.undo_until, zone)}; then please"
    whom = f"{s.label} after the debrief" if decision.from_stage == DEBRIEF else s.label
    if yes:
        next_step = "talk to them about the offer" if decision.from_stage == DEBRIEF else "get in touch"
        words = f"{waited}{who} said *yes* to {whom}. {undo} {next_step} by {by}."
    else:
        reason = "" if dossier.requisition.is_shared else reasons.said(decision)
        words = (
            f"{waited}{who} said *no* to {whom}{f': {reason}' if reason else ''}. {undo} tell the candidate by {by}."
        )
    blocks = [kit.section(words)]
    if dossier.requisition.is_shared:
        return f"{label(dossier)}: {who} said {'yes' if yes else 'no'}", blocks
    if decision.evidence:
        blocks.append(kit.context(f"“{quote(decision.evidence, EVIDENCE_LONGEST)}”"))
    blocks += reasons.drift(dossier, decision)
    return f"{label(dossier)}: {who} said {'yes' if yes else 'no'}", blocks


def undone(dossier: Dossier, decision: Decision) -> tuple[str, list[Block]]:
    """That an answer was taken back, to the same person."""
    s = dossier.submission
    who = first_name(dossier, decision.decided_by)
    waited = f"{mention(s.posted_by)}, " if s.posted_by != decision.decided_by else ""
    words = (
        f"{waited}{who} took the answer on {s.label} back and will answer again. Please wait before you write to them."
    )
    if decision.recorded_by is not None:  # by whoever decided, or whoever wrote it down
        words = (
            f"{mention(decision.decided_by)}, the recorded answer on {s.label} was taken back: it is up to you again."
        )
        return f"{label(dossier)}: the recorded answer was taken back", [kit.section(words)]
    return f"{label(dossier)}: {who} took the answer back", [kit.section(words)]


def back(dossier: Dossier, by: str) -> tuple[str, list[Block]]:
    """That somebody whose submission had ended is up for a decision again, in the card's thread."""
    s, review = dossier.submission, dossier.review
    decider = f"{mention(review.owner)}, " if review else ""
    due = f", by {by_day(dossier, review)}" if review else ""
    words = f"{decider}{first_name(dossier, by)} put {s.label} forward again: up for a decision{due}."
    return f"{label(dossier)}: put forward again", [kit.section(words)]
