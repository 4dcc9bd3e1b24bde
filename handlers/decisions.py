"""Decisions: approve, reject, undo; and the answer in the thread to whoever waited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import candidates as blocks
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply
from handlers.steps import Moot, Post, Step
from handlers.visit import Visit
from storage import cards, decisions, dossiers, outbox, people
from storage.cards import CardKind
from storage.outbox import Row
from storage.promises import promised
from storage.rules.decisions import FROM_REVIEW, Verdict
from storage.rules.dispositions import REJECTIONS
from storage.rules.promises import worth
from storage.rules.working_time import after


async def approve(visit: Visit) -> Reply:
    """The card's Approve button."""
    await visit.save(lambda session: decisions.approve(session, visit.person, number(visit.value), at=visit.now))
    return Done()


async def reject(visit: Visit) -> Reply:
    """The card's Reject button: asks why, if this person may decide at all."""
    dossier = await visit.read(lambda session: decisions.may_decide(session, visit.person, number(visit.value)))
    return Open(
        blocks.reject_modal(dossier, visit.person, visit.now, metadata(dossier.submission.id, visit.response_url))
    )


def wrong(visit: Visit) -> dict[str, str]:
    """What is missing in the form of a rejection, by field."""
    errors: dict[str, str] = {}
    if visit.chosen("reason") not in REJECTIONS:
        errors["reason"] = "Choose what is missing."
    if not visit.typed("evidence"):
        errors["evidence"] = "One sentence the candidate could read: what did you see, or not see?"
    return errors


async def save_reject(visit: Visit, submission_id: int) -> None:
    """Rejects as the form says, which was found to be without fault."""
    reason, evidence = visit.chosen("reason") or "", visit.typed("evidence")
    await visit.save(
        lambda session: decisions.reject(
            session, visit.person, submission_id, disposition=reason, evidence=evidence, at=visit.now
        )
    )


async def submit_reject(visit: Visit) -> Reply:
    """The modal of Reject."""
    if errors := wrong(visit):
        return Errors(errors)
    await save_reject(visit, number(subject(visit)))
    return Done()


async def undo(visit: Visit) -> Reply:
    """The card's Undo button."""
    await visit.save(lambda session: decisions.undo(session, visit.person, number(visit.value), at=visit.now))
    return Done()


async def ask_done(visit: Visit) -> Reply:
    """*I have been in touch*, *I have told them*: the recruiter's answer to what the candidate waits for."""
    await visit.save(lambda session: decisions.done(session, visit.person, number(visit.value), at=visit.now))
    return Done()


# --- what stands in Slack


async def said(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """The answer, in the card's thread. Moot when it was undone before it could be said."""
    found = await _thread(session, row)
    if found is None:
        return None
    dossier, place = found
    decision = await dossiers.decision(session, row.workspace, int(row.ids["decision"]))
    if decision is None:
        return None
    recruiter = await people.get(session, row.workspace, dossier.requisition.recruiter)
    then = FROM_REVIEW[Verdict(decision.verdict)].then
    half_days = await promised(session, row.workspace, dossier.requisition.id, then)
    by = after(recruiter.calendar, decision.undo_until, worth(half_days, recruiter.calendar))
    step = Post(place.channel, *blocks.said(dossier, decision, by), thread_ts=place.ts)
    return step if decision.stands else Moot(step)


async def undone(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That an answer was taken back, in the same thread: whenever the answer itself was said there, and only then."""
    taken_back = int(row.ids["decision"])
    found = await _thread(session, row)
    decision = await dossiers.decision(session, row.workspace, taken_back)
    if (
        found is None
        or decision is None
        or not await outbox.was_done(session, row.workspace, f"decision:{taken_back}:said")
    ):
        return None
    dossier, place = found
    return Post(place.channel, *blocks.undone(dossier, decision), thread_ts=place.ts)


async def _thread(session: AsyncSession, row: Row) -> tuple[dossiers.Dossier, cards.Place] | None:
    submission = int(row.ids["submission"])
    dossier = await dossiers.dossier(session, row.workspace, submission)
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, submission)
    return (dossier, place) if dossier and place else None
