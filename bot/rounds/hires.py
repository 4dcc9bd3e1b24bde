"""Hires: 30 and 90 days after somebody started, the two are asked how it goes."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import hires
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Asks them, one hire after the other."""
    return await each(database, now, hires.due, lambda session, ws, id_: hires.ask(session, ws, id_, at=now))
