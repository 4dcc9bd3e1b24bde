"""Waits: since when a candidate waits to hear from us. It never pauses: not for a question, a hold, or a weekend."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.rules.balls import Holder
from storage.rules.promises import Kind


async def since(session: AsyncSession, workspace: str, submission_ids: list[int]) -> dict[int, datetime]:
    """By submission id: since they were posted, or since the recruiter was last in touch; whoever was told of a hold
    waits on. Left out is whoever does not
    wait for us: hired, withdrawn, told the outcome, or with an offer to answer."""
    if not submission_ids:
        return {}
    row, ask, ball = models.Submission, models.Ask, models.Ball
    rows = list(
        await session.execute(
            select(row.id, row.stage, row.posted_at, ball.holder)
            .outerjoin(ball, (ball.workspace == row.workspace) & (ball.submission_id == row.id) & ball.until.is_(None))
            .where(row.workspace == workspace, row.id.in_(submission_ids))
        )
    )
    heard = await session.execute(
        select(ask.submission_id, ask.kind, func.max(ask.answered_at))
        .where(
            ask.workspace == workspace,
            ask.submission_id.in_(submission_ids),
            ask.kind.in_([Kind.CONTACT, Kind.OUTCOME]),
            ask.state == "answered",
        )
        .group_by(ask.submission_id, ask.kind)
    )
    last = {(submission_id, kind): at for submission_id, kind, at in heard.all()}
    found: dict[int, datetime] = {}
    for submission_id, stage, posted_at, holder in rows:
        told = last.get((submission_id, Kind.OUTCOME)) is not None and stage == "rejected"
        if not told and stage not in ("hired", "withdrawn") and holder != Holder.CANDIDATE:
            found[submission_id] = last.get((submission_id, Kind.CONTACT)) or posted_at
    return found
