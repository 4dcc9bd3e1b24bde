"""The statements a command runs, recorded from the bot's own handlers, to be run again by SQLAlchemy alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.app import build_app
from bot.clock import Clock
from bot.homes import Home, One
from bot.metrics import Metrics
from handlers.clients import always
from handlers.people import People
from handlers.visit import Office
from storage.database import Database, prepare_sqlite
from tests.benchmarks.load.asked import BOT, TEAM, Asked

HOME = Home(TEAM, "Kestrel", BOT, "BB", "xoxb-bench-bench")


@dataclass
class Transaction:
    """One transaction: its statements as SQLAlchemy's own expressions, with what each was given."""

    writes: bool
    statements: list[tuple[Any, Any]] = field(default_factory=list)


Recording = list[Transaction]


@asynccontextmanager
async def handlers_alone(
    database: Database, slack_url: str, clock_file: Path
) -> AsyncIterator[tuple[AsyncApp, Office]]:
    """The bot's own handlers behind Bolt, without the postman and the rounds: nothing runs but what a request runs."""
    clock = Clock(clock_file)
    client = AsyncWebClient(token=HOME.token, base_url=f"{slack_url}/api/")
    office = Office(database, People(database, always(client), clock.now), lambda: None, always(client))
    try:
        yield build_app(office, One(HOME, client), client, clock.now, Metrics(clock.monotonic)), office
    finally:
        clock.close()


class Recorder:
    """Listens to both engines of a database; `taken` gives what was heard since it was last asked."""

    def __init__(self, database: Database) -> None:
        self._heard: Recording = []
        for engine in {database.writer, database.reader}:
            self._listen(engine, writes=engine is database.writer)

    def _listen(self, engine: AsyncEngine, *, writes: bool) -> None:
        @event.listens_for(engine.sync_engine, "begin")
        def _begin(_connection: Connection) -> None:
            self._heard.append(Transaction(writes))

        @event.listens_for(engine.sync_engine, "before_execute")
        def _execute(_connection: Connection, clause: Any, many: Any, one: Any, _options: Any) -> None:
            self._heard[-1].statements.append((clause, many or one or None))

    def taken(self) -> Recording:
        heard, self._heard = self._heard, []
        return heard


async def record(bot: tuple[AsyncApp, Office], asked: Asked, recorder: Recorder) -> Recording:
    """What one request runs, to its end: on a busy machine that may come after the answer."""
    app, office = bot
    response = await app.async_dispatch(AsyncBoltRequest(body=asked.body, mode="socket_mode"))
    await office.drain()
    assert response.status == 200, response.status
    return recorder.taken()


@dataclass(frozen=True)
class Plain:
    """Engines as anybody makes them, with the settings of ours that are about safety."""

    writer: AsyncEngine
    reader: AsyncEngine

    @classmethod
    def open(cls, url: str) -> Plain:
        if not url.startswith("sqlite"):
            engine = create_async_engine(url, pool_size=10, max_overflow=5, pool_pre_ping=True)
            return cls(engine, engine)
        writer = create_async_engine(url, pool_size=1, max_overflow=0)
        reader = create_async_engine(url, pool_size=4, max_overflow=0)
        prepare_sqlite(writer, writer=True)
        prepare_sqlite(reader, writer=False)
        return cls(writer, reader)


async def replay(database: Plain, recording: Recording) -> None:
    """Runs it again."""
    for transaction in recording:
        engine = database.writer if transaction.writes else database.reader
        async with engine.begin() as connection:
            for clause, given in transaction.statements:
                found = await connection.execute(clause, given)
                if found.returns_rows:
                    found.all()
