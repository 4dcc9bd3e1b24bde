"""Backup and restore: nothing committed before is missing, nothing damaged gets in, and nothing is lost on the way."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from bot import backups
from bot.__main__ import main
from bot.backups import NotDone, Unsound
from storage import forgetting, models, requisitions, sqlite_files
from tests.conftest import opened
from tests.storage.world import HERE, MONDAY, RITA, World, populate

BAD, WRONG = 1, 2
LATER = datetime(2026, 6, 2, 3, 4, 5, tzinfo=UTC)


def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def query(file: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(statement).fetchall()


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Path:
    """A role with two candidates."""
    file = tmp_path / "samepage.db"
    shutil.copy(sqlite_template, file)

    async def seed() -> None:
        async with opened(url(file)) as database:
            await populate(database, HERE)
            world = World(database)
            role = await world.open()
            for name in ("Ada Marlowe", "Mei Tanaka"):
                await world.post(role, name=name)

    asyncio.run(seed())
    return file


def run(database: Path, *line: str) -> Result:
    return CliRunner().invoke(main, line, env={"SAMEPAGE_DATABASE_URL": url(database)})


async def forget_first(file: Path) -> None:
    async with opened(url(file)) as database:
        world = World(database)
        async with database.begin() as session:
            submission = await forgetting.meant(session, world.person(RITA), 1, None, 1)
            await forgetting.forget(session, world.person(RITA), submission, why="asked", at=MONDAY)


def test_a_backup_holds_all_that_was_committed_before_it_began_and_nothing_of_what_came_meanwhile(
    database: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("pragma foreign_keys=on")
        writer.execute("update candidate_texts set text = hex(zeroblob(12000000))")  # so that it takes several steps
        steps: list[tuple[int, int]] = []

        def write(done: int, of: int) -> None:
            number = 1000 + len(steps)
            writer.execute(
                "insert into people (workspace, id, name, zone, is_guest, is_bot, is_deactivated, is_admin, is_lead,"
                " gathers_answers, seen_at, check_in_day) select workspace, ?, name, zone, 0, 0, 0, 0, 0, 0, seen_at, 3"
                " from people limit 1",
                (f"U{number}",),
            )
            steps.append((done, of))

        before = query(database, "select id from people order by id")
        done = backups.backup(database, tmp_path / "copy.db", write)
    assert len(steps) > 2
    assert steps[-1][0] == steps[-1][1]
    assert query(tmp_path / "copy.db", "select id from people order by id") == before
    assert len(query(database, "select id from people")) == len(before) + len(steps)
    assert done.size == (tmp_path / "copy.db").stat().st_size
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir() if each.name.startswith((".", "copy"))) == ["copy.db"]


def test_a_backup_never_replaces_a_file(database: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    done = run(database, "backup", str(tmp_path / "copy.db"))
    assert done.exit_code == WRONG
    assert "there already" in done.stderr
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_backup_is_restored_and_the_former_database_stays_beside_it(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert run(database, "backup", str(copy)).exit_code == 0
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("update requisitions set title = 'Changed since'")
        connection.execute("update outbox set state = 'done' where id = 1")
    done = run(database, "restore", str(copy))
    assert done.exit_code == 0, done.output
    assert query(database, "select title from requisitions") == [("Data Engineer",)]
    (kept,) = tmp_path.glob("samepage.db.before-*")
    assert query(kept, "select title from requisitions") == [("Changed since",)]
    assert str(kept) in done.stdout
    assert query(database, "select workspace, actor from audit where what = 'restored'") == [(HERE, None)]
    # Whatever waited is looked for in Slack before it is said: it may have been said since.
    assert query(database, "select count(*) from outbox where state = 'waiting' and attempted_at is null") == [(0,)]
    assert copy.exists()


def test_whoever_was_forgotten_since_a_backup_is_named_by_number(database: Path, tmp_path: Path) -> None:
    backups.backup(database, tmp_path / "copy.db")
    asyncio.run(forget_first(database))
    done = run(database, "restore", str(tmp_path / "copy.db"))
    assert f"samepage forget REQ-1 1 --workspace {HERE}" in done.stdout
    assert "REQ-1 2" not in done.stdout
    assert "Marlowe" not in done.output


def test_no_number_that_was_given_since_a_backup_is_given_again(database: Path, tmp_path: Path) -> None:
    backups.backup(database, tmp_path / "copy.db")

    async def go_on(*titles: str) -> list[tuple[int, int]]:
        async with opened(url(database)) as opened_database:
            world = World(opened_database, HERE, [len(titles) * 100])
            known = (await world.rows(models.Requisition))[0].id
            async with opened_database.read() as session:
                role = await requisitions.known(session, HERE, known)
            return [
                ((await world.open(title=title)).number, (await world.post(role, name=title)).number)
                for title in titles
            ]

    assert asyncio.run(go_on("Lost", "Lost too")) == [(2, 3), (3, 4)]
    backups.restore(tmp_path / "copy.db", database, at=LATER)
    assert asyncio.run(go_on("After")) == [(4, 5)]


async def test_nothing_is_restored_while_a_bot_has_the_database(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    await asyncio.to_thread(backups.backup, database, copy)
    async with opened(url(database)) as bot:
        assert await World(bot).rows(models.Requisition)
        with pytest.raises(NotDone, match="Stop the bot"):
            await asyncio.to_thread(backups.restore, copy, database, at=LATER)
        assert len(await World(bot).rows(models.Candidate)) == 2
        async with bot.begin() as session:
            await session.execute(update(models.Requisition).values(title="Changed since"))
    done = await asyncio.to_thread(backups.restore, copy, database, at=LATER)
    assert done.kept == database.with_name("samepage.db.before-2026-06-02T030405Z")
    assert await asyncio.to_thread(query, done.kept, "select title from requisitions") == [("Changed since",)]


def test_an_old_backup_is_brought_up_to_date_and_one_of_a_newer_version_is_refused(
    database: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    backups.backup(database, copy)
    asyncio.run(_downgrade(copy))
    before = query(copy, "select version_num from alembic_version")
    done = backups.restore(copy, tmp_path / "other.db", at=LATER)
    assert (done.kept, done.migrations, done.again) == (None, 1, ())
    assert query(copy, "select version_num from alembic_version") == before
    assert query(tmp_path / "other.db", "select version_num from alembic_version") != before
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")
    before_file = database.read_bytes()
    with pytest.raises(NotDone, match="newer version"):
        backups.restore(copy, database, at=LATER)
    assert query(database, "select title from requisitions") == [("Data Engineer",)]
    assert len(before_file) == database.stat().st_size


async def _downgrade(file: Path) -> None:
    from alembic import command

    from storage.migrate import config

    async with opened(url(file)) as database, database.writer.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "-1"))


@pytest.mark.parametrize("what", ["page", "header", "orphan", "another", "cut"])
def test_a_damaged_file_is_refused_in_words_and_the_database_stays(database: Path, tmp_path: Path, what: str) -> None:
    copy = tmp_path / "copy.db"
    backups.backup(database, copy)
    match what:
        case "page":
            with copy.open("r+b") as file:
                file.seek(4096 * 3)
                file.write(os.urandom(4096 * 4))
        case "header":
            copy.write_bytes(b"this is no database" * 400)
        case "orphan":
            with closing(sqlite3.connect(copy)) as connection, connection:
                connection.execute("delete from candidates")
        case "another":
            copy.unlink()
            with closing(sqlite3.connect(copy)) as connection, connection:
                connection.execute("create table notes (words)")
        case "cut":
            copy.write_bytes(copy.read_bytes()[:-8192])
    done = run(database, "restore", str(copy))
    assert done.exit_code == (WRONG if what == "another" else BAD)
    assert "cannot be restored" in done.stderr
    assert "Traceback" not in done.output
    assert query(database, "select title from requisitions") == [("Data Engineer",)]
    assert not list(tmp_path.glob("*before*")) + list(tmp_path.glob(".*"))


def test_a_disk_that_is_full_is_not_called_a_damaged_file(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "full.db")) as connection:
        connection.execute("PRAGMA max_page_count=1")
        with pytest.raises(sqlite3.OperationalError) as full:
            connection.execute("CREATE TABLE more (id)")
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        sqlite_files.raise_for(full.value)
    with pytest.raises(OSError, match=os.strerror(errno.EACCES)):
        sqlite_files.copy(tmp_path / "not_there.db", tmp_path / "copy.db")


def test_a_damaged_database_is_replaced_and_kept_with_its_log(database: Path, tmp_path: Path) -> None:
    backups.backup(database, tmp_path / "copy.db")
    database.write_bytes(b"this is no database" * 400)
    database.with_name("samepage.db-wal").write_bytes(b"log")
    with pytest.raises(Unsound):
        backups.backup(database, tmp_path / "other.db")
    done = backups.restore(tmp_path / "copy.db", database, at=LATER)
    assert done.again is None
    assert done.kept is not None
    assert done.kept.read_bytes().startswith(b"this is no database")
    assert done.kept.with_name(f"{done.kept.name}-wal").read_bytes() == b"log"
    assert query(database, "select title from requisitions") == [("Data Engineer",)]


def test_for_postgresql_its_own_commands_are_named_without_the_password() -> None:
    env = {"SAMEPAGE_DATABASE_URL": "postgres://sam:s3cret@db.internal:5433/hiring"}
    for command, tool in (("backup", "pg_dump --format=custom"), ("restore", "pg_restore --clean")):
        done = CliRunner().invoke(main, [command, "samepage.dump"], env=env)
        assert done.exit_code == WRONG
        assert tool in done.stderr
        assert "postgresql://sam@db.internal:5433/hiring" in done.stderr
        assert "s3cret" not in done.output
