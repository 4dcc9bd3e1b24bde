"""The doctor in a table of sick worlds: what it finds, how it says to mend it, and that it goes on."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from aiohttp import web
from click.testing import CliRunner
from sqlalchemy import make_url, text, update

from bot import scopes
from bot.__main__ import main, manifest
from bot.clock import Clock
from bot.demo.stage import environment_for
from bot.doctor import Finding, Mark, databases, examine
from bot.playground.server import Playground
from storage import models
from storage.revisions import known
from tests.conftest import FreshDatabase, as_superuser, opened
from tests.storage.world import HERE, MONDAY, World, populate

NOBODY = 65534


@dataclass
class Case:
    """A world to be examined: its environment, how far its clock is off, and the playground it calls."""

    playground: Playground
    environment: dict[str, str]
    file: Path
    off: timedelta = timedelta()
    found: list[Finding] = field(default_factory=list)

    async def examine(self) -> None:
        self.found = await examine(self.environment, lambda: Clock().wall() + self.off)

    def marks(self) -> dict[str, str]:
        return {each.check: str(each.mark) for each in self.found}

    def of(self, check: str) -> Finding:
        (found,) = (each for each in self.found if each.check == check)
        return found


@pytest.fixture
async def case(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Case]:
    """A well one: a workspace with every scope, a database up to date, nothing overdue."""
    async with Playground(manifest(), clock_file=_still(tmp_path), ledger=tmp_path / "ledger") as playground:
        environment = environment_for(playground, sqlite_url)
        del environment["SAMEPAGE_CLOCK_FILE"]
        case = Case(playground, environment, Path(make_url(sqlite_url).database or ""))
        _mode(case, 0o600)
        yield case


def _still(folder: Path) -> Path:
    (folder / "clock").write_bytes(bytes(8))
    return folder / "clock"


async def test_a_well_world_is_found_well(case: Case) -> None:
    await case.examine()
    assert [each for each in case.found if each.mark is not Mark.GOOD] == []
    assert case.of("bot token").found.startswith("workspace ")
    assert case.of("scopes").found == f"all {len(scopes.WHY)} of the manifest are granted"
    checks = ["database", "migrations", "writing", "SQLite's pages", "SQLite's journal", "disk", "outbox", "rounds"]
    assert set(checks) | {"Slack", "clock", "bot token", "scopes", "app token"} <= set(case.marks())
    said = " ".join(each.found + each.mend for each in case.found)
    assert not any(case.environment[name] in said for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"))


def _wrong_token(case: Case) -> None:
    case.environment["SLACK_BOT_TOKEN"] = "xoxb-000000000000"


def _no_token(case: Case) -> None:
    case.environment["SLACK_BOT_TOKEN"] = "xoxp-of-another-kind"


def _taken_out(case: Case) -> None:
    case.playground.workspace.revoked = True


def _wrong_app_token(case: Case) -> None:
    case.environment["SLACK_APP_TOKEN"] = "xapp-000000000000"


def _short_secret(case: Case) -> None:
    del case.environment["SLACK_APP_TOKEN"]
    case.environment["SLACK_SIGNING_SECRET"] = "0123456789abcdef0123"


def _nobody_there(case: Case) -> None:
    case.environment["SAMEPAGE_SLACK_API_URL"] = "http://127.0.0.1:9/api/"


def _clock_behind(case: Case) -> None:
    case.off = timedelta(minutes=-7)


def _misspelt(case: Case) -> None:
    case.environment["SAMEPAGE_DATABSE_URL"] = "sqlite+aiosqlite:///elsewhere.db"


def _wrong_database(case: Case) -> None:
    case.environment["SAMEPAGE_DATABASE_URL"] = "mysql://root:hunter2@db/hr"


def _no_database(case: Case) -> None:
    case.environment["SAMEPAGE_DATABASE_URL"] = f"sqlite+aiosqlite:///{case.file.with_name('new') / 'other.db'}"


def _behind(case: Case) -> None:
    _sql(case.file, f"update alembic_version set version_num = '{known()[-3]}'")


def _newer(case: Case) -> None:
    _sql(case.file, "update alembic_version set version_num = '9999'")


def _rubbish(case: Case) -> None:
    case.file.write_bytes(b"this is no database" * 400)


def _torn(case: Case) -> None:
    with closing(sqlite3.connect(case.file)) as connection:
        (page,) = connection.execute("select rootpage from sqlite_master where name = 'candidates'").fetchone()
    with case.file.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(os.urandom(4096))


def _another_journal(case: Case) -> None:
    _sql(case.file, "pragma journal_mode=delete")


def _mode(case: Case, mode: int) -> None:
    case.file.chmod(mode)


def _read_by_all(case: Case) -> None:
    _mode(case, 0o644)


def _sql(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("make", "check", "mark", "found", "mend"),
    [
        (_wrong_token, "bot token", "bad", "refuses it (invalid_auth)", "Copy it again from OAuth"),
        (_no_token, "SLACK_BOT_TOKEN", "bad", "must begin with xoxb-", "Bot User OAuth Token"),
        (_no_token, "bot token", "skipped", "missing or wrong", ""),
        (_taken_out, "bot token", "bad", "token_revoked", "Reinstall"),
        (_wrong_app_token, "app token", "bad", "gives no socket (invalid_auth)", "connections:write"),
        (_short_secret, "signing secret", "note", "32 of 0-9 and a-f", "Copy it again"),
        (_nobody_there, "Slack", "bad", "no answer (ClientConnectorError)", "proxy"),
        (_clock_behind, "clock", "bad", "s behind Slack's", "NTP"),
        (_misspelt, "SAMEPAGE_DATABSE_URL", "note", "no setting", "Is SAMEPAGE_DATABASE_URL meant?"),
        (_wrong_database, "SAMEPAGE_DATABASE_URL", "bad", "must begin with sqlite+aiosqlite", "README"),
        (_wrong_database, "database", "skipped", "is wrong", ""),
        (_no_database, "database", "note", "there is none at", "samepage run"),
        (_behind, "migrations", "bad", "2 migrations behind", "samepage migrate"),
        (_newer, "migrations", "bad", "a newer version (9999)", "Install the version"),
        (_rubbish, "database", "bad", "file is not a database", "samepage restore"),
        (_torn, "SQLite's pages", "bad", "", "samepage restore"),
        (_another_journal, "SQLite's journal", "note", "delete, not WAL", "The next start"),
        (_read_by_all, "SQLite's rights", "note", "mode 644", "chmod 600"),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
async def test_each_illness_is_found_with_its_cure_and_the_rest_is_examined_all_the_same(
    case: Case, make: Callable[[Case], None], check: str, mark: str, found: str, mend: str
) -> None:
    make(case)
    before = sorted(case.file.parent.rglob("*.db"))
    await case.examine()
    said = case.of(check)
    assert (said.mark, found in said.found, mend in said.mend) == (mark, True, True), said
    others = [each for each in case.found if each.check != check and each.mark is Mark.BAD]
    assert {each.check for each in others} <= {"SLACK_BOT_TOKEN", "SAMEPAGE_DATABASE_URL", "outbox"}
    assert case.found[-1].check in ("app token", "signing secret")
    assert "hunter2" not in str(case.found)
    assert sorted(case.file.parent.rglob("*.db")) == before


async def test_each_missing_scope_is_named_with_its_reason(sqlite_url: str, tmp_path: Path) -> None:
    told = yaml.safe_load(manifest().read_text(encoding="utf-8"))
    granted = told["oauth_config"]["scopes"]["bot"]
    granted.remove("groups:history")
    granted.remove("pins:write")
    granted.append("reactions:read")
    (tmp_path / "less.yml").write_text(yaml.safe_dump(told), encoding="utf-8")
    async with Playground(tmp_path / "less.yml", clock_file=_still(tmp_path), ledger=tmp_path / "ledger") as playground:
        case = Case(playground, environment_for(playground, sqlite_url), tmp_path)
        await case.examine()
    bad = [each for each in case.found if each.mark is Mark.BAD]
    assert [each.check for each in bad] == ["scope groups:history", "scope pins:write"]
    assert "pins the card in the requisition's channel" in bad[1].found
    assert "Reinstall" in bad[1].mend
    assert case.of("scopes").found.endswith("beyond the manifest: reactions:read")


async def test_an_answer_that_is_not_slacks_is_told(case: Case) -> None:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<html>Sign in to the guest network</html>", content_type="text/html", status=511)

    async with _serving(page) as url:
        case.environment["SAMEPAGE_SLACK_API_URL"] = url
        await case.examine()
    assert case.of("Slack").found.startswith("no JSON but HTTP 511")


@asynccontextmanager
async def _serving(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def test_what_does_not_get_out_and_what_nobody_comes_for_is_told_on_both_databases(
    case: Case, fresh_database_url: str
) -> None:
    case.environment["SAMEPAGE_DATABASE_URL"] = fresh_database_url
    async with opened(fresh_database_url) as database:
        await populate(database, HERE)
        world = World(database)
        await world.post(await world.open())
        async with database.begin() as session:
            row = models.OutboxRow
            first = (await session.execute(text("select min(id) from outbox"))).scalar_one()
            for number, state in ((first, "parked"), (first + 1, "unknown")):
                values = {"state": state, "error": "restricted_action" if state == "parked" else None}
                await session.execute(update(row).where(row.id == number).values(**values))
            await session.execute(update(models.Person).values(next_window_at=MONDAY))
    await case.examine()
    said = {each.found.split(",")[0]: each for each in case.found if each.check == "outbox"}
    assert [each.mark for each in said.values()] == ["bad", "note", "note"]
    assert any("nobody carries them" in each.found for each in said.values())
    assert any("for good (restricted_action)" in each.found for each in said.values())
    assert case.of("rounds").mark == "bad"
    assert "nudges" in case.of("rounds").found


async def test_postgresql_is_examined_as_the_user_the_bot_is(case: Case, fresh_postgres: FreshDatabase) -> None:
    async with fresh_postgres(True) as url:
        case.environment["SAMEPAGE_DATABASE_URL"] = url
        await case.examine()
        assert {each.check for each in case.found if each.mark is not Mark.GOOD} == {"row-level security"}
        assert case.of("row-level security").mark is Mark.NOTE
        assert case.of("row-level security").found == "on, and passed over by this user"  # it owns the tables
        assert case.of("database").found.startswith("PostgreSQL 1")
        assert {"PostgreSQL's time zone", "forgetting", "row-level security", "outbox"} <= set(case.marks())
        role = f"r{make_url(url).database}"
        await as_superuser(
            url,
            f"create role {role} login",
            f"grant select on all tables in schema public to {role}",
            *(f"alter table {table} disable row level security" for table in models.Base.metadata.tables),
            "alter table people enable row level security",
        )
        case.environment["SAMEPAGE_DATABASE_URL"] = (
            make_url(url).set(username=role).render_as_string(hide_password=False)
        )
        await case.examine()
        assert case.of("writing").mark == "bad"
        assert "may not write to absences" in case.of("writing").found
        assert "on for 1 of" in case.of("row-level security").found
        assert case.of("forgetting").found == "this user may not vacuum what was erased"
        await as_superuser(url, f"drop owned by {role}", f"drop role {role}")
    await case.examine()
    assert case.of("database").mark == "bad"
    assert case.marks()["app token"] == "good"


@contextmanager
def _as_somebody_else() -> Iterator[None]:
    """Without root's right to write whatever there is."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)


