"""The bot as a process of its own, to be killed and started again, and everything it printed."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from sqlalchemy import update

from bot.demo.stage import environment_for, joined
from bot.playground.server import Playground
from storage import models
from tests.conftest import opened
from tests.leaks import heard
from tests.stories.acting import HERE, way_for

_CODE = re.compile(r"exit code (\d+)")
_STARTED = re.compile(r'"url": "(http://127\.0\.0\.1:\d+)".*"started"|"started".*"url": "(http://127\.0\.0\.1:\d+)"')


@dataclass
class Bot:
    """A running bot: `url` once it has started, `printed` line by line."""

    pid: int
    printed: list[str] = field(default_factory=list)
    url: str = ""
    _started: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, stream: asyncio.StreamReader) -> None:
        """Follows what it prints to the end, which is the process's end too."""
        async for line in stream:
            text = line.decode().rstrip("\n")
            self.printed.append(text)
            heard(f"{text}\n")
            if found := _STARTED.search(text):
                self.url = found[1] or found[2]
                self._started.set()
        self._ended.set()
        self._started.set()

    async def began(self) -> None:
        """Returns once it has started, or has ended without."""
        await self._started.wait()

    async def started(self) -> None:
        async with asyncio.timeout(20):
            await self.began()
        assert self.url, f"the bot did not start: {self.printed}"

    @property
    def alive(self) -> bool:
        return not self._ended.is_set()

    async def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is said."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM: what is under way is finished first."""
        await self._end(signal.SIGTERM)

    def tell(self) -> None:
        """SIGTERM, without waiting for what comes of it."""
        os.kill(self.pid, signal.SIGTERM)

    async def says(self, event: str) -> None:
        """Returns once it has printed that."""
        async with asyncio.timeout(20):
            while not any(f'"{event}"' in line for line in self.printed):
                assert self.alive, self.printed
                await asyncio.sleep(0.01)  # noqa: TID251 (real time, in another process)

    async def ended(self) -> int | None:
        """The exit code; None where a signal ended it."""
        async with asyncio.timeout(20):
            await self._ended.wait()
        found = _CODE.fullmatch(self.printed[-1]) if self.printed else None
        return int(found[1]) if found else None

    async def _end(self, how: signal.Signals) -> None:
        if self.alive:
            os.kill(self.pid, how)
        async with asyncio.timeout(20):
            await self._ended.wait()


class Zygote:
    """Forks bots; see zygote.py. Lives as long as the tests, so it is spoken to without an event loop. `module`: what
    stands in for it, with its arguments."""

    def __init__(self, folder: Path, *module: str) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", *(module or ("tests.stories.zygote",))],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        self._process.communicate(timeout=20)

    def _fork(self, variables: Mapping[str, str], arguments: Sequence[str], out: Path) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(
            json.dumps({"environment": dict(variables), "arguments": arguments, "out": str(out)}) + "\n"
        )
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    @asynccontextmanager
    async def bot(self, variables: Mapping[str, str], *arguments: str, awaited: bool = True) -> AsyncIterator[Bot]:
        """A started bot, `arguments` behind `samepage run`; what is left of it at the end of the block is killed. Not
        `awaited`: one just born."""
        out = self._folder / uuid4().hex
        os.mkfifo(out)
        pipe = os.fdopen(os.open(out, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0)
        stream = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), pipe
        )
        bot = Bot(await asyncio.to_thread(self._fork, variables, arguments, out))
        reading = asyncio.create_task(bot.read(stream))
        try:
            if awaited:
                await bot.started()
            yield bot
        finally:
            await bot.kill()
            await reading
            transport.close()
            out.unlink()


class House:
    """A playground and the one bot in it: killed and started again as often as a story needs."""

    def __init__(self, playground: Playground, zygote: Zygote, database_url: str) -> None:
        self.playground, self.database_url = playground, database_url
        self.way = way_for(database_url)
        self._zygote = zygote
        self._bots: list[Bot] = []
        self._stack = AsyncExitStack()

    @property
    def printed(self) -> str:
        """Everything every bot here has printed."""
        return "\n".join(line for bot in self._bots for line in bot.printed)

    async def start(self, *arguments: str) -> Bot:
        """Another bot, started and connected; the playground's clock minds this one from now on."""
        told = environment_for(self.playground, self.database_url, self.way)
        bot = await self._stack.enter_async_context(self._zygote.bot(told, *arguments))
        self._bots.append(bot)
        await joined(self.playground, bot.url, self.way)
        if self.way == "socket":
            await self.playground.until(lambda: len(self.playground.connections) == self.alive, "the bot to connect")
        if len(self._bots) == 1:  # the workspace is known now
            await self._no_tips()
        return bot

    async def _no_tips(self) -> None:
        """Tips are a story of their own; here nobody gets any."""
        async with opened(self.database_url) as database, database.begin() as session:
            await session.execute(update(models.Workspace).values(no_tips=True))

    async def kill(self) -> None:
        """SIGKILL to all of them; returns once Slack has seen them go."""
        for bot in self._bots:
            await bot.kill()
        await self.playground.until(lambda: not self.playground.connections, "the bots' connections to end")

    @property
    def alive(self) -> int:
        return sum(bot.alive for bot in self._bots)

    async def __aenter__(self) -> Self:
        await self._stack.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)
