"""The first shortlist: owed by the recruiter to the manager by the day named in the brief; one candidate will do."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models, people
from storage.requisitions import Requisition
from storage.rules.briefs import end_of
from storage.rules.promises import Kind


async def owed(session: AsyncSession, workspace: str, requisition_id: int) -> models.Ask | None:
    """The row of the first shortlist that is still owed on a requisition, if one is."""
    row = models.Ask
    for state in asks.LIVE:  # each has its index
        found: models.Ask | None = await session.scalar(
            select(row)
            .where(
                row.workspace == workspace,
                row.requisition_id == requisition_id,
                row.kind == Kind.SHORTLIST,
                row.state == state,
            )
            .execution_options(populate_existing=True)
        )
        if found is not None:
            return found
    return None


async def agree(
    session: AsyncSession, role: Requisition, day: date | None, *, before: date | None, at: datetime
) -> None:
    """Has the recruiter owe it by the end of their working day, now that the two agreed on `day` (`before`: the day
    until now). The same day again changes nothing, no day at all ends it. Nothing is owed where somebody was put
    forward since a day was first named, or where the day is over. The caller holds the locks."""
    pending = await owed(session, role.workspace, role.id)
    if pending is not None and day == before:
        return
    if pending is not None:
        await asks.end(session, pending, state="cancelled", at=at)
    if day is None or await _has_come(session, role):
        return
    recruiter = await people.get(session, role.workspace, role.recruiter)
    due_at = end_of(recruiter.calendar, day)
    if due_at > at:
        await asks.ask(
            session,
            role.workspace,
            Kind.SHORTLIST,
            owner=role.recruiter,
            asker=role.manager,
            requisition_id=role.id,
            at=at,
            due_at=due_at,
        )


async def _has_come(session: AsyncSession, role: Requisition) -> bool:
    brief, submission = models.Brief, models.Submission
    named = await session.scalar(
        select(func.min(brief.created_at)).where(
            brief.workspace == role.workspace, brief.requisition_id == role.id, brief.shortlist_on.is_not(None)
        )
    )
    if named is None:
        return False
    found = await session.scalar(
        select(submission.id)
        .where(
            submission.workspace == role.workspace,
            submission.requisition_id == role.id,
            submission.posted_at > named,
        )
        .limit(1)
    )
    return found is not None
