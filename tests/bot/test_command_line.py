"""The command line is a contract: what it prints where, and its exit codes."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
import structlog
from click.testing import CliRunner

from bot.__main__ import main, manifest
from bot.playground.checks import CHECKS
from bot.playground.ledger import Call, Ledger
from bot.tokens import read_keys

WRONG = 2
HEAVY = {"slack_bolt", "slack_sdk", "sqlalchemy", "alembic", "aiohttp", "apscheduler", "handlers", "storage"}


@pytest.fixture(autouse=True)
def logs_go_where_they_went() -> Iterator[None]:
    """A command sends the logs to its own stderr, which is gone after it."""
    yield
    structlog.reset_defaults()


def test_help_names_every_command() -> None:
    done = CliRunner().invoke(main, ["--help"])
    assert done.exit_code == 0
    tending = ("doctor", "migrate", "backup", "restore", "copy", "export", "import", "forget", "install-link")
    for command in ("demo", "run", "playground", *tending):
        assert command in done.output


def test_the_stories_are_listed() -> None:
    done = CliRunner().invoke(main, ["demo", "--stories"])
    assert done.exit_code == 0
    assert done.output.startswith("hiring")


def test_an_unknown_story_is_refused_with_the_names_of_those_there_are() -> None:
    done = CliRunner().invoke(main, ["demo", "--story", "nonsense"])
    assert done.exit_code == WRONG
    assert "hiring" in done.output


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for line in (["demo", "--port", str(port)], ["playground", "--manifest", str(manifest()), "--port", str(port)]):
            done = CliRunner().invoke(main, line)
            assert done.exit_code == WRONG
            assert f"Port {port} is taken" in done.output


@pytest.mark.parametrize("port", ["99999", "-5"])
@pytest.mark.parametrize("line", [["demo"], ["playground", "--manifest", str(manifest())]], ids=["demo", "playground"])
def test_a_port_that_is_none_is_refused_in_words(line: list[str], port: str) -> None:
    done = CliRunner().invoke(main, [*line, "--port", port])
    assert done.exit_code == WRONG
    assert f"{port} is not in the range 0<=x<=65535" in done.output


def test_a_ledger_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    line = ["playground", "--manifest", str(manifest()), "--ledger", str(tmp_path)]
    done = CliRunner().invoke(main, line)
    assert done.exit_code == WRONG
    assert "cannot be written (Is a directory)" in done.output


def test_a_manifest_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "wrong.yml").write_text("features: nonsense", encoding="utf-8")
    done = CliRunner().invoke(main, ["playground", "--manifest", str(tmp_path / "wrong.yml"), "--port", "0"])
    assert done.exit_code == WRONG
    assert "wrong.yml" in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("url", ["https://example.com/slack/events", "http://[::1/slack", "http://127.0.0.1:99999/"])
def test_an_address_that_is_not_on_this_machine_is_refused_in_words(url: str) -> None:
    line = ["playground", "--manifest", str(manifest()), "--port", "0", "--request-url", url]
    done = CliRunner().invoke(main, line)
    assert done.exit_code == WRONG
    assert done.output.startswith(f"--request-url: {url} is not an address on this machine")
    assert "Traceback" not in done.output


def test_the_checks_are_listed_each_with_its_sentence_and_source() -> None:
    done = CliRunner().invoke(main, ["playground", "--checks"])
    assert done.exit_code == 0
    lines = [each.strip() for each in done.output.splitlines()]
    assert lines[0::3] == list(CHECKS)
    assert lines[1::3] == [each.says for each in CHECKS.values()]
    assert lines[2::3] == [each.source for each in CHECKS.values()]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("trigger-expires", "Did you mean views.trigger_expires?"),
        ("views.triger_once", "Did you mean views.trigger_once"),
        ("qqq", ""),
    ],
)
def test_a_check_that_is_none_is_refused_with_those_that_are_near(name: str, near: str) -> None:
    line = ["playground", "--manifest", str(manifest()), "--without", "views.stack", "--without", name]
    done = CliRunner().invoke(main, line)
    assert done.exit_code == WRONG
    assert f"There is no check “{name}”.{' ' if near else chr(10)}{near}" in done.output
    assert "samepage playground --checks" in done.output
    assert "views.stack" not in done.output


async def test_a_workspace_is_served_without_the_checks_named(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "playground", "--manifest", str(manifest()), "--port", "0"),
        *("--without", "calls.token_given", "--without", "calls.scope", "--ledger", str(tmp_path / "new" / "ledger")),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(manifest().parent)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30), aiohttp.ClientSession() as http:
            told = (await process.stdout.readline()).decode()
            url = re.search(r"http://[0-9.:]+", told)
            assert url is not None, told
            async with http.post(f"{url[0]}/api/auth.test") as answer:
                assert (await answer.json())["ok"]
    finally:
        process.terminate()
        await process.communicate()
    assert process.returncode == 0
    assert [each.method for each in Ledger.read(tmp_path / "new" / "ledger") if isinstance(each, Call)] == ["auth.test"]


def test_help_and_wrong_settings_wait_for_nothing_that_only_a_running_bot_needs() -> None:
    tried = """if True:
        import sys
        from click.testing import CliRunner
        from bot.__main__ import main
        assert CliRunner().invoke(main, ["--help"]).exit_code == 0
        assert CliRunner().invoke(main, ["run"]).exit_code == 2
        print(*{each.partition(".")[0] for each in sys.modules})"""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(manifest().parent)}
    done = subprocess.run([sys.executable, "-c", tried], env=environment, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & HEAVY == set()


def test_migrate_makes_the_tables_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1234567890")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1-1234567890")
    monkeypatch.setenv("SAMEPAGE_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'new' / 'samepage.db'}")
    for _ in range(2):
        done = CliRunner().invoke(main, ["migrate"])
        assert (done.exit_code, done.output) == (0, "The database is up to date.\n")
    assert (tmp_path / "new" / "samepage.db").is_file()


def test_migrate_says_what_is_wrong_without_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "samepage.db").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1234567890")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1-1234567890")
    monkeypatch.setenv("SAMEPAGE_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'samepage.db'}")
    done = CliRunner().invoke(main, ["migrate"])
    assert done.exit_code == WRONG
    assert "nothing was changed" in done.output
    assert "Traceback" not in done.output


def test_a_new_key_is_another_each_time_and_fits_the_setting() -> None:
    first, second = (CliRunner().invoke(main, ["key"]).output.strip() for _ in range(2))
    assert first != second
    assert len(read_keys(f"{first},{second}")) == 2


def test_rotating_without_a_key_says_what_is_missing(tmp_path: Path) -> None:
    told = {"SLACK_BOT_TOKEN": "xoxb-1234567890", "SLACK_APP_TOKEN": "xapp-1-1234567890"}
    told["SAMEPAGE_DATABASE_URL"] = f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"
    done = CliRunner().invoke(main, ["rotate-keys"], env=told)
    assert done.exit_code == 1
    assert "SAMEPAGE_SECRET_KEY is missing" in done.output


SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-2-3", "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef"}
MANY = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "3" * 32, "SAMEPAGE_SECRET_KEY": "A" * 43 + "="}
MANY |= {"SLACK_SIGNING_SECRET": SLACK["SLACK_SIGNING_SECRET"]}
ON_A_DATABASE = {
    "audit verify": SLACK,
    "audit export": SLACK,
    "export out": SLACK,
    "forget REQ-1 1 --by U1 --why asked": SLACK,
    "subject-access REQ-1 1 --by U1": SLACK,
    "rotate-keys": MANY,
}


@pytest.mark.parametrize("line", ON_A_DATABASE)
def test_what_works_on_a_database_wants_one_of_its_own_version_and_makes_none(
    line: str, sqlite_template: Path, tmp_path: Path
) -> None:
    newer, empty, none = tmp_path / "newer.db", tmp_path / "empty.db", tmp_path / "none.db"
    shutil.copy(sqlite_template, newer)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
        connection.commit()
    empty.touch()
    for file, words in ((newer, "newer version"), (empty, "nothing of Same Page"), (none, "There is no database at")):
        env = {**ON_A_DATABASE[line], "SAMEPAGE_DATABASE_URL": f"sqlite+aiosqlite:///{file}"}
        done = CliRunner().invoke(main, line.split(), env=env)
        assert (done.exit_code, words in done.stderr) == (WRONG, True), done.output
    assert not none.exists()
    assert not Path("out").exists()
