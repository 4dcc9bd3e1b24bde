"""The second wall: on PostgreSQL, as a role that owns nothing, a query that forgets the workspace sees one alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, insert, make_url, select, text, update
from sqlalchemy.exc import DBAPIError

from storage import models
from storage.database import Database
from storage.walls import EVERYWHERE, NOWHERE, within
from tests.conftest import FreshDatabase, as_visitor
from tests.storage.poisoned import N, poison
from tests.storage.world import HERE, TWIN, World

TABLES = models.Base.metadata.sorted_tables


def whose(table: str) -> str:
    return "id" if table == "workspaces" else "workspace"


@pytest.fixture
async def visitor(fresh_postgres_world: FreshDatabase) -> AsyncIterator[Database]:
    """Both workspaces with rows in every table, and a role that may read and write them all and owns none."""
    async with fresh_postgres_world(True) as url:
        owner = Database.open(url)
        try:
            await poison(World(owner))
        finally:
            await owner.close()
        database = Database.open(await as_visitor(url), unless_said=NOWHERE)
        try:
            yield database
        finally:
            await database.close()


async def seen(database: Database) -> dict[str, set[str]]:
    """Whose rows a query without a condition finds, by table."""
    found = {}
    async with database.read() as session:
        for table in TABLES:
            rows = await session.scalars(select(table.c[whose(table.name)]).distinct())
            found[table.name] = set(rows)
    return found


async def test_no_table_is_without_the_wall(visitor: Database) -> None:
    query = "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid where c.relrowsecurity"
    with within(EVERYWHERE):
        async with visitor.read() as session:
            walled = set(await session.scalars(text(query)))
    assert {table.name for table in TABLES} - walled == set()


async def test_a_query_without_the_workspace_sees_one_workspace_or_none(visitor: Database) -> None:
    with within(HERE):
        here = await seen(visitor)
    assert all(found <= {HERE} for found in here.values()), here
    with within(TWIN):
        assert all(found == {TWIN} for found in (await seen(visitor)).values())
    assert all(found == set() for found in (await seen(visitor)).values())
    with within(EVERYWHERE):
        assert all(TWIN in found for found in (await seen(visitor)).values())


async def test_what_is_behind_the_wall_is_neither_changed_nor_added_to(visitor: Database) -> None:
    row = models.Submission
    with within(HERE):
        async with visitor.begin() as session:
            changed = await session.execute(update(row).where(row.id == N).values(stage="hired").returning(row.id))
            assert changed.all() == []
        with pytest.raises(DBAPIError, match="row-level security"):
            async with visitor.begin() as session:
                await session.execute(insert(models.Workspace).values(id="T_EVE", name="Eve", bot_user="U"))
    with within(TWIN):
        async with visitor.read() as session:
            assert await session.scalar(select(row.stage).where(row.id == N)) == "review"


async def test_the_next_transaction_of_the_same_connection_has_to_say_again(visitor: Database) -> None:
    with within(TWIN):
        async with visitor.begin() as session:
            assert await session.scalar(select(func.count()).select_from(models.Requisition)) != 0
    async with visitor.begin() as session:
        assert await session.scalar(select(func.count()).select_from(models.Requisition)) == 0


async def test_somebody_who_owns_nothing_may_start_the_bot_on_tables_that_are_up_to_date(visitor: Database) -> None:
    await visitor.migrate()
    assert make_url(str(visitor.writer.url)).username == "samepage_visitor"
