"""One trip to SQLite's thread for each statement, and as many as it takes for what is streamed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage import one_trip
from storage.database import prepare_sqlite

MANY = 2_500
NUMBERS = text(f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {MANY}) select i from n")


class Counting(one_trip.Connection):
    """Counts the trips."""

    trips = 0

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        self.trips += 1
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]


def _counting(database: str, **options: Any) -> Counting:
    return Counting(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)


async def _trips(connection: AsyncConnection) -> int:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    return int(driver.trips)


async def test_a_statement_is_one_trip(tmp_path: Path) -> None:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", connect_args={"async_creator_fn": _counting}
    )
    async with engine.begin() as connection:
        await connection.execute(text("create table t (id integer primary key, word text unique)"))
        before = await _trips(connection)
        added = await connection.execute(text("insert into t (word) values ('one') returning id"))
        assert added.scalar_one() == 1
        assert (await connection.execute(text("select word from t"))).all() == [("one",)]
        assert (await connection.execute(text("update t set word = 'two'"))).rowcount == 1
        assert await _trips(connection) == before + 3
    await engine.dispose()


async def test_beginning_and_giving_back_are_no_trips(tmp_path: Path) -> None:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", connect_args={"async_creator_fn": _counting}, pool_size=1
    )
    prepare_sqlite(engine, writer=True)
    async with engine.begin() as connection:
        before = await _trips(connection)
        await connection.execute(text("create table t (word text unique)"))
    async with engine.begin() as connection:
        await connection.execute(text("insert into t (word) values ('one')"))
    async with engine.connect() as connection:
        assert await _trips(connection) == before + 4  # two statements, two commits
        await connection.execute(text("insert into t (word) values ('two')"))
    async with engine.connect() as connection:
        assert (await connection.execute(text("select word from t"))).all() == [("one",)]
    await engine.dispose()


async def test_what_begins_holds_the_lock_from_its_first_statement_on(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    engines = [
        create_async_engine(url, connect_args={"async_creator_fn": one_trip.connect, "timeout": 0}) for _ in range(2)
    ]
    for engine in engines:
        prepare_sqlite(engine, writer=True)

        @event.listens_for(engine.sync_engine, "connect")
        def _impatient(connection: Any, _record: object) -> None:
            connection.cursor().execute("PRAGMA busy_timeout=0")

    one, other = engines
    async with one.begin() as first:
        await first.execute(text("select 1"))
        async with other.connect() as second:
            for _ in range(2):  # what was not begun is not done without
                with pytest.raises(OperationalError, match="locked"):
                    await second.execute(text("create table t (word text)"))
    async with other.begin() as second:
        await second.execute(text("create table t (word text)"))
    for engine in engines:
        await engine.dispose()


async def test_what_is_refused_is_raised_and_the_connection_goes_on(tmp_path: Path) -> None:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", connect_args={"async_creator_fn": one_trip.connect}
    )
    async with engine.begin() as connection:
        await connection.execute(text("create table t (word text unique)"))
        await connection.execute(text("insert into t (word) values (:word)"), [{"word": "one"}, {"word": "two"}])
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.execute(text("insert into t (word) values ('two')"))
    async with engine.connect() as connection:
        assert (await connection.execute(text("select count(*) from t"))).scalar_one() == 2
    await engine.dispose()


async def test_however_many_rows_there_are_all_come_in_order(tmp_path: Path) -> None:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", connect_args={"async_creator_fn": one_trip.connect}
    )
    async with engine.connect() as connection:
        assert (await connection.execute(NUMBERS)).scalars().all() == list(range(1, MANY + 1))
        streamed = await connection.stream_scalars(NUMBERS)
        assert [number async for number in streamed] == list(range(1, MANY + 1))
        streamed = await connection.stream_scalars(NUMBERS)
        assert await streamed.first() == 1  # the others are left where they are
        streamed = await connection.stream_scalars(NUMBERS)
        assert [len(part) async for part in streamed.partitions(700)] == [700, 700, 700, 400]
    await engine.dispose()
