"""Waits: since when a candidate waits to hear from us. It never pauses: not for a question, a hold, or a weekend."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.given import IDS, OF
from storage.rules.balls import Holder
from storage.rules.promises import Kind

_ROW, _ASK, _BALL = models.Submission, models.Ask, models.Ball
_STANDING = (
    select(_ROW.id, _ROW.stage, _ROW.posted_at, _BALL.holder)
    .outerjoin(_BALL, (_BALL.workspace == _ROW.workspace) & (_BALL.submission_id == _ROW.id) & _BALL.until.is_(None))
    .where(_ROW.workspace == OF, _ROW.id.in_(IDS))
)
_HEARD = (
    select(_ASK.submission_id, _ASK.kind, func.max(_ASK.answered_at))
    .where(
        *(_ASK.workspace == OF, _ASK.submission_id.in_(IDS)),
        *(_ASK.kind.in_([Kind.CONTACT, Kind.OUTCOME]), _ASK.state == "answered"),
    )
    .group_by(_ASK.submission_id, _ASK.kind)
)


async def since(session: AsyncSession, workspace: str, submission_ids: list[int]) -> dict[int, datetime]:
    """By submission id: since they were posted, or since the recruiter was last in touch; whoever was told of a hold
    waits on. Left out is whoever does not
    wait for us: hired, withdrawn, told the outcome, or with an offer to answer."""
    if not submission_ids:
        return {}
    these = {"of": workspace, "ids": submission_ids}
    rows = (await session.execute(_STANDING, these)).all()
    heard = await session.execute(_HEARD, these)
    last = {(submission_id, kind): at for submission_id, kind, at in heard.all()}
    found: dict[int, datetime] = {}
    for submission_id, stage, posted_at, holder in rows:
        told = last.get((submission_id, Kind.OUTCOME)) is not None and stage == "rejected"
        if not told and stage not in ("hired", "withdrawn") and holder != Holder.CANDIDATE:
            found[submission_id] = last.get((submission_id, Kind.CONTACT)) or posted_at
    return found
