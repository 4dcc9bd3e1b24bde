"""Whose ball: passed from side to side as things happen to a submission, and summed up for the two partners."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, people, stages, stillness, timing
from storage.given import ID, OF
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.balls import Holder, Stretch, worked
from storage.rules.rights import Act


async def passes(session: AsyncSession, submission: models.Submission, to: Holder, *, at: datetime) -> None:
    """The ball goes to a side, from the one that had it; nothing where that side has it. While the role is on hold it
    goes to nobody. The caller holds the requisition's lock."""
    await session.flush()
    await stages.follow(session, submission, at=at)
    if await stillness.is_on_hold(session, submission.workspace, submission.requisition_id):
        to = Holder.NOBODY
    now = await _now(session, submission)
    if now is not None and now.holder == to:
        return
    since = submission.posted_at
    if now is not None:
        since = now.until = max(at, now.since)
    elif (last := await _last(session, submission)) is not None:
        since = last
    await session.flush()
    session.add(
        models.Ball(
            workspace=submission.workspace,
            requisition_id=submission.requisition_id,
            submission_id=submission.id,
            holder=to,
            since=since,
        )
    )
    await session.flush()


async def comes_to_rest(session: AsyncSession, submission: models.Submission, *, at: datetime) -> None:
    """The submission ended: nobody holds its ball from here on."""
    await stages.follow(session, submission, at=at)
    now = await _now(session, submission)
    if now is not None:
        now.until = max(at, now.since)
        await session.flush()


async def back_in_play(session: AsyncSession, submission: models.Submission, to: Holder, *, at: datetime) -> None:
    """An end was taken back: the time since then was nobody's, and the ball is with `to` again."""
    if await _now(session, submission) is None:
        await passes(session, submission, Holder.NOBODY, at=at)
    await passes(session, submission, to, at=at)


_NOW = select(models.Ball).where(
    models.Ball.workspace == OF, models.Ball.submission_id == ID, models.Ball.until.is_(None)
)


async def _now(session: AsyncSession, submission: models.Submission) -> models.Ball | None:
    found: models.Ball | None = await session.scalar(_NOW, {"of": submission.workspace, "id": submission.id})
    return found


async def _last(session: AsyncSession, submission: models.Submission) -> datetime | None:
    row = models.Ball
    found: datetime | None = await session.scalar(
        select(row.until)
        .where(row.workspace == submission.workspace, row.submission_id == submission.id)
        .order_by(row.id.desc())
        .limit(1)
    )
    return found


async def of_submission(session: AsyncSession, workspace: str, submission_id: int) -> list[Stretch]:
    """Who had the ball, from when to when, in order."""
    row = models.Ball
    found = await session.scalars(
        select(row).where(row.workspace == workspace, row.submission_id == submission_id).order_by(row.id)
    )
    return [Stretch(Holder(each.holder), each.since, each.until) for each in found]


async def on(session: AsyncSession, person: Person, role: Requisition, *, now: datetime) -> dict[Holder, int]:
    """Working seconds by side over all candidates of a role, each in its holder's calendar (the candidate's and
    nobody's in the recruiter's), for the two partners. Raises Refused for anybody else."""
    await people.must(session, person, Act.MEASURE, role.id)
    return await of_role(session, role, now=now)


async def of_role(session: AsyncSession, role: Requisition, *, now: datetime) -> dict[Holder, int]:
    """As `on`, for whoever asked for rights already; nothing where timing people is turned off."""
    if not await timing.is_on(session, role.workspace):
        return {}
    row = models.Ball
    found = await session.scalars(
        select(row).where(row.workspace == role.workspace, row.requisition_id == role.id).order_by(row.id)
    )
    recruiter = (await people.get(session, role.workspace, role.recruiter)).calendar
    manager = (await people.get(session, role.workspace, role.manager)).calendar
    calendars = dict.fromkeys(Holder, recruiter) | {Holder.MANAGER: manager, Holder.INTERVIEWERS: manager}
    stretches = [Stretch(Holder(each.holder), each.since, each.until) for each in found]
    return worked(stretches, calendars, now)
