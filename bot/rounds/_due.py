"""What the rounds share: look for what is due, then handle each in a transaction of its own, under its locks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Closed, Database

log = structlog.get_logger()
Id = TypeVar("Id", int, str)
_SOME = 50  # rows a look brings, beside those that failed and would come again


class Due(Protocol[Id]):
    async def __call__(self, session: AsyncSession, *, at: datetime, limit: int) -> list[tuple[str, Id]]: ...


async def each(
    database: Database, now: datetime, due: Due[Id], handle: Callable[[AsyncSession, str, Id], Awaitable[Any]]
) -> int:
    """Handles everything that is due; gives back how many. `handle` looks again under its locks, so that a second
    worker finds nothing left to do. Ends when a look brings only what was handled before. One that fails is
    loud, holds up no other, and is tried again with the next beat."""
    done: set[tuple[str, Id]] = set()
    failed = 0
    while True:
        async with database.read() as session:
            fresh = [row for row in await due(session, at=now, limit=_SOME + failed) if row not in done]
        if not fresh:
            return len(done) - failed
        for row in fresh:
            done.add(row)
            try:
                await database.write(partial(_run, handle, *row))
            except Closed:
                raise
            except Exception as error:
                failed += 1
                log.error("due_failed", row=row[1], error=type(error).__name__)


async def _run(
    handle: Callable[[AsyncSession, str, Id], Awaitable[Any]], workspace: str, row: Id, session: AsyncSession
) -> Any:
    return await handle(session, workspace, row)
