"""A database copied into another, and what stands in one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import select

from storage.copying import copy, tables
from tests.conftest import opened


async def rows(url: str) -> dict[str, list[Any]]:
    """Every row of every table, as values of Python."""
    async with opened(url) as database, database.reader.connect() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables()
        }


async def copied(source: str, target: str) -> int:
    async with opened(source) as there, opened(target) as here:
        return (await copy(there, here)).rows


def raw(file: Path) -> dict[str, list[Any]]:
    """Every row as SQLite itself keeps it."""
    with closing(sqlite3.connect(file)) as connection:
        names = sorted(table.name for table in tables())
        return {name: sorted(connection.execute(f"select * from {name}"), key=repr) for name in names}
