"""The way in: one writer and several readers on SQLite, a pool on PostgreSQL, and nothing else to know."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event, make_url, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from storage import homes, one_trip, outbox, tips, walls
from storage.migrate import migrate

_EVERY_CONNECTION = ("foreign_keys=ON", "busy_timeout=1500")
_WRITER = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an acked click survives a power cut
    "secure_delete=ON",  # forgetting a person leaves no byte behind
)
_READER = ("query_only=ON",)
_ONE_TRIP = {"async_creator_fn": one_trip.connect}
_PREPARED = {"prepared_statement_cache_size": 500}  # there are hundreds; one that fell out is planned anew
_GIVEN_UP = ("40P01", "40001")  # deadlock detected, could not serialise: nothing was saved
_TRIES = 3
T = TypeVar("T")


def prepare_sqlite(engine: AsyncEngine, *, writer: bool) -> None:
    """What every connection of an engine is told, and how it begins a transaction."""

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: the driver's own deferred one fails under load
        cursor = connection.cursor()
        for pragma in _EVERY_CONNECTION + (_WRITER if writer else _READER):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _leave_out_the_dead(engine: AsyncEngine) -> None:
    """Where a server went away its connections are closed, and the driver has heard of it: asking each before every
    transaction would be three trips, as many as a short one takes by itself."""

    @event.listens_for(engine.sync_engine, "checkout")
    def _checkout(connection: Any, _record: object, _proxy: object) -> None:
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError("the server went away")


def _make(file: Path) -> None:
    """A new file, for its owner's eyes only: SQLite would make it for everybody's. Its log takes after it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.touch(0o600)


class Transaction:
    """One transaction, for whoever measures: `connected` is called once it has its connection; `written` are the ids of
    the outbox rows it wrote, known after its commit."""

    def __init__(self) -> None:
        self.connected: Callable[[], None] = _nothing
        self.written: Sequence[int] = ()


def _nothing() -> None:
    """Nobody measures."""


@contextmanager
def _unmeasured(_kind: str) -> Iterator[Transaction]:
    yield Transaction()


async def _connect(session: AsyncSession) -> None:
    """Takes a connection and begins. What asyncpg says where no server answers, or one that is only starting, comes
    through SQLAlchemy as it is: here it becomes one of the faults that mean *nothing was saved*."""
    try:
        await session.connection()
    except SQLAlchemyError:
        raise
    except Exception as error:
        raise OperationalError("connect", None, error) from error


class Closed(Exception):
    """The program is stopping: nothing was read or saved."""


class Database:
    """Transactions to write (`begin`) and to read (`read`). `hide_parameters` keeps people's words out of errors."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, *, unless_said: str = walls.EVERYWHERE) -> None:
        """`unless_said`: what a transaction sees of which nobody has said whose it is (see walls.py)."""
        self.writer, self.reader = writer, reader
        self.measure: Callable[[str], AbstractContextManager[Transaction]] = _unmeasured  # `read` or `save`
        self._unless_said = unless_said
        self._walls: bool | None = None  # not known before the first transaction
        self._under_way = 0
        self._closing = False
        self._quiet = asyncio.Event()
        self._quiet.set()

    @classmethod
    def open(cls, url: str, *, patience: float = 2.0, unless_said: str = walls.EVERYWHERE) -> Database:
        """`sqlite+aiosqlite:///file.db` or `postgresql+asyncpg://…`. Connects on first use, not now.

        `patience`: seconds to queue for SQLite's one writer. Somebody who clicked is told within Slack's three.
        """
        where = make_url(url)
        if where.get_backend_name() == "sqlite":
            if where.database and where.database != ":memory:":
                _make(Path(where.database))
            options: dict[str, Any] = {"max_overflow": 0, "hide_parameters": True, "connect_args": _ONE_TRIP}
            writer = create_async_engine(where, pool_size=1, pool_timeout=patience, **options)
            reader = create_async_engine(where, pool_size=4, **options)
            prepare_sqlite(writer, writer=True)
            prepare_sqlite(reader, writer=False)
            return cls(writer, reader, unless_said=unless_said)
        engine = create_async_engine(
            where, pool_size=10, max_overflow=5, pool_recycle=600, hide_parameters=True, connect_args=_PREPARED
        )
        _leave_out_the_dead(engine)
        return cls(engine, engine, unless_said=unless_said)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """One transaction that writes: committed at the end of the block, rolled back when it raises."""
        async with self._session(self.writer, "save") as session:
            yield session
            await tips.tell(session)
            await homes.paint_touched(session)
            await outbox.write(session)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """One transaction that only reads (SQLite refuses writes in it)."""
        async with self._session(self.reader, "read") as session:
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """As `read`, for many queries that must agree: what is committed meanwhile is not seen."""
        engine = self.reader
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        async with self._session(engine, "read") as session:
            yield session

    @asynccontextmanager
    async def _session(self, engine: AsyncEngine, kind: str) -> AsyncIterator[AsyncSession]:
        if self._closing:
            raise Closed("the database is closed: the program is stopping")
        self._under_way += 1
        self._quiet.clear()
        try:
            with self.measure(kind) as measured:
                async with AsyncSession(engine, expire_on_commit=False) as session:
                    async with session.begin():
                        await _connect(session)
                        measured.connected()
                        if engine.dialect.name == "postgresql":
                            await self._wall(session)
                        yield session
                    measured.written = session.info.get(outbox.WRITTEN, ())
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._quiet.set()

    async def _wall(self, session: AsyncSession) -> None:
        if self._walls is None:
            self._walls = await walls.are_up(session)
        if self._walls:
            await walls.build(session, self._unless_said)

    async def write(self, verb: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Runs a verb in one transaction. One that PostgreSQL gave up to break a deadlock is run again from the
        start."""
        for _ in range(_TRIES - 1):
            try:
                async with self.begin() as session:
                    return await verb(session)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _GIVEN_UP:
                    raise
        async with self.begin() as session:
            return await verb(session)

    async def migrate(self, *, alone: bool = False) -> None:
        """Brings the tables up to date; harmless when they are. See migrate.py for what it raises."""
        await migrate(self.writer, alone=alone)

    async def ping(self) -> None:
        """Raises what the driver raises when the database cannot be reached."""
        async with self.read() as session:
            await session.execute(text("select 1"))

    async def close(self) -> None:
        """Begins nothing new (`Closed`), lets every transaction under way end, and gives the connections back.

        A connection that is still out when its pool is disposed of belongs to nobody and is never closed.
        """
        self._closing = True
        await self._quiet.wait()
        await asyncio.gather(self.writer.dispose(), self.reader.dispose())
