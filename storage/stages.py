"""Stages: where each candidate in play is, since when, and what a pipeline looked like at any moment before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.given import ID, OF
from storage.rules.pipeline import IN_PLAY

_NOW = select(models.Stay).where(
    models.Stay.workspace == OF, models.Stay.submission_id == ID, models.Stay.until.is_(None)
)


async def follow(session: AsyncSession, submission: models.Submission, *, at: datetime) -> None:
    """Notes where a submission is by now; nothing where that is noted. Called wherever the ball is passed, so that no
    stage is entered or left unseen. The caller holds the requisition's lock."""
    await session.flush()
    row = models.Stay
    now = await session.scalar(_NOW, {"of": submission.workspace, "id": submission.id})
    stage = submission.stage if submission.stage in IN_PLAY else None
    if (now.stage if now else None) == stage:
        return
    if now is not None:
        now.until = at = max(at, now.since)
        await session.flush()  # before the next one: only one goes on
    if stage is not None:
        session.add(
            row(
                workspace=submission.workspace,
                requisition_id=submission.requisition_id,
                submission_id=submission.id,
                stage=stage,
                since=at,
            )
        )
        await session.flush()


async def never_left(session: AsyncSession, submission: models.Submission) -> None:
    """A step was undone: the stay it began is part of the one before, in which the submission is again. Where the step
    was an end there is none, and the next one begins when the end is taken back. The caller holds the requisition's
    lock."""
    row = models.Stay
    await session.execute(
        update(row)
        .where(row.workspace == submission.workspace, row.submission_id == submission.id, row.until.is_(None))
        .values(stage=submission.stage)
    )


async def counted(
    session: AsyncSession, workspace: str, requisition_ids: list[int], *, at: datetime
) -> dict[int, dict[str, int]]:
    """How many candidates these roles had in each stage at that moment, by requisition id. What ended before it is not
    read."""
    row = models.Stay
    found: dict[int, dict[str, int]] = {}
    still: tuple[ColumnElement[bool], ...] = (row.until.is_(None), row.until > at)
    for each in still if requisition_ids else ():  # one after the other: each is a stretch of the index
        counts = await session.execute(
            select(row.requisition_id, row.stage, func.count())
            .where(row.workspace == workspace, row.requisition_id.in_(requisition_ids), row.since <= at, each)
            .group_by(row.requisition_id, row.stage)
        )
        for requisition_id, stage, number in counts.all():
            on = found.setdefault(requisition_id, {})
            on[stage] = on.get(stage, 0) + number
    return found
