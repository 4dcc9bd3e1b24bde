"""However long the past: no query of a working day, planned for any values, reads a table from end to end, and what is
asked of a few weeks says the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import text

from storage.database import Database
from tests.benchmarks.history import reads
from tests.benchmarks.past import Past, fill
from tests.conftest import opened
from tests.storage.conftest import worlds
from tests.storage.test_plans import GROWING, PARTIAL, a_working_day, recorded, scans
from tests.storage.world import World

_SCAN = re.compile(r"(?:Seq Scan|Index(?: Only)? Scan(?: Backward)? using (?P<index>\w+)) on (?P<table>\w+)")
_BITMAP = re.compile(r"Bitmap Index Scan on (?P<index>\w+)")
_WHOLE_WORKSPACE = re.compile(r"Index Cond: \(\(workspace\)::text = [^()]+\)$")


async def _looked_at(database: Database, past: Past) -> None:
    for query in reads(past).values():
        async with database.read() as session:
            await query(session)


async def test_what_is_looked_at_begins_where_its_period_does(sqlite: Database) -> None:
    past = await fill(sqlite, 1_000)
    with recorded(sqlite.reader) as seen:
        await _looked_at(sqlite, past)
    found = await scans(sqlite, seen)
    assert not found, "\n".join(found)


@pytest.fixture
def fresh_postgres_world(request: pytest.FixtureRequest, tmp_path: Any) -> Any:
    return worlds("postgresql", request, tmp_path)


async def test_a_plan_for_any_values_finds_its_indexes(fresh_postgres_world: Any) -> None:
    """PostgreSQL plans a statement that comes again and again once, for whatever values there may be. With reading
    whole tables made dear, and every table told to be long, it does so only where no index would do."""
    async with fresh_postgres_world(True) as url, opened(url) as database:
        with recorded(database.writer) as seen:
            await a_working_day(World(database))
            past = await fill(database, 2_000)
            await _looked_at(database, past)
        wrong = []
        async with database.begin() as session:  # a million rows to a page, as far as the planner is told
            await session.execute(
                text("update pg_class set reltuples = 1000000, relpages = 1 where relname = any(:names)"),
                {"names": sorted(GROWING)},
            )
        async with database.reader.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.execute("set plan_cache_mode = force_generic_plan; set enable_seqscan = off")
            for number, statement in enumerate(seen):
                if not statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")) or "$" not in statement:
                    continue
                await driver.execute(f"prepare p{number} as {statement}")
                many = max(int(each) for each in re.findall(r"\$(\d+)", statement))
                values = ", ".join(["null"] * many)
                plan = [line for (line,) in await driver.fetch(f"explain execute p{number}({values})")]
                wrong += [f"{line.strip()}\n  {statement}" for line in _whole(plan)]
    assert len(seen) > 100
    assert not wrong, "\n".join(wrong)


def _whole(plan: list[str]) -> list[str]:
    """The steps of a plan that read a growing table, or all of a workspace in it."""
    found = []
    for line, after in zip(plan, [*plan[1:], ""], strict=True):
        step = _SCAN.search(line)
        index = step["index"] if step else (bitmap["index"] if (bitmap := _BITMAP.search(line)) else None)
        table = step["table"] if step else None
        if table in GROWING and index is None:
            found.append(line)
        elif index is not None and index not in PARTIAL and (table is None or table in GROWING):
            narrows = "Index Cond" in after and not _WHOLE_WORKSPACE.search(after)
            found += [] if narrows else [f"{line.strip()} {after.strip()}"]
    return found
