"""A database is copied into another, of either kind, without losing or changing a row."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary, String, Table, insert, inspect, make_url, text

from bot.__main__ import main
from storage import models
from storage.copying import CannotCopy, copy, tables
from storage.moments import Moment
from storage.revisions import TABLE
from tests.conftest import FreshDatabase, as_superuser, opened
from tests.storage.copied import copied, rows

BAD, WRONG = 1, 2
TABLES = models.Base.metadata.tables


@pytest.fixture
async def bare_postgres(fresh_postgres: FreshDatabase) -> AsyncIterator[str]:
    """The URL of a PostgreSQL database without a single table."""
    async with fresh_postgres(False) as url:
        yield url


@pytest.fixture
async def full(sqlite_url: str) -> str:
    """A SQLite database with two rows in every table: one with a value in every column, one with as few as may be."""
    async with opened(sqlite_url) as database, database.writer.begin() as connection:
        for table in tables():
            for number in (7, 1 << 40) if _fits_twice(table) else (7,):
                values = {each.name: _value(each, number) for each in table.columns}
                await connection.execute(insert(table).values(values))
    return sqlite_url


def _fits_twice(table: Table) -> bool:
    """Whether two rows of one workspace may stand in it."""
    return any(_value(column, 7) != _value(column, 1 << 40) for column in table.primary_key.columns)


def _value(column: Column[Any], number: int) -> Any:
    if column.name == "workspace" or str(column) == "workspaces.id":
        return "T7"
    if column.nullable and number > 7 and not column.foreign_keys:
        return None
    if parents := sorted(column.foreign_keys, key=lambda each: each.target_fullname):
        return _value(parents[0].column, number)
    match column.type:
        case Integer():
            return number
        case LargeBinary():
            return number.to_bytes(8, "big") + b"\x00\xff'"
        case Boolean():
            return number == 7
        case Moment():
            return datetime(2026, 3, 29, 1, 30, 0, number % 1000, tzinfo=UTC)
        case Date():
            return date(2028, 2, 29)
        case JSON():
            return {"é": [1, 2.5, None, {"z": "„“\u2028"}], "a": number}
        case String():
            said = f"{column.name}-{number} ☃ '\"\\ =1+1"
            return said[: column.type.length] if column.type.length and column.type.length > 8 else f"{number}"[:5]
    raise AssertionError(column)


async def test_every_table_of_a_migrated_database_is_copied(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database, database.reader.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert {*names} - {TABLE} == {table.name for table in tables()}


async def test_there_and_back_every_value_of_every_column_is_what_it_was(
    full: str, bare_postgres: str, tmp_path: Path
) -> None:
    back = f"sqlite+aiosqlite:///{tmp_path / 'back.db'}"
    before = await rows(full)
    assert {table.name for table in tables() if len(before[table.name]) < 2} == {
        table.name for table in tables() if not _fits_twice(table)
    }
    every = sum(len(found) for found in before.values())
    assert await copied(full, bare_postgres) == await copied(bare_postgres, back) == every >= len(TABLES)
    assert await rows(bare_postgres) == await rows(back) == before


async def test_new_rows_get_numbers_nobody_had(full: str, bare_postgres: str) -> None:
    await copied(full, bare_postgres)
    async with opened(bare_postgres) as database:
        for table in tables():
            if "id" in table.columns and isinstance(table.columns["id"].type, Integer):
                async with database.read() as session:
                    name = await session.scalar(text(f"select pg_get_serial_sequence('{table.name}', 'id')"))
                    assert await session.scalar(text(f"select last_value from {name}")) == 1 << 40


async def _must_fail(source: str, target: str, words: str, said: Any = lambda table, done, of: None) -> None:
    async with opened(source) as there, opened(target) as here:
        with pytest.raises(CannotCopy, match=words):
            await copy(there, here, said)


async def test_a_row_that_does_not_fit_leaves_nothing_behind(full: str, bare_postgres: str) -> None:
    async with opened(full) as database, database.begin() as session:
        await session.execute(text("update digests set at = '09:30 and a bit' where id = 7"))
    await _must_fail(full, bare_postgres, "A row of digests does not fit")
    assert not any((await rows(bare_postgres)).values())
    async with opened(full) as database, database.begin() as session:
        await session.execute(text("update digests set at = '09:30' where id = 7"))
    assert await copied(full, bare_postgres) > len(TABLES)


async def test_what_is_written_meanwhile_is_noticed_and_nothing_is_left_behind(full: str, bare_postgres: str) -> None:
    file = make_url(full).database or ""
    wrote: list[object] = []

    def write(table: str, done: int, of: int) -> None:
        if table == "signatures" and not wrote:
            with closing(sqlite3.connect(file)) as connection, connection:
                wrote.append(connection.execute("update workspaces set name = 'Another'"))

    await _must_fail(full, bare_postgres, "Stop every bot .* in workspaces", write)
    assert wrote
    assert not any((await rows(bare_postgres)).values())


async def test_a_target_with_rows_and_a_source_that_is_not_up_to_date_are_refused(
    full: str, bare_postgres: str, tmp_path: Path
) -> None:
    await copied(full, bare_postgres)
    await _must_fail(full, bare_postgres, "not empty: there are rows in")
    new = f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
    await _must_fail(new, full, "nothing of Same Page")
    async with opened(full) as database, database.begin() as session:
        await session.execute(text(f"update {TABLE} set version_num = '0020'"))
    await _must_fail(full, new, "migrations? behind")
    async with opened(full) as database, database.begin() as session:
        await session.execute(text(f"update {TABLE} set version_num = '9999'"))
    await _must_fail(full, new, "newer version")


async def test_a_user_who_may_not_see_every_row_copies_nothing(full: str, bare_postgres: str, tmp_path: Path) -> None:
    await copied(full, bare_postgres)
    name = make_url(bare_postgres).database
    await as_superuser(
        bare_postgres,
        f"create role r{name} login",
        f"grant select on all tables in schema public to r{name}",
        "alter table people enable row level security",
        f"create policy one on people to r{name} using (workspace = 'T1')",
    )
    url = make_url(bare_postgres).set(username=f"r{name}").render_as_string(hide_password=False)
    try:
        await _must_fail(url, f"sqlite+aiosqlite:///{tmp_path / 'new.db'}", "row-level security")
    finally:
        await as_superuser(bare_postgres, f"drop owned by r{name}", f"drop role r{name}")


def test_the_command_says_what_was_copied(sqlite_world: Path, tmp_path: Path) -> None:
    line = ["copy", "--from", f"sqlite+aiosqlite:///{sqlite_world}", "--to"]
    done = CliRunner().invoke(main, [*line, f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"])
    assert done.exit_code == 0, done.output
    assert "        2  workspaces\n" in done.stdout
    assert f"rows in {len(TABLES)} tables: counted and compared" in done.stdout
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        noted = connection.execute("select workspace, actor, about from audit where what = 'copied'").fetchall()
        known = connection.execute("select id from workspaces order by id").fetchall()
    assert noted == [(each, None, f"workspace:{each}") for (each,) in known]
    again = CliRunner().invoke(main, [*line, f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"])
    assert (again.exit_code, again.stderr) == (
        BAD,
        "The database to copy to is not empty: there are rows in audit. Name a new one.\n",
    )
    for wrong in ("mysql://x", "nonsense"):
        assert CliRunner().invoke(main, [*line, wrong]).exit_code == WRONG
