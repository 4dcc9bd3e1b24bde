"""Nudges: people whose window has come get one gathered message each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import nudges
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Claims people, never single asks: two workers would send two messages."""

    async def some(session: AsyncSession) -> int:
        claimed = await nudges.claim_people(session, at=now)
        for workspace, person in claimed:
            await nudges.gather(session, workspace, person, at=now)
        return len(claimed)

    async with database.read() as session:
        if not await nudges.due_people(session, at=now, limit=1):
            return 0
    handled = 0
    while claimed := await database.write(some):
        handled += claimed
    return handled
