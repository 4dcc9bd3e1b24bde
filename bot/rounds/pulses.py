"""Pulses: once a month two who share a role are each asked alone; what stays without both answers ends after a week."""

from __future__ import annotations

from datetime import datetime

from bot.rounds._due import each
from storage import pulses
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Ends what is over, begins the month for every pair, then tells people: all of somebody's pairs in one message."""
    done = await each(database, now, pulses.due_to_lapse, lambda s, ws, id_: pulses.lapse(s, ws, id_, at=now))
    done += await each(database, now, pulses.due_to_begin, lambda s, ws, id_: pulses.begin(s, ws, id_, at=now))
    return done + await each(database, now, pulses.due_people, lambda s, ws, who: pulses.tell(s, ws, who, at=now))
