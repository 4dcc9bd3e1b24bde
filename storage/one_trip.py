"""SQLite works in a thread of its own. The driver goes there four times for each statement: for a cursor, to execute,
for the rows, and to close. Here that is one trip, for a short command spends most of its time on the way. A BEGIN goes
along with what comes first in its transaction, and a ROLLBACK nowhere where nothing was begun."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self, TypeVar

import aiosqlite

_AT_ONCE = 1000  # rows that come back with the statement; whoever streams fetches the others as they are wanted
Row = tuple[Any, ...]
T = TypeVar("T")


class Connection(aiosqlite.Connection):
    """The driver's connection, with cursors that have their rows once they have executed."""

    _begin: str | None = None  # said, and not gone there yet
    _left_alone = False  # somebody did not wait for what is done there: nobody knows whether it is

    def cursor(self) -> Cursor:  # type: ignore[override]  # no trip for that
        return Cursor(self)

    def begin(self, statement: str) -> None:
        """A transaction begins with the first thing done in it: nothing is locked, and nothing seen, before that."""
        self._begin = statement

    async def there(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Does something in SQLite's thread."""

        def begun(connection: sqlite3.Connection) -> T:
            if self._begin is not None:
                connection.execute(self._begin).close()
                self._begin = None  # not where that failed: nothing is done outside a transaction
            return work(connection)

        try:
            return await self._execute(partial(begun, self._conn))  # type: ignore[no-any-return,no-untyped-call]
        except asyncio.CancelledError:
            self._left_alone = True
            raise

    async def commit(self) -> None:
        if self._begin is None:
            await super().commit()
        self._begin = None

    async def rollback(self) -> None:
        """SQLAlchemy asks for one whenever a connection goes back to its pool."""
        self._begin = None
        if self._left_alone or self.in_transaction:
            await super().rollback()


def connect(database: str, **options: Any) -> Connection:
    """For SQLAlchemy's `async_creator_fn`."""
    connection = Connection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does with the driver's own
    return connection


class Cursor:
    """As much of the driver's cursor as SQLAlchemy uses."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: deque[Row] = deque()
        self._open: sqlite3.Cursor | None = None  # while there are more rows
        self.description: Any = None
        self.rowcount, self.arraysize = -1, 1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Self:
        if statement.startswith("BEGIN"):
            self._connection.begin(statement)
            return self
        return await self._run(lambda cursor: cursor.execute(statement, parameters))

    async def executemany(self, statement: str, parameters: Sequence[Any]) -> Self:
        return await self._run(lambda cursor: cursor.executemany(statement, parameters))

    async def _run(self, execute: Callable[[sqlite3.Cursor], object]) -> Self:
        def run(connection: sqlite3.Connection) -> tuple[sqlite3.Cursor, list[Row]]:
            cursor = connection.cursor()
            try:
                execute(cursor)
                rows = cursor.fetchmany(_AT_ONCE) if cursor.description else []
            except BaseException:
                cursor.close()
                raise
            if len(rows) < _AT_ONCE:
                cursor.close()
            return cursor, rows

        cursor, rows = await self._connection.there(run)
        self._rows = deque(rows)
        self._open = cursor if len(rows) == _AT_ONCE else None
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        return self

    async def fetchall(self) -> list[Row]:
        return await self.fetchmany(None)

    async def fetchmany(self, size: int | None = 1) -> list[Row]:
        """Up to `size` rows, or all there are."""
        cursor = self._open
        if cursor is not None and (size is None or len(self._rows) < size):
            more = await self._connection.there(lambda _: cursor.fetchmany(size) if size else cursor.fetchall())
            self._rows.extend(more)
            if size is None or len(more) < size:
                await self.close()
        return [self._rows.popleft() for _ in range(len(self._rows) if size is None else min(size, len(self._rows)))]

    async def fetchone(self) -> Row | None:
        found = await self.fetchmany(1)
        return found[0] if found else None

    async def close(self) -> None:
        """Nothing is left to do where all rows have come."""
        cursor, self._open = self._open, None
        if cursor is not None:
            await self._connection.there(lambda _: cursor.close())
