"""What waits at this moment, over everything here: for an administrator's figures, which name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage import due, models, outbox

_STATES = ("waiting", "parked", "unknown")


@dataclass(frozen=True)
class Waiting:
    """`outbox`: rows that are not done, by state. `lag`: seconds for which the oldest due lane has been waiting, 0 when
    none is due. An open ask whose time is over is `overdue`; it counts as open too."""

    outbox: dict[str, int]
    lag: float
    asks_open: int
    asks_overdue: int


async def lag(session: AsyncSession, *, workspace: str | None = None, at: datetime) -> float:
    """Seconds for which the oldest due lane has been waiting for a postman; 0 when none is due."""
    oldest = await outbox.next_due(session, workspace=workspace)
    return max((at - oldest).total_seconds(), 0.0) if oldest else 0.0


async def waiting(session: AsyncSession, *, workspace: str | None = None, at: datetime) -> Waiting:
    """`workspace`: whose messages go out by this bot (None: everybody's)."""
    ask = models.Ask
    asks = select(func.count(), func.count().filter(ask.due_at < at)).where(text("state = 'open'")).select_from(ask)
    opened, overdue = (await session.execute(asks)).one()
    found = dict.fromkeys(_STATES, 0) | await due.unsent(session)
    return Waiting(found, await lag(session, workspace=workspace, at=at), opened, overdue)
