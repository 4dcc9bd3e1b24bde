"""Finals: a decision whose time to be undone is over, and the word the recruiter owes the candidate from then on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, current_offers, interviews, models, outbox, people, requisitions, submissions, timeline
from storage.decisions import locked_submission
from storage.falls_due import FallsDue
from storage.rules.decisions import CONSEQUENCES, REVIEW, Verdict
from storage.rules.job_offers import State
from storage.rules.promises import Kind

# Decisions whose time to be undone is over: (workspace, decision id).
due: FallsDue[int] = FallsDue(
    models.Decision.undo_until,
    models.Decision.undone_at.is_(None),
    models.Decision.final_at.is_(None),
    models.Decision.superseded_at.is_(None),
)


async def make_final(session: AsyncSession, workspace: str, decision_id: int, *, at: datetime) -> bool:
    """Ends the time to undo; from now the recruiter owes the candidate a word. False when somebody else did it."""
    row = models.Decision
    submission_id = await session.scalar(
        select(row.submission_id).where(row.workspace == workspace, row.id == decision_id)
    )
    if submission_id is None:
        return False
    submission = await locked_submission(session, workspace, submission_id)
    decision = await session.scalar(
        select(row).where(row.workspace == workspace, row.id == decision_id).execution_options(populate_existing=True)
    )
    if decision is None or decision.final_at or decision.undone_at or decision.superseded_at:
        return False
    if decision.undo_until > at:
        return False
    decision.final_at = at
    role = await requisitions.known(session, workspace, submission.requisition_id)
    consequence = CONSEQUENCES[decision.from_stage][Verdict(decision.verdict)]
    in_touch = consequence.then is Kind.CONTACT and await _is_in_touch(session, submission, decision)
    if submission.stage == consequence.stage and not in_touch:  # else something came after it: moved on, or withdrawn
        await people.lock(session, workspace, role.recruiter)
        await asks.ask(
            session,
            workspace,
            consequence.then,
            owner=role.recruiter,
            asker=decision.decided_by,
            requisition_id=role.id,
            submission_id=submission_id,
            at=decision.undo_until,
        )
    if decision.recorded_by is not None and decision.confirmed_at is None:
        await outbox.send(
            session,
            workspace,
            role.lane,
            "decision.stands",
            {"submission": submission_id, "decision": decision_id},
            key=f"decision:{decision_id}:stands",
            at=at,
        )
        await asks.repaint_gathered(session, workspace, decision.ask_id, at=at)
    timeline.record(
        session,
        workspace,
        "final",
        at=at,
        requisition_id=role.id,
        submission_id=submission_id,
        decision=decision_id,
    )
    await submissions.repaint(session, workspace, role.id, submission_id, at=at)
    await requisitions.repaint(session, workspace, role.id, at=at)
    return True


async def _is_in_touch(session: AsyncSession, submission: models.Submission, decision: models.Decision) -> bool:
    """Whether the candidate heard already, because the next step did not wait: an interview is planned, or the offer
    is out."""
    workspace = submission.workspace
    if decision.from_stage == REVIEW:
        return await interviews.any_of(session, workspace, submission.id, since=decision.decided_at)
    offer = await current_offers.row(session, workspace, submission.id)
    return offer is not None and offer.state == State.OUT
