"""Roles on hold: whoever wanted to look again on a day is told that it has come."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import role_holds
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Tells them, role by role."""
    return await each(
        database, now, role_holds.due, lambda session, ws, id_: role_holds.look_again(session, ws, id_, at=now)
    )
