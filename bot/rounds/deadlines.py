"""Deadlines: whoever owes a decision is told in time that the candidate has another offer to answer."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import deadlines
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Tells them, one by one."""
    return await each(database, now, deadlines.due, lambda session, ws, id_: deadlines.tell(session, ws, id_, at=now))
