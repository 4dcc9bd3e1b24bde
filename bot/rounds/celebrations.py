"""Celebrations: hires that can be taken back no more are celebrated."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import celebrations
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Celebrates them, one by one."""
    return await each(
        database, now, celebrations.due, lambda session, ws, id_: celebrations.celebrate(session, ws, id_, at=now)
    )
