"""Digests: channels whose day and time have come get an issue, if there is something to say."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import digests
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Writes the issues, one by one."""
    return await each(database, now, digests.due, lambda session, ws, id_: digests.issue(session, ws, id_, at=now))
