"""Any bot works here: the ten lines of the README, every example in it, and a workspace started by its command."""

from __future__ import annotations

import ast
import asyncio
import inspect
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, get_args

import aiohttp
import pytest

import bot.playground
from bot.__main__ import playground as command
from bot.playground.alone import told
from bot.playground.blockkit import blocks, elements
from bot.playground.faults import What
from bot.playground.process import BotEnded, bot_process
from bot.playground.server import Playground

SAMPLE = Path(__file__).parent / "sample"
README = Path(bot.playground.__file__).parent / "README.md"
COMMANDS = Path(sys.executable).parent  # where `samepage` and `python` are
LUNCH = """
display_information: {name: Lunch}
features:
  bot_user: {display_name: Lunch}
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  slash_commands: [{command: /lunch, description: Goes to lunch}]
oauth_config: {scopes: {bot: [commands, chat:write, im:history]}}
settings:
  event_subscriptions: {bot_events: [app_home_opened, message.im]}
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
"""
BY_HTTP = """
display_information: {name: Post}
features:
  bot_user: {display_name: Post}
  slash_commands: [{command: /post, description: Posts, url: "http://127.0.0.1:3000/slack/commands"}]
oauth_config: {scopes: {bot: [commands]}}
"""


class Block(NamedTuple):
    language: str
    title: str
    text: str


BLOCKS = [
    Block(*found) for found in re.findall(r'^```(\w+)(?: title="(.+?)")?\n(.*?)^```$', README.read_text(), re.M | re.S)
]


def titled(title: str) -> str:
    return next(block.text for block in BLOCKS if block.title == title)


def test_every_block_of_the_readme_is_of_a_kind_that_is_run_here() -> None:
    files = {("python", "cheer.py"), ("yaml", "manifest.yml"), ("python", "test_cheer.py")}
    assert {(block.language, block.title) for block in BLOCKS} == {("python", ""), ("sh", ""), *files}


@pytest.mark.parametrize("name", ["cheer.py", "manifest.yml"])
def test_the_sample_bot_is_the_one_in_the_readme(name: str) -> None:
    assert titled(name) == (SAMPLE / name).read_text(encoding="utf-8")


def test_the_sample_bot_has_ten_lines() -> None:
    lines = [line for line in (SAMPLE / "cheer.py").read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) <= 10


async def test_the_whole_test_in_the_readme_passes_for_whoever_follows_it(tmp_path: Path) -> None:
    for name in ("cheer.py", "manifest.yml", "test_cheer.py"):
        (tmp_path / name).write_text(titled(name), encoding="utf-8")
    async with shell("pytest test_cheer.py", tmp_path) as process:
        assert "1 passed" in await printed_until(process, " in ")


