"""Nudges: people whose window has come get one gathered message each."""

from __future__ import annotations

from datetime import datetime

from storage import nudges
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Claims people, never single asks: two workers would send two messages."""
    handled = 0
    while True:
        async with database.begin() as session:
            claimed = await nudges.claim_people(session, at=now)
            for workspace, person in claimed:
                await nudges.gather(session, workspace, person, at=now)
        handled += len(claimed)
        if not claimed:
            return handled
