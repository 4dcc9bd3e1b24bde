"""Retention: whose time is over is erased, after a word to the recruiter a week before; every forgetting is brought to
its end, and what came of it is reported."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot.rounds._due import each
from bot.rounds._scrubbed import scrubbed
from storage import retention
from storage.database import Database


async def run(database: Database, now: datetime) -> int:
    """Looks at what is due, has the database let go of what was erased, and reports."""
    handled = await each(
        database, now, retention.due, lambda session, ws, id_: retention.look(session, ws, id_, at=now)
    )
    async with database.read() as session:
        fresh = await retention.unscrubbed(session, at=now)
    if fresh and await scrubbed(database):
        for workspace, forgetting in fresh:
            mark = partial(retention.scrubbed, workspace=workspace, forgetting_id=forgetting, at=now)
            await database.write(mark)
        handled += len(fresh)
    return handled + await each(
        database, now, retention.done, lambda session, ws, id_: retention.say(session, ws, id_, at=now)
    )
