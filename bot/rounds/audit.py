"""Audit: the log's rows are sealed soon after they were written."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import sealing
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Seals what has no seal yet; nothing is said, so nobody is to be woken."""
    await each(database, now, sealing.due, lambda session, ws, id_: sealing.of_row(session, ws, id_, at=now))
    return 0
