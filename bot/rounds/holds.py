"""Holds: candidates whose time on hold is over are up for a decision again."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import holds
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Ends them, one by one."""
    return await each(database, now, holds.due, lambda session, ws, id_: holds.over(session, ws, id_, at=now))
