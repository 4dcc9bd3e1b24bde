"""Escalations: asks a full promise over reach the backup, or whoever waits; a check-in nobody answered lapses."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import escalations
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Escalates them, one by one."""
    return await each(
        database, now, escalations.due, lambda session, ws, id_: escalations.escalate(session, ws, id_, at=now)
    )
