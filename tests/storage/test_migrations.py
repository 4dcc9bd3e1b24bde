"""The migrated schema is the models' schema, conditions of partial indexes included; and the timeline is for ever."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Connection, String, inspect, text
from sqlalchemy.exc import DBAPIError, StatementError

from storage import briefs, models, versions
from storage.database import Database
from storage.migrate import config
from storage.revisions import known
from tests.conftest import opened
from tests.storage.world import MONDAY, RITA, World, final_round, hours

TABLES = models.Base.metadata.tables


@pytest.fixture
async def empty(empty_database_url: str) -> AsyncIterator[Database]:
    async with opened(empty_database_url) as database:
        yield database


@pytest.fixture
async def migrated(fresh_database_url: str) -> AsyncIterator[Database]:
    async with opened(fresh_database_url) as database:
        yield database


async def test_the_names_of_the_files_tell_the_order_of_the_migrations(migrated: Database) -> None:
    async with migrated.writer.connect() as connection:
        scripts = await connection.run_sync(lambda found: ScriptDirectory.from_config(config(found)))
    assert known() == tuple(script.revision for script in scripts.walk_revisions())[::-1]


def _indexes(connection: Connection) -> set[str]:
    """Every index as the database itself writes it down, without the names of schema and quoting."""
    if connection.dialect.name == "postgresql":
        rows = connection.execute(
            text("select indexdef from pg_indexes where schemaname = 'public' and tablename <> 'alembic_version'")
        )
    else:
        rows = connection.execute(text("select sql from sqlite_master where type = 'index' and sql is not null"))
    return {re.sub(r'["\s]+', " ", row[0]) for row in rows}


async def _facts(database: Database, what: Any) -> Any:
    async with database.writer.connect() as connection:
        return await connection.run_sync(what)


async def test_the_migrated_schema_is_the_models_schema(migrated: Database) -> None:
    def differences(connection: Connection) -> Any:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, models.Base.metadata)

    assert await _facts(migrated, differences) == []


async def test_every_index_has_the_condition_its_model_says(migrated: Database, empty: Database) -> None:
    async with empty.writer.begin() as connection:
        await connection.run_sync(models.Base.metadata.create_all)
    from_models, from_migrations = await _facts(empty, _indexes), await _facts(migrated, _indexes)
    assert from_migrations == from_models
    partial = {index.name for table in TABLES.values() for index in table.indexes if index.dialect_kwargs}
    conditional = [line for line in from_migrations if " where " in line.lower()]
    assert len(conditional) == len(partial) >= 15
    assert all(any(f" {name} " in line for line in conditional) for name in partial)


async def test_migrating_twice_is_harmless(migrated: Database) -> None:
    before = await _facts(migrated, _indexes)
    await migrated.migrate()
    assert await _facts(migrated, _indexes) == before


async def test_down_and_up_again_is_the_same_schema(migrated: Database) -> None:
    before = await _facts(migrated, _indexes)
    async with migrated.writer.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "base"))
        left = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert left == ["alembic_version"]
    await migrated.migrate()
    assert await _facts(migrated, _indexes) == before


async def test_must_haves_written_as_one_text_become_rows_and_back(world: World) -> None:
    role = await world.open()
    words = {"why": "Loads fail", "must_haves": "SQL\nOn-call"}
    async with world.database.begin() as session:
        brief = await briefs.propose(session, world.person(RITA), role.id, words, None, at=MONDAY)
    async with world.database.writer.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "0006"))
        found = await connection.execute(text("select section, text, written_by from brief_texts order by section"))
        assert found.all() == [("must_haves", "SQL\nOn-call", RITA), ("why", "Loads fail", RITA)]
    await world.database.migrate()
    async with world.database.read() as session:
        assert await versions.words(session, world.workspace, brief.id) == words
    rows = await world.rows(models.BriefChapter)
    found_rows = {(row.chapter, row.revision, row.written_by) for row in rows}
    assert found_rows == {("why", 1, RITA), ("criteria", 1, RITA)}


async def test_foreign_keys_are_on_after_a_migration(migrated: Database) -> None:
    await migrated.migrate()
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        async with migrated.begin() as session:
            session.add(
                models.Requisition(
                    workspace="T_NOWHERE",
                    number=1,
                    title="t",
                    location="l",
                    status="intake",
                    origin="o",
                    opened_at=MONDAY,
                    opened_by="U",
                )
            )


@pytest.mark.parametrize("verb", ["update timeline set kind = 'other'", "delete from timeline"])
async def test_the_database_itself_refuses_to_change_the_timeline(world: World, verb: str) -> None:
    await world.open()
    with pytest.raises(DBAPIError, match="append-only"):
        async with world.database.begin() as session:
            await session.execute(text(verb))


async def test_a_reader_cannot_write_on_sqlite(sqlite: Database) -> None:
    with pytest.raises(DBAPIError, match="readonly"):
        async with sqlite.read() as session:
            session.add(models.Workspace(id="T", name="n", bot_user="U", next_number=1))


async def test_a_moment_without_a_zone_is_refused(world: World) -> None:
    with pytest.raises(StatementError, match="needs a time zone"):
        await world.open(at=MONDAY.replace(tzinfo=None))


def test_every_table_carries_the_workspace() -> None:
    without = {name for name, table in TABLES.items() if "workspace" not in table.columns}
    assert without == {"workspaces"}


def test_every_reference_between_rows_carries_the_workspace() -> None:
    for table in TABLES.values():
        for key in table.foreign_key_constraints:
            assert "workspace" in key.column_keys, f"{table.name}: {key.column_keys}"


# Columns in which a person's words, or anything about a person, could stand. Ids, kinds, states and keys cannot.
PERSONAL = {
    "candidates": {"name", "email", "profile_url", "present_role", "place", "source"},
    "candidate_texts": {"text"},
}
# Words of colleagues about the work; the forms say that they are no place for a candidate's data.
WORK = {
    "requisitions": {"title", "location", "department", "headcount_reason"},
    "check_in_answers": {"news", "market", "obstacles", "needs"},
    "digests": {"department"},
    "brief_texts": {"text"},
    "criteria": {"text", "tested"},
    "posted_evidence": {"criterion"},
    "briefs": {"objection"},
    "agreement_proposals": {"why"},
    "blind_answers": {"text", "more"},
    "calibration_samples": {"text"},
    "calibration_criteria": {"text"},
    "calibration_notes": {"text"},
    "agreed_actions": {"text"},
    "insights": {"text"},
    "countries": {"name", "source"},
    "role_legal_holds": {"reason"},
    "people": {"name"},
    "workspaces": {"name"},
}
TECHNICAL = {
    "installations": {"scopes"},
    "outbox": {"kind", "key", "repaints", "state", "error", "ids"},
    "timeline": {"kind", "facts"},
    "audit": {"what", "about", "outcome", "facts"},
    "requisitions": {"status", "origin", "channel_kind", "hold_reason", "employment", "reason", "headcount"},
    "requisition_people": {"role"},
    "submissions": {"stage", "disposition", "origin", "source", "withdrawn_from"},
    "posted_evidence": {"seen"},
    "originals": {"ts", "permalink"},
    "decisions": {"verdict", "disposition", "from_stage"},
    "asks": {"kind", "state", "paused_for", "snooze_reason"},
    "balls": {"holder"},
    "stays": {"stage"},
    "blind_rounds": {"subject"},
    "calibrations": {"state", "origin"},
    "calibration_answers": {"verdict"},
    "interviews": {"origin", "state"},
    "interviewers": {"recommendation", "step"},
    "pulse_asks": {"step"},
    "briefs": {"state"},
    "brief_texts": {"section"},
    "brief_chapters": {"chapter"},
    "criteria": {"weight"},
    "signatures": {"side"},
    "cards": {"kind"},
    "candidate_texts": {"kind"},
    "check_in_answers": {"side"},
    "lanes": {"name"},
    "people": {"zone", "preferences", "calendar", "home_pages"},
    "workspaces": {"preferences", "promises"},
    "agreements": {"kind"},
    "agreement_proposals": {"promises"},
    "digests": {"zone", "scope", "paused_why"},
    "forgettings": {"why"},
    "hire_answers": {"side", "going"},
    "offers": {"state", "origin"},
    "duties": {"duty"},
    "agreed_actions": {"owner"},
    "insights": {"kind", "origin"},
    "tips_told": {"tip"},
}


def test_personal_data_has_its_columns_in_two_tables_only() -> None:
    free = {
        name: {
            column.name
            for column in table.columns
            if isinstance(column.type, JSON) or (isinstance(column.type, String) and column.type.length is None)
        }
        for name, table in TABLES.items()
    }
    allowed = {name: PERSONAL.get(name, set()) | WORK.get(name, set()) | TECHNICAL.get(name, set()) for name in TABLES}
    assert free == allowed


async def test_after_a_whole_story_a_candidate_stands_in_those_columns_only(world: World) -> None:
    role = await world.open()
    first = await world.post(
        role, name="Zyxwv Qponm", email="zyxwv@example.com", profile_url="https://example.com/zyxwv"
    )
    await world.undo(await world.reject(first))
    await world.approve(first)
    await world.reject(await world.post(role))
    await final_round(world.database, MONDAY + hours(24))
    await world.close(role, outcome="filled", hired=frozenset({first.id}), at=MONDAY + hours(25))
    secret = re.compile("zyxwv|qponm|built the pipeline|no streaming", re.IGNORECASE)
    found: dict[str, set[str]] = {}
    async with world.database.read() as session:
        for name, table in TABLES.items():
            for row in (await session.execute(table.select())).mappings():
                hits = {column for column, value in row.items() if secret.search(str(value))}
                if hits:
                    found.setdefault(name, set()).update(hits)
    assert found == {"candidates": {"name", "email", "profile_url"}, "candidate_texts": {"text"}}
