"""A start that cannot succeed says what to mend, all of it at once, and ends with code 2 and no traceback."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bot.demo.stage import environment_for
from bot.playground.server import Playground
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
        "run",
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
