"""The three that answer, each in a process of its own: bare Bolt, bare Bolt with SQLAlchemy, and the bot."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import aiohttp

from bot.clock import Clock
from tests.benchmarks.load.asked import Asked
from tests.benchmarks.load.bare import Told
from tests.benchmarks.load.replayed import HOME
from tests.benchmarks.load.slack import SECRET, Slack

Way = Literal["HTTP", "socket"]
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}  # as an installed bot is: no start reads source twice
_STARTS = 600.0  # seconds: one of them records first
_MODULE = "tests.benchmarks.load.bare"


@dataclass(frozen=True)
class Bot:
    """One that answers: `ask` says whether it did what was asked."""

    name: str
    pid: int
    ask: Callable[[Asked], Awaitable[bool]]

    def memory(self) -> float:
        """MiB resident now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * 4096 / 1024**2


@asynccontextmanager
async def bare(slack: Slack, way: Way, name: str, told: Told) -> AsyncIterator[Bot]:
    token, port = f"xapp-{name}", free_port()
    told = Told(**vars(told) | ({"app_token": token} if way == "socket" else {"port": port}))
    async with _process("-m", _MODULE, told.as_argument(), stdout=asyncio.subprocess.PIPE) as process:
        assert process.stdout is not None
        async with asyncio.timeout(_STARTS):
            said = await process.stdout.readline()
        assert said == b"ready\n", f"{name} did not start"
        yield await _bot(slack, way, name, process, token, port)


@asynccontextmanager
async def ours(slack: Slack, way: Way, database_url: str, clock_file: Path | None = None) -> AsyncIterator[Bot]:
    token, port = "xapp-ours-ours", free_port()
    way_in = {"SLACK_APP_TOKEN": token} if way == "socket" else {"SLACK_SIGNING_SECRET": SECRET}
    environment = {
        "SLACK_BOT_TOKEN": HOME.token,
        "SAMEPAGE_SLACK_API_URL": f"{slack.url}/api/",
        "SAMEPAGE_DATABASE_URL": database_url,
        "SAMEPAGE_CLOCK_FILE": str(clock_file or ""),
        "PORT": str(port),
    }
    async with _process("-m", "bot", "run", environment=environment | way_in) as process:
        await _ready(port, process)
        yield await _bot(slack, way, "ours", process, token, port)


async def _bot(slack: Slack, way: Way, name: str, process: asyncio.subprocess.Process, token: str, port: int) -> Bot:
    url = f"http://127.0.0.1:{port}/slack/events"
    if way == "socket":
        await slack.connected(token)
        return Bot(name, process.pid, lambda asked: slack.by_socket(token, asked))
    return Bot(name, process.pid, lambda asked: slack.by_http(url, asked))


async def _ready(port: int, process: asyncio.subprocess.Process) -> None:
    """Once it listens it is asked whether it is ready: asking all the time would slow down what is waited for."""
    clock = Clock()
    async with asyncio.timeout(_STARTS), aiohttp.ClientSession() as session:
        while not _listens(port):
            assert process.returncode is None, "the bot did not start"
            await clock.sleep(0.01)
        while True:
            async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                if answer.status == 200:
                    return


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@asynccontextmanager
async def _process(
    *arguments: str, environment: Mapping[str, str] | None = None, stdout: int = asyncio.subprocess.DEVNULL
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Ended with the block; what it logs is written, and read by nobody."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *arguments),
        stdout=stdout,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, **COMPILED, **(environment or {})},
        limit=1 << 20,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
