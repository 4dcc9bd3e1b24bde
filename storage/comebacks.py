"""Comebacks: somebody whose submission ended is put forward for the same role again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    balls,
    current_offers,
    dossiers,
    live_asks,
    models,
    outbox,
    people,
    requisitions,
    submissions,
    timeline,
)
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.balls import Holder
from storage.rules.promises import Kind
from storage.rules.rights import Act
from storage.submissions import Submission


async def may_reopen(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> Submission:
    """The submission, if this person could have it reviewed again; refuses as `reopen` does."""
    row = models.Submission
    found = await session.scalar(
        select(row)
        .where(row.workspace == person.workspace, row.id == submission_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    await people.must(session, person, Act.POST, found.requisition_id)
    role = await requisitions.known(session, found.workspace, found.requisition_id)
    await submissions.must_be_postable(session, role)
    if found.ended_at is None or found.stage == "hired":
        raise Refused(Why.NOT_ENDED, number=found.number)
    decision = await dossiers.last_decision(session, found.workspace, submission_id)
    if decision is not None and decision.stands and decision.final_at is None and decision.undo_until > at:
        raise Refused(Why.STILL_UNDOABLE, number=found.number, by=decision.decided_by, until=decision.undo_until)
    return submissions.value(found)


async def reopen(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> Submission:
    """Puts an ended submission back in review, on a fresh clock; the decision that ended it stands no more, and nobody
    need be told of it. Pressed twice, the second is refused. Refused as well for whoever was hired, while the decision
    could still be undone by whoever made it, and where nobody can be put forward now."""
    workspace = person.workspace
    requisition_id = await session.scalar(
        select(models.Submission.requisition_id).where(
            models.Submission.workspace == workspace, models.Submission.id == submission_id
        )
    )
    if requisition_id is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    await requisitions.lock(session, workspace, requisition_id)
    await may_reopen(session, person, submission_id, at=at)
    row = await session.get_one(models.Submission, submission_id)
    role = await requisitions.known(session, workspace, requisition_id)
    pending = [
        ask for ask in await live_asks.pending_on(session, workspace, role.id) if ask.submission_id == submission_id
    ]
    await people.lock(session, workspace, role.manager, *(ask.owner for ask in pending))
    for moot in pending:
        await asks.end(session, moot, state="cancelled", at=at)
    for standing in await session.scalars(
        select(models.Decision).where(
            models.Decision.workspace == workspace,
            models.Decision.submission_id == submission_id,
            models.Decision.undone_at.is_(None),
        )
    ):
        standing.final_at, standing.undone_at = standing.final_at or at, at  # both: it was final, and no longer holds
    await current_offers.forget_answer(session, workspace, submission_id)
    row.stage, row.disposition, row.ended_at, row.withdrawn_from = "review", None, None, None
    await balls.back_in_play(session, row, Holder.MANAGER, at=at)
    await asks.ask(
        session,
        workspace,
        Kind.REVIEW,
        owner=role.manager,
        asker=person.id,
        requisition_id=role.id,
        submission_id=submission_id,
        at=at,
    )
    timeline.record(
        session, workspace, "came_back", at=at, actor=person.id, requisition_id=role.id, submission_id=submission_id
    )
    await submissions.repaint(session, workspace, role.id, submission_id, at=at)
    await requisitions.repaint(session, workspace, role.id, at=at)
    await outbox.send(
        session,
        workspace,
        role.lane,
        "submission.back",
        {"submission": submission_id, "person": person.id},
        key=f"submission:{submission_id}:back:{at.isoformat()}",
        at=at,
    )
    return submissions.value(row)
