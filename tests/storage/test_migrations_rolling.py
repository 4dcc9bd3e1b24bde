"""Replicas of the version before go on serving while a new one migrates: it only adds, and waits for nobody long.

`tests/storage/test_migrations.py` holds what the tables are; here is how they came to be.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, text

from storage import models, requisitions
from storage.database import Database
from storage.migrate import HeldUp, Newer, config, migrate
from storage.revisions import known
from tests.conftest import opened
from tests.storage.world import World

# What a replica of the version before would stumble over. All of them are from before the bot ran as several replicas:
# there is no version whose replicas could meet them. Nothing is to be added here: do it in two versions, first the one
# that can do without, then the one that takes it away.
EXCEPTIONS = {
    "0003 asks: unique uq_asks_open_submission is another",
    "0003 absences.starts_at is added, NOT NULL and without a default",
    "0003 nudges: unique uq_nudges_workspace_ask_id_person_rung is gone",
    "0003 nudges: unique uq_nudges_workspace_ask_id_person_rung_again is new",
    "0007 briefs: unique uq_briefs_draft is new",
    "0013 decisions: unique uq_decisions_standing is another",
    "0014 asks: unique uq_asks_open_submission is another",
}


@dataclass(frozen=True)
class Table:
    columns: dict[str, tuple[str, bool]]  # by name: type, and whether an INSERT may leave it out
    rules: dict[str, str]  # unique constraints and indexes, checks and foreign keys, by name


def schema(connection: Connection) -> dict[str, Table]:
    look = inspect(connection)
    found = {}
    for name in look.get_table_names():
        columns = {
            each["name"]: (str(each["type"]), bool(each["nullable"] or each["default"] or each.get("autoincrement")))
            for each in look.get_columns(name)
        }
        rules = {f"unique {each['name']}": str(each["column_names"]) for each in look.get_unique_constraints(name)}
        rules |= {
            f"unique {each['name']}": f"{each['column_names']} {each.get('dialect_options')}"
            for each in look.get_indexes(name)
            if each["unique"]
        }
        rules |= {f"check {each['name']}": each["sqltext"] for each in look.get_check_constraints(name)}
        found[name] = Table(columns, rules)
    return found


def harm(before: dict[str, Table], after: dict[str, Table]) -> list[str]:
    """What somebody who knows only `before` would stumble over in `after`, a sentence each."""
    found = [f"{name} is gone" for name in before.keys() - after.keys()]
    for name in before.keys() & after.keys():
        old, new = before[name], after[name]
        found += [f"{name}.{column} is gone" for column in old.columns.keys() - new.columns.keys()]
        for column, (kind, may_be_left_out) in new.columns.items():
            if column not in old.columns:
                if not may_be_left_out:
                    found.append(f"{name}.{column} is added, NOT NULL and without a default")
            elif old.columns[column][0] != kind:
                found.append(f"{name}.{column} is {kind} now")
            elif old.columns[column][1] and not may_be_left_out:
                found.append(f"{name}.{column} must be given now")
        found += [f"{name}: {rule} is gone" for rule in old.rules.keys() - new.rules.keys() if "unique" in rule]
        found += [f"{name}: {rule} is new" for rule in new.rules.keys() - old.rules.keys()]
        found += [
            f"{name}: {r} is another" for r in old.rules.keys() & new.rules.keys() if old.rules[r] != new.rules[r]
        ]
    return sorted(found)


@pytest.fixture
async def empty(empty_database_url: str) -> AsyncIterator[Database]:
    async with opened(empty_database_url) as database:
        yield database


@pytest.fixture
async def bare(fresh_postgres: Any) -> AsyncIterator[Database]:
    async with fresh_postgres(False) as url, opened(url) as database:
        yield database


async def test_every_migration_only_adds_what_an_older_replica_may_leave_out(bare: Database) -> None:
    found = set()
    before: dict[str, Table] = {}
    for revision in known():
        async with bare.writer.begin() as connection:

            def step(sync: Connection, revision: str = revision) -> dict[str, Table]:
                command.upgrade(config(sync), revision)
                return schema(sync)

            after = await connection.run_sync(step)
        found |= {f"{revision} {each}" for each in harm(before, after)}
        before = after
    assert found == EXCEPTIONS


def test_what_would_harm_an_older_replica_is_recognised() -> None:
    old = {"roles": Table({"id": ("INTEGER", False), "title": ("VARCHAR", True)}, {"unique a": "['id']"})}
    worse = {
        "roles": Table(
            {"id": ("VARCHAR", False), "word": ("VARCHAR", False), "note": ("VARCHAR", True)},
            {"unique b": "['word']", "check c": "word <> ''"},
        )
    }
    assert harm(old, old) == []
    assert harm(old, {}) == ["roles is gone"]
    assert harm(old, worse) == [
        "roles.id is VARCHAR now",
        "roles.title is gone",
        "roles.word is added, NOT NULL and without a default",
        "roles: check c is new",
        "roles: unique a is gone",
        "roles: unique b is new",
    ]


async def test_two_that_start_at_once_migrate_once(fresh_postgres: Any) -> None:
    async with fresh_postgres(False) as url, opened(url) as one, opened(url) as other:
        await asyncio.gather(one.migrate(), other.migrate(), one.migrate())
        async with other.read() as session:
            assert list(await session.scalars(text("select version_num from alembic_version"))) == [known()[-1]]


async def _by_a_newer_version(database: Database) -> None:
    """What the next version might do: columns and a table this one has never heard of."""
    async with database.writer.begin() as connection:
        for statement in (
            "alter table requisitions add column mood varchar",
            "alter table submissions add column weight integer default 1 not null",
            "create table moods (workspace varchar not null, id integer not null, primary key (workspace, id))",
            "update alembic_version set version_num = '9999'",
        ):
            await connection.execute(text(statement))


async def test_an_old_replica_goes_on_while_a_new_one_has_migrated(world: World) -> None:
    role = await world.open()
    first = await world.post(role)
    await _by_a_newer_version(world.database)
    await world.approve(first)  # on connections that had learned their statements before
    second = await world.post(role)
    await world.reject(second)
    async with world.database.read() as session:
        assert (await requisitions.known(session, world.workspace, role.id)).id == role.id
    assert len(await world.rows(models.Submission)) == 2


async def test_a_database_newer_than_the_program_is_left_alone_and_said_to_be(empty: Database) -> None:
    await empty.migrate()
    await _by_a_newer_version(empty)
    with pytest.raises(Newer, match=r"newer version \(9999\).*nothing was changed"):
        await empty.migrate()


async def _one_back(database: Database) -> None:
    async with database.writer.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), known()[-2]))


async def test_a_migration_steps_aside_for_whoever_is_at_work(bare: Database) -> None:
    """It stands in line for a table for a moment only; those who come after it are served meanwhile."""
    await bare.migrate()
    await _one_back(bare)
    async with bare.writer.connect() as long_read:
        await long_read.execute(text("select count(*) from workspaces"))
        migrating = asyncio.create_task(bare.migrate())
        async with bare.read() as session:
            waits = text("select count(*) from pg_stat_activity where query = 'select pg_sleep(1)'")
            async with asyncio.timeout(20):
                while not await session.scalar(waits):
                    await session.execute(text("select pg_stat_clear_snapshot(), pg_sleep(0.05)"))
        async with bare.read() as session:
            assert await session.scalar(text("select count(*) from workspaces")) == 0
        assert not migrating.done()
    await migrating
    async with bare.read() as session:
        assert await session.scalar(text("select version_num from alembic_version")) == known()[-1]


async def test_one_that_is_never_let_through_gives_up_in_words(bare: Database) -> None:
    await bare.migrate()
    await _one_back(bare)
    async with bare.writer.connect() as long_read:
        await long_read.execute(text("select count(*) from workspaces"))
        with pytest.raises(HeldUp, match=r"nothing was changed.*migrate --alone"):
            await migrate(bare.writer, tries=1)
    await bare.migrate(alone=True)
