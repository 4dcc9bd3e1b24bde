"""Removals: where the app was removed some weeks ago, everything that is stored is erased, but the log for auditors."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import structlog

from bot.rounds._scrubbed import scrubbed
from storage import removals
from storage.database import Closed, Database

log = structlog.get_logger()
_PIECES = 20  # in one go, so that whoever stops the bot does not wait long; the next beat goes on


async def run(database: Database, now: datetime) -> int:
    """Erases piece by piece, has the database let go of it all, and only then says that it is done."""
    async with database.read() as session:
        found = [workspace for workspace, _ in await removals.due(session, at=now)]
    emptied = []
    for workspace in found:
        try:
            if await _is_empty(database, workspace, now):
                emptied.append(workspace)
        except Closed:
            raise
        except Exception as error:  # holds up no other; the next beat tries again
            log.error("due_failed", row=workspace, error=type(error).__name__)
    if not emptied or not await scrubbed(database):
        return 0
    for workspace in emptied:
        rows = await database.write(partial(removals.end, workspace=workspace, at=now))
        if rows is not None:
            log.info("workspace_erased", workspace=workspace, rows=rows)
    return len(emptied)


async def _is_empty(database: Database, workspace: str, now: datetime) -> bool:
    held = await database.write(partial(removals.begin, workspace=workspace, at=now))
    if held is None:
        return False
    if held.stand:
        ids = {"candidates": held.candidates, "requisitions": held.roles}
        log.warning("erasing_waits_for_holds", workspace=workspace, **ids)
        return False
    place: int | None = 0
    for _ in range(_PIECES):
        place = await database.write(partial(removals.erase_some, workspace=workspace, place=place or 0))
        if place is None or place >= len(removals.TABLES):
            return place is not None
    return False
