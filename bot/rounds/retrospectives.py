"""Retrospectives: the two of a role that stays closed are asked; what they agreed on is said once more in a month."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import retrospectives
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Asks and reminds, one role after the other."""
    asked = await each(
        database, now, retrospectives.due, lambda session, ws, id_: retrospectives.begin(session, ws, id_, at=now)
    )
    return asked + await each(
        database,
        now,
        retrospectives.due_again,
        lambda session, ws, id_: retrospectives.remind(session, ws, id_, at=now),
    )
