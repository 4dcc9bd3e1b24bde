"""What stands in the outbox by a clock that was wrong, set right once the clock is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.outbox import LEASE

FARTHEST = timedelta(minutes=6)  # no lane is closed for longer, but by a Retry-After that Slack would say again


async def set_right(session: AsyncSession, *, at: datetime, forward: bool = False) -> None:
    """A lane that a clock since set back has closed for too long is due; one that is held keeps a whole lease, since
    its holder may be in the middle of a call.

    `forward`: the clock was set on. Leases then only seem to have run out, and open tries to be long past: they count
    from now, or a message under way would be looked for too early and sent again.
    """
    lane, row = models.Lane, models.OutboxRow
    too_far = lane.due_at > at + FARTHEST
    await session.execute(update(lane).where(too_far, lane.lease.is_(None)).values(due_at=at))
    held = or_(too_far, lane.due_at <= at) if forward else too_far
    await session.execute(update(lane).where(held, lane.lease.is_not(None)).values(due_at=at + LEASE))
    tried = row.attempted_at.is_not(None) if forward else row.attempted_at > at
    await session.execute(update(row).where(row.state == "waiting", tried).values(attempted_at=at))
