"""Check-ins: on their day each person is asked about all their roles at once."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import check_ins
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Asks them, one by one."""
    return await each(
        database, now, check_ins.due_people, lambda session, ws, who: check_ins.ask_person(session, ws, who, at=now)
    )
