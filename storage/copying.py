"""Copying a whole database into another, SQLite or PostgreSQL: every row of every table, counted and compared.

Nothing is turned on its way but the databases' own spelling of moments and JSON. The target gets all of it in one
transaction: whatever goes wrong, and whoever pulls the plug, it stays as empty as it was.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Integer, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.models import Base
from storage.revisions import TABLE, standing

_BATCH = 1000  # rows read, and written, at a time
_WORD = 1 << 128
_NO_FIT = ("22", "23")  # PostgreSQL's classes of errors for values and for constraints
_HELD_BACK = "42501"  # PostgreSQL: insufficient privilege, also where row-level security would hide rows
Said = Callable[[str, int, int], None]  # the table, its rows done, its rows


class CannotCopy(Exception):
    """Nothing was copied; the message says why, in words."""


@dataclass(frozen=True)
class Sum:
    """What two tables are compared by: how many rows, and a checksum that does not depend on their order."""

    rows: int = 0
    checksum: int = 0

    def and_(self, rows: Iterable[Mapping[str, Any]]) -> Sum:
        """This and more rows."""
        marks = [_mark(row) for row in rows]
        return Sum(self.rows + len(marks), (self.checksum + sum(marks)) % _WORD)


@dataclass(frozen=True)
class Copied:
    """What was copied: rows by table, in the order of copying."""

    tables: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


def tables() -> list[Table]:
    """Every table, each after those it refers to."""
    return Base.metadata.sorted_tables


def _mark(row: Mapping[str, Any]) -> int:
    canonical = json.dumps(
        {name: _plain(value) for name, value in row.items()}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return int.from_bytes(blake2b(canonical.encode("utf-8", "surrogatepass"), digest_size=16).digest())


def _plain(value: Any) -> Any:
    """A value as both databases mean it: UTC moments and days as ISO 8601, bytes in hexadecimal, JSON as it is."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes | memoryview) else value


async def copy(source: Database, target: Database, said: Said = lambda table, done, of: None) -> Copied:
    """Copies everything from `source`, which must be up to date, into `target`, which must be empty and is brought up
    to date. Raises CannotCopy, with the target as it was but for its empty tables; also where the source was written to
    meanwhile."""
    try:
        async with _snapshot(source) as there:
            await _must_be_whole(there)
            await _must_be_empty(target)
            await target.migrate()
            async with target.writer.begin() as here:
                await _unhindered(here)
                sums = await _fill(there, here, said)
                await _set_sequences(here)
                await _must_be_equal(here, sums, "The copy differs from the original")
                await _must_be_unchanged(source, sums)
    except SQLAlchemyError as error:
        raise CannotCopy(_words(error)) from None
    return Copied({name: each.rows for name, each in sums.items()})


@asynccontextmanager
async def _snapshot(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection that sees the database as it is at its first look, whatever is written meanwhile."""
    async with database.reader.connect() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execution_options(isolation_level="REPEATABLE READ")
        async with connection.begin():
            await _unhindered(connection)
            yield connection


async def _unhindered(connection: AsyncConnection) -> None:
    """Where a role may not see every row, that is an error from here on and never a smaller copy."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("set local row_security = off"))


async def _must_be_whole(connection: AsyncConnection) -> None:
    """The source has exactly the tables of this version."""
    names: set[str] = set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
    revision = await connection.scalar(text(f"select version_num from {TABLE}")) if TABLE in names else None  # noqa: S608
    if revision is None:
        raise CannotCopy("There is nothing of Same Page in the database to copy from.")
    found = standing(str(revision))
    if found.is_newer:
        raise CannotCopy("The database to copy from is of a newer version of Same Page. Install that one first.")
    if not found.is_current:
        raise CannotCopy(
            f"The database to copy from is {found.behind} migrations behind. Bring it up to date first: "
            "samepage migrate, with SAMEPAGE_DATABASE_URL set to it."
        )


async def _must_be_empty(database: Database) -> None:
    async with database.reader.connect() as connection:
        await _unhindered(connection)
        names: set[str] = set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
        for table in tables():
            if table.name in names and await connection.scalar(select(func.count()).select_from(table)):
                raise CannotCopy(
                    f"The database to copy to is not empty: there are rows in {table.name}. Name a new one."
                )


async def _fill(there: AsyncConnection, here: AsyncConnection, said: Said) -> dict[str, Sum]:
    sums = {}
    for table in tables():
        of = await there.scalar(select(func.count()).select_from(table)) or 0
        found = Sum()
        said(table.name, 0, of)
        async for rows in _rows(there, table):
            try:
                await here.execute(insert(table), rows)
            except DBAPIError as error:
                if not isinstance(error, DataError | IntegrityError) and _state(error)[:2] not in _NO_FIT:
                    raise
                raise CannotCopy(f"A row of {table.name} does not fit: {_kind(error)}. Nothing was copied.") from None
            found = found.and_(rows)
            said(table.name, found.rows, of)
        sums[table.name] = found
    return sums


async def _rows(connection: AsyncConnection, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    """All rows of a table, some at a time, by its key."""
    result = await connection.stream(select(table).order_by(*table.primary_key.columns))
    async for part in result.mappings().partitions(_BATCH):
        yield [dict(row) for row in part]


async def _must_be_equal(connection: AsyncConnection, sums: Mapping[str, Sum], otherwise: str) -> None:
    for table in tables():
        found = Sum()
        async for rows in _rows(connection, table):
            found = found.and_(rows)
        if found != sums[table.name]:
            raise CannotCopy(
                f"{otherwise} in {table.name}: {found.rows} rows beside {sums[table.name].rows}, or other values."
            )


async def _must_be_unchanged(source: Database, sums: Mapping[str, Sum]) -> None:
    async with _snapshot(source) as now:
        await _must_be_equal(
            now,
            sums,
            "Something wrote to the original meanwhile. Stop every bot that uses it, and copy again. It differs",
        )


async def _set_sequences(connection: AsyncConnection) -> None:
    """The next row gets a number nobody had. SQLite counts on from the highest by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables():
        for column in table.primary_key.columns:
            if not isinstance(column.type, Integer):
                continue
            sequence = await connection.scalar(
                text("select pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
            )
            highest = await connection.scalar(select(func.max(column)))
            if sequence and highest:
                await connection.execute(text("select setval(:name, :to)"), {"name": sequence, "to": highest})


def _kind(error: SQLAlchemyError) -> str:
    """The driver's name for an error, which holds no value."""
    original = getattr(error, "orig", None)
    return type((original and original.__cause__) or original or error).__name__


def _state(error: SQLAlchemyError) -> str:
    """PostgreSQL's code for an error; empty for SQLite."""
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")


def _words(error: SQLAlchemyError) -> str:
    """What a database said no to, without a value in it."""
    if _state(error) == _HELD_BACK:
        return (
            "PostgreSQL's row-level security or rights hold this user back. Copy with an address whose user owns the "
            "tables or has BYPASSRLS."
        )
    return f"A database gave up ({_kind(error)}). Is it reachable, and may this user write to it?"
