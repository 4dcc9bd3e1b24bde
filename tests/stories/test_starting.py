"""A start that cannot succeed says what to mend, all of it at once, and ends with code 2 and no traceback."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.demo.stage import environment_for, settings_for
from bot.playground.server import Playground
from bot.runtime import running
from bot.settings import CannotStart, read
from tests.leaks import heard
from tests.stories.acting import HERE

EVERY_VARIABLE = {
    "SLACK_BOT_TOKEN": "xoxp-not-a-bots",
    "SLACK_APP_TOKEN": "xapp-",
    "SLACK_SIGNING_SECRET": "not one of Slack's",
    "SAMEPAGE_DATABASE_URL": "mysql://localhost/samepage",
    "SAMEPAGE_SLACK_API_URL": "slack.com/api",
    "SAMEPAGE_CLOCK_FILE": "/nowhere/clock",
    "PORT": "eighty",
}


async def start(variables: dict[str, str], folder: Path) -> tuple[int, str]:
    """The exit code of `python -m bot run` and what it wrote to standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *("run", "--patience", "0"),
        cwd=folder,  # not the checkout: a default database must not land there
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE), **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(30):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        out, err = await process.communicate()
        return -1, f"it did not end: {err.decode()}"
    assert out == b""
    heard(err.decode())
    assert process.returncode is not None
    return process.returncode, err.decode()


async def test_every_wrong_start_says_what_to_mend_and_ends_with_code_2(
    playground: Playground, sqlite_url: str, tmp_path: Path
) -> None:
    sound = environment_for(playground, sqlite_url)
    plain_file = tmp_path / "plain"
    plain_file.write_text("This is no database, and longer than the header of one would be. " * 40, encoding="utf-8")
    cases: dict[str, tuple[dict[str, str], list[str]]] = {
        "nothing is set": ({"SLACK_APP_TOKEN": " "}, ["SLACK_BOT_TOKEN is missing", "SLACK_APP_TOKEN is missing"]),
        "one way in is enough, and it is wrong": (
            {"SLACK_BOT_TOKEN": "xoxb-1234567890", "SLACK_SIGNING_SECRET": "short"},
            ["SLACK_SIGNING_SECRET must be whole"],
        ),
        "everything is malformed": (EVERY_VARIABLE, list(EVERY_VARIABLE)),
        "the port is taken": (sound | {"PORT": playground.url.rpartition(":")[2]}, ["PORT", "taken"]),
        "Slack refuses the token": (
            sound | {"SLACK_BOT_TOKEN": "xoxb-1234567890"},
            ["SLACK_BOT_TOKEN", "invalid_auth"],
        ),
        "Slack refuses the app token": (sound | {"SLACK_APP_TOKEN": "xapp-1234567890"}, ["SLACK_APP_TOKEN"]),
        "Slack is not there": (sound | {"SAMEPAGE_SLACK_API_URL": "http://127.0.0.1:9/api"}, ["127.0.0.1:9"]),
        "the database is not there": (
            sound | {"SAMEPAGE_DATABASE_URL": "postgresql://nobody:hunter2@127.0.0.1:9/none"},
            ["SAMEPAGE_DATABASE_URL"],
        ),
        "the database is another kind of file": (
            sound | {"SAMEPAGE_DATABASE_URL": f"sqlite+aiosqlite:///{plain_file}"},
            ["SAMEPAGE_DATABASE_URL"],
        ),
        "the database's folder cannot be": (
            sound | {"SAMEPAGE_DATABASE_URL": f"sqlite+aiosqlite:///{plain_file}/below/samepage.db"},
            ["SAMEPAGE_DATABASE_URL"],
        ),
    }
    few = asyncio.Semaphore(2)  # each loads the whole program: more at once would only wait for each other

    async def one(variables: dict[str, str]) -> tuple[int, str]:
        async with few:
            return await start(variables, tmp_path)

    ends = await asyncio.gather(*(one(variables) for variables, _ in cases.values()))
    for (name, (variables, expected)), (code, said) in zip(cases.items(), ends, strict=True):
        assert code == 2, (name, code, said)
        assert "Traceback" not in said, (name, said)
        assert "Unclosed" not in said, (name, said)
        for words in expected:
            assert words in said, (name, words, said)
        for secret in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
            token = variables.get(secret, "").strip()
            assert len(token) <= len("xapp-") or token not in said, name
        assert "hunter2" not in said, name
    assert not playground.connections


async def test_a_slack_with_trouble_of_its_own_is_tried_again_and_one_that_refuses_the_token_is_not(
    playground: Playground, sqlite_url: str
) -> None:
    def asked() -> int:
        return sum(call.method == "auth.test" for call in playground.ledger)

    playground.faults.add("auth.test", "server_error", status=503)
    async with running(settings_for(playground, sqlite_url), patience=20) as bot:
        assert bot.workspace
    before = asked()
    assert before >= 2
    wrong = environment_for(playground, sqlite_url) | {"SLACK_BOT_TOKEN": "xoxb-1234567890"}
    with pytest.raises(CannotStart, match="invalid_auth"):
        async with running(read(wrong), patience=20):
            pass
    assert asked() == before + 1


async def test_told_to_stop_while_it_waits_for_slack_it_is_gone_with_code_0(
    playground: Playground, sqlite_url: str, tmp_path: Path
) -> None:
    variables = environment_for(playground, sqlite_url) | {"SAMEPAGE_SLACK_API_URL": "http://127.0.0.1:9/api"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--patience", "600"),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE), **variables},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(60):
            said = ""
            while "slack_away" not in said:
                line = await process.stderr.readline()
                assert line, said
                said += line.decode()
            process.send_signal(signal.SIGTERM)
            said += (await process.stderr.read()).decode()
            code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    heard(said)
    assert (code, "Traceback" in said, "stopped_at_the_start" in said) == (0, False, True)