def test_a_file_that_cannot_be_written_is_told(sqlite_template: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="samepage-"))
    try:
        file = folder / "samepage.db"
        shutil.copy(sqlite_template, file)
        _sql(file, "pragma journal_mode=delete")  # a log needs a folder that can be written
        file.chmod(0o444)
        folder.chmod(0o555)
        with _as_somebody_else():
            found = asyncio.run(databases.look(f"sqlite+aiosqlite:///{file}", MONDAY))
        (writing,) = (each for each in found if each.check == "writing")
        assert (writing.mark, "readonly database" in writing.found) == (Mark.BAD, True)
        assert found[-1].check == "rounds"
    finally:
        folder.chmod(0o700)
        shutil.rmtree(folder)


def test_the_command_prints_one_table_and_ends_with_1_where_something_is_wrong(tmp_path: Path) -> None:
    env = {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": ""}
    env["SAMEPAGE_DATABASE_URL"] = f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"
    done = CliRunner().invoke(main, ["doctor"], env=env)
    assert done.exit_code == 1
    assert "✗  SLACK_BOT_TOKEN" in done.stdout
    assert done.stdout.endswith("\n2 things are wrong.\n")
    told = CliRunner().invoke(main, ["doctor", "--json"], env=env)
    assert told.exit_code == 1
    said = json.loads(told.stdout)
    assert said["ok"] is False
    assert said["findings"][0] == {
        "check": "SLACK_BOT_TOKEN",
        "mark": "bad",
        "found": "is missing",
        "mend": "It is the Bot User OAuth Token (xoxb-…) from OAuth & Permissions; or, to be installed in "
        "many workspaces, set SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SAMEPAGE_SECRET_KEY.",
    }


def test_every_scope_of_the_manifest_has_its_reason() -> None:
    assert set(scopes.wanted()) == set(scopes.WHY)
