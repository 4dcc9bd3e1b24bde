"""What stats cost is bounded by the period: each of their queries is answered from an index that begins where the
period does, on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import models, role_stats, stats
from storage.requisitions import Requisition
from storage.rules.periods import Period
from tests.storage.test_plans import recorded
from tests.storage.world import MONA, RITA, World, days, hours, new_york

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
HISTORY = ("asks", "balls", "decisions", "interviews", "stays", "submissions")
NOW = new_york("2026-07-20 12:00")


async def _history(world: World, role: Requisition) -> None:
    """A thousand candidates of another role, a year ago, each with all that is kept of one."""
    then, origin = NOW - days(365), "an older one"
    posted = await world.post(role, at=then, origin=origin)
    async with world.database.begin() as session:
        first = await session.get_one(models.Submission, posted.id)
        kept: dict[str, Any] = {"workspace": first.workspace, "requisition_id": role.id}
        ended = {"candidate_id": first.candidate_id, "stage": "rejected", "posted_by": RITA}
        ended |= {"posted_at": then, "ended_at": then}
        await session.execute(
            insert(models.Submission),
            [
                {
                    **kept,
                    "candidate_id": first.candidate_id,
                    "number": number,
                    "stage": "rejected",
                    "origin": f"O{number}",
                }
                | {"posted_by": RITA, "posted_at": then, "ended_at": then}
                for number in range(2, 1002)
            ],
        )
        row = models.Submission
        ids = await session.scalars(select(row.id).where(row.requisition_id == role.id, row.ended_at.is_not(None)))
        of_each = [{**kept, "submission_id": submission} for submission in ids]
        asked = {"kind": "review_profile", "owner": MONA, "answered_by": MONA, "state": "answered", "asked_at": then}
        asked |= {"running_since": then, "promise": 1, "due_at": then, "answered_at": then, "waited": 1}
        await session.execute(insert(models.Ask), [each | asked for each in of_each])
        had = {"since": then, "until": then}
        await session.execute(insert(models.Ball), [each | had | {"holder": "manager"} for each in of_each])
        await session.execute(insert(models.Stay), [each | had | {"stage": "review"} for each in of_each])
        no = {"ask_id": 1, "verdict": "reject", "from_stage": "review", "decided_by": MONA, "decided_at": then}
        await session.execute(insert(models.Decision), [each | no | {"undo_until": then} for each in of_each])
        talk = {"state": "revealed", "starts_at": then, "minutes": 60, "planned_by": RITA, "planned_at": then}
        await session.execute(
            insert(models.Interview), [each | talk | {"origin": f"I{number}"} for number, each in enumerate(of_each)]
        )
        for table in HISTORY:
            await session.execute(text(f"ANALYZE {table}"))


async def _asked(world: World, kind: str) -> dict[str, Any]:
    """Every statement that stats send."""
    await _history(world, await world.open())
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
                "ix_stays_requisition": "until",
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
