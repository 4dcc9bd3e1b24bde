"""What stats cost is bounded by the period: each of their queries is answered from an index that begins where the
period does, on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import role_stats, stats
from storage.rules.periods import Period
from tests.storage.test_plans import recorded
from tests.storage.world import MONA, World, days, hours, new_york

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
HISTORY = ("asks", "balls", "decisions", "interviews", "submissions", "requisitions")
NOW = new_york("2026-07-20 12:00")


async def _asked(world: World, kind: str) -> dict[str, Any]:
    """Every statement that stats send."""
    role = await world.open()
    for number in range(3):
        await world.reject(await world.post(role), at=new_york("2026-06-01 10:00") + hours(number))
    mona = world.person(MONA)
    with recorded(world.database.reader) as seen:
        async with world.database.read() as session:
            if kind == "me":
                await stats.personal(session, mona, JUNE)
            elif kind == "workspace":
                await stats.everybody(session, mona, JUNE, now=NOW + days(1))
            else:
                await role_stats.look(session, mona, role.id, JUNE, now=NOW)
    return seen


async def _plan(connection: AsyncConnection, statement: str, parameters: Any) -> str:
    if connection.dialect.name == "sqlite":
        found = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return "\n".join(step for *_, step in found.all())
    for table in HISTORY:  # with a handful of rows any way is as good: the planner is told of a million
        await connection.exec_driver_sql(f"UPDATE pg_class SET reltuples = 1e6, relpages = 1 WHERE relname = '{table}'")
    found = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
    return "\n".join(line for (line,) in found.all())


@pytest.mark.parametrize(
    ("kind", "indexes"),
    [
        ("me", {"ix_asks_answered": "answered_at"}),
        ("workspace", {"ix_asks_answered_at": "answered_at"}),
        (
            "role",
            {
                "ix_balls_requisition": "until",
                "ix_balls_submission": "submission_id",
                "ix_decisions_requisition": "decided_at",
                "ix_interviews_requisition": "starts_at",
            },
        ),
    ],
)
async def test_every_query_of_stats_begins_where_the_period_does(
    world: World, kind: str, indexes: dict[str, str]
) -> None:
    statements = await _asked(world, kind)
    plans = {}
    async with world.database.reader.connect() as connection:
        for statement, parameters in statements.items():
            if statement.lstrip().upper().startswith("SELECT"):
                plans[statement] = await _plan(connection, statement, parameters)
    used = "\n".join(plans.values())
    for index, column in indexes.items():
        steps = [line for line in _conditions(used) if index in line]
        assert steps, used
        assert all(column in step for step in steps), steps
    for table in HISTORY:
        assert f"SCAN {table}" not in used
        assert f"Seq Scan on {table}" not in used


def _conditions(plans: str) -> list[str]:
    """Each step with what it looks for: SQLite says both in one line, PostgreSQL in two."""
    lines = plans.splitlines()
    return [f"{line} {after}" if "Scan" in line else line for line, after in zip(lines, [*lines[1:], ""], strict=True)]