async def test_the_examples_in_the_readme_hold_one_after_the_other(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(LUNCH, encoding="utf-8")
    async with Playground(manifest, clock_file=tmp_path / "clock") as playground:
        names: dict[str, Any] = {"playground": playground}
        for block in BLOCKS:
            if (block.language, block.title) == ("python", ""):
                code = compile(block.text, str(README), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
                going_on = eval(code, names)
                if inspect.isawaitable(going_on):
                    await going_on


def test_the_readme_names_every_fault_and_every_block_that_is_not_shown() -> None:
    text = README.read_text(encoding="utf-8")
    not_shown = text[text.index("## What it is not") :]
    assert [name for name in (*blocks.NOT_SHOWN_HERE, *elements.NOT_SHOWN_HERE) if f"`{name}`" not in not_shown] == []
    assert [name for name in get_args(What) if f"`{name}`" not in text] == []


def test_the_readme_names_every_option_of_the_command() -> None:
    text = README.read_text(encoding="utf-8")
    named = [option for each in command.params for option in each.opts if option != "--port"]
    assert len(named) == 6
    assert [option for option in named if option not in text] == []


@pytest.mark.parametrize(
    ("manifest", "request_url", "said"),
    [
        (LUNCH, None, None),
        (LUNCH, "http://127.0.0.1:3000/slack/events", "posted to http://127.0.0.1:3000/slack/events, signed"),
        (BY_HTTP, None, "posted to the request URLs in the manifest, signed"),
    ],
    ids=["socket", "one address", "the manifest's addresses"],
)
def test_where_deliveries_go_is_said(tmp_path: Path, manifest: str, request_url: str | None, said: str | None) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(manifest, encoding="utf-8")
    text = told(Playground(path, clock_file=tmp_path / "clock", request_url=request_url), request_url)
    assert said in text if said else "posted to" not in text


async def test_a_bot_that_does_not_start_is_quoted(tmp_path: Path) -> None:
    async with Playground(SAMPLE / "manifest.yml", clock_file=tmp_path / "clock") as playground:
        with pytest.raises(BotEnded, match="exit code 3 and had said:\nno coffee"):
            async with bot_process(playground, sys.executable, "-c", "import sys; print('no coffee'); sys.exit(3)"):
                pytest.fail("it never connected")


@asynccontextmanager
async def shell(line: str, folder: Path, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A line of the README, in a terminal of its own."""
    path = f"{COMMANDS}{os.pathsep}{os.environ['PATH']}"
    process = await asyncio.create_subprocess_shell(
        f"exec {line}",
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1", **more},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):  # it may have ended by itself
            process.terminate()
        await process.communicate()


async def printed_until(process: asyncio.subprocess.Process, last: str) -> str:
    assert process.stdout is not None
    text = ""
    async with asyncio.timeout(20):
        while last not in text:
            line = await process.stdout.readline()
            assert line, f"it ended after: {text}"
            text += line.decode()
    return text


class Window:
    """The page's own requests, by hand."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url

    async def get(self, what: str, **query: str) -> dict[str, Any]:
        async with self.http.get(f"{self.url}/client/{what}", params=query) as answer:
            body: dict[str, Any] = await answer.json()
            return body

    async def post(self, what: str, **given: Any) -> dict[str, Any]:
        async with self.http.post(f"{self.url}/client/{what}", json=given) as answer:
            body: dict[str, Any] = await answer.json()
            return body

    async def bot_is_here(self) -> None:
        """Listens to the page's stream until it says that the bot is connected."""
        async with self.http.ws_connect(f"{self.url}/client/stream") as stream, asyncio.timeout(20):
            while not (await self.get("snapshot", person="U0RITA"))["bot"]["connected"]:
                await stream.receive()


async def test_a_stranger_s_bot_works_by_what_the_command_prints(tmp_path: Path, http: aiohttp.ClientSession) -> None:
    for name in ("cheer.py", "manifest.yml"):
        (tmp_path / name).write_text(titled(name), encoding="utf-8")
    start_workspace, start_bot = [block.text.strip() for block in BLOCKS if block.language == "sh"]
    async with shell(f"{start_workspace} --port 0", tmp_path) as workspace:
        said = await printed_until(workspace, "Ctrl+C ends")
        exports = dict(re.findall(r"^ *export (\w+)=(\S+)$", said, re.M))
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found is not None
        assert "choose #general and type /cheer" in said
        page = Window(http, found.group())
        async with http.get(page.url) as answer:
            assert answer.content_type == "text/html"
        async with shell(start_bot, tmp_path, **exports):
            await page.bot_is_here()
            place = {"person": "U0RITA", "channel": "C0GENERAL"}
            assert await page.post("command", **place, line="/cheer") == {"ok": True}
            (card,) = (await page.get("messages", **place))["messages"]
            block = card["blocks"][0]
            async with http.ws_connect(f"{page.url}/client/stream") as stream, asyncio.timeout(10):
                pressed = {"action": block["accessory"], "block_id": block["block_id"], "ts": card["ts"]}
                assert (await page.post("action", **place, **pressed))["ok"]
                while (shown := (await page.get("messages", **place))["messages"])[0]["text"] != "<@U0RITA> claps":
                    await stream.receive()
            assert len(shown) == 1
