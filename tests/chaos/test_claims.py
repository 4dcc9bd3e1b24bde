"""A claim takes what it asks for and no more, on statistics that are out of date: what the storm itself cannot see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import ColumnElement, insert, select, text, update

from storage import models, outbox
from storage.claims import among
from storage.database import Database
from storage.outbox import LEASE
from tests.chaos.variants import in_subquery
from tests.storage.world import HERE

pytestmark = pytest.mark.long
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
LIMIT, LANES = 10, 3000
Among = Callable[[str, Any, Any], ColumnElement[bool]]


async def _lanes(database: Database) -> None:
    """Thousands of lanes that all fell due since the planner last looked."""
    async with database.begin() as session:
        await session.execute(text("alter table lanes set (autovacuum_enabled = false)"))
        rows = [{"workspace": HERE, "name": f"C{number}", "due_at": NOW + LEASE} for number in range(LANES)]
        await session.execute(insert(models.Lane), rows)
        await session.execute(text("analyze lanes"))
    async with database.begin() as session:
        await session.execute(update(models.Lane).values(due_at=NOW))


async def _claimed(database: Database, condition: Among) -> int:
    """How many lanes one claim takes that says twice what it looks for."""
    lane = models.Lane
    async with database.begin() as session:
        due = select(lane.id).where(lane.due_at <= NOW).order_by(lane.due_at).limit(LIMIT)
        taken = await session.execute(
            update(lane)
            .where(lane.due_at <= NOW, condition("postgresql", lane.id, due))
            .values(lease="one", due_at=NOW + LEASE)
            .returning(lane.id)
            .execution_options(synchronize_session=False)
        )
        return len(taken.all())


async def test_a_claim_takes_its_limit(postgres: Database) -> None:
    await _lanes(postgres)
    assert await _claimed(postgres, among) == LIMIT
    async with postgres.begin() as session:
        assert len(await outbox.claim_lanes(session, at=NOW, limit=LIMIT)) == LIMIT


async def test_a_claim_by_a_plain_subquery_is_found_out(postgres: Database) -> None:
    await _lanes(postgres)
    assert await _claimed(postgres, in_subquery) > LIMIT
