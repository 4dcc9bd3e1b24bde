"""Stillness: while a whole role is on hold, what waits on its candidates' way stands still, and nobody has the ball."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import clocks, models
from storage.people import Person
from storage.rules.role_holds import ON_HOLD, STANDS_STILL, WITH_ROLE


async def is_on_hold(session: AsyncSession, workspace: str, requisition_id: int) -> bool:
    """Whether that role is on hold now."""
    row = models.Requisition
    status = await session.scalar(select(row.status).where(row.workspace == workspace, row.id == requisition_id))
    return bool(status == ON_HOLD)


async def keep(session: AsyncSession, row: models.Ask, owner: Person, *, at: datetime) -> None:
    """Has an open ask's clock stand while its role is on hold, whatever else opened it or set it running. The caller
    holds the requisition's lock, and says what changed."""
    if row.state != "open" or row.kind not in STANDS_STILL:
        return
    if not await is_on_hold(session, row.workspace, row.requisition_id):
        return
    stand(row, owner, at=at)


def stand(row: models.Ask, owner: Person, *, at: datetime) -> None:
    """The clock stands with the role, from `at` until the role is open again."""
    clocks.stop(row, owner, at)
    row.state, row.paused_for, row.paused_at, row.resume_at = "paused", WITH_ROLE, at, None
    row.next_nudge_at = row.escalate_at = row.wake_at = row.snoozed_until = None
