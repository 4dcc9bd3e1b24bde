"""Absences: when one begins, what the person owes goes to whoever stands in."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import absences
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Looks at them, one by one."""
    return await each(database, now, absences.due, lambda session, ws, id_: absences.begin(session, ws, id_, at=now))
