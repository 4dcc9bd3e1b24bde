"""Finals: decisions whose time to be undone is over become final, and the recruiter owes the candidate a word."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import finals
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Makes them final, one by one."""
    return await each(database, now, finals.due, lambda session, ws, id_: finals.make_final(session, ws, id_, at=now))
