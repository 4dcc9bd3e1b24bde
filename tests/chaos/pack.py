"""The bots of a storm: born by forking, killed and frozen one by one or all at once, whatever they are at."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.demo.stage import Way
from bot.playground.server import Playground
from storage.database import Database
from tests.stories.process import Bot, Zygote
from tests.stories.replicas import Replicas

_LONG = 5.0  # real seconds
_AT_ONCE = 10  # lanes a bot works on together: so many deliveries may have been under way when it froze


@dataclass(frozen=True)
class Event:
    """What befell a bot, and when by the moved clock."""

    when: datetime
    pid: int
    what: str

    def __str__(self) -> str:
        return f"{self.when:%d %b %H:%M:%S} bot {self.pid} {self.what}"


class Pack(Replicas):
    """The bots and the balancer before them. `events`: what befell them; `late`: the outbox's rows that a bot ended
    after it had been frozen for longer than its leases last."""

    def __init__(
        self, playground: Playground, zygote: Zygote, database: Database, url: str, way: Way, size: int
    ) -> None:
        super().__init__(playground, zygote, database, url, way, size)
        self.events: list[Event] = []
        self.stops = 0
        self.late: set[int] = set()
        self.refused: list[str] = []  # the last words of bots that ended by themselves
        self._frozen: set[int] = set()
        self._thawed: list[tuple[Bot, int]] = []  # with how much it had printed by then
        self._stacks: dict[int, AsyncExitStack] = {}
        self._bearing = asyncio.Lock()

    @property
    def up(self) -> list[Bot]:
        return [bot for bot in self._up if bot.alive and bot.url]

    @property
    def awake(self) -> list[Bot]:
        """All that are not frozen, those included that have not started yet."""
        return [bot for bot in self._up if bot.pid not in self._frozen]

    async def _open(self) -> None:
        self._stack.push_async_callback(self.all_end)
        await super()._open()

    async def _start(self) -> None:
        await (await self.born()).started()

    async def born(self) -> Bot:
        """Another bot, just forked."""
        async with self._bearing:
            stack = AsyncExitStack()
            bot = await stack.enter_async_context(self._zygote.bot(self._told, awaited=False))
            self._stacks[bot.pid] = stack
            self._up.append(bot)
            return bot

    async def begun(self, bot: Bot) -> None:
        """Returns once it has started, or cannot any more; one that takes too long is not waited for."""
        try:
            async with asyncio.timeout(_LONG):
                await bot.began()
        except TimeoutError:
            self._note(bot, "takes long to start")

    async def calm(self) -> None:
        """All die, and as many come that are left alone."""
        await self.all_end()
        for _ in range(self.size):
            await self._start()
        await self.whole()

    async def ends(self, bot: Bot) -> None:
        """SIGKILL, whatever it is at."""
        if bot not in self._up:
            return
        self._up.remove(bot)
        if bot.alive:
            self.kills += 1
            self._note(bot, "killed" if bot.url else "killed while it started")
        else:
            self.refused += bot.printed[-2:]
        await bot.kill()
        await self._stacks.pop(bot.pid).aclose()
        for each, printed in self._thawed:
            if each is bot:
                self.late |= set(_delivered(bot.printed[printed:])[:_AT_ONCE])
        bot.printed.clear()

    def freeze(self, bot: Bot) -> None:
        """SIGSTOP: it stands still, with all it has in hand."""
        self.stops += 1
        self._frozen.add(bot.pid)
        self._note(bot, "frozen")
        os.kill(bot.pid, signal.SIGSTOP)

    def thaw(self, bot: Bot, *, too_late: bool) -> None:
        """SIGCONT. `too_late`: after longer than its leases last."""
        self._note(bot, "goes on, too late" if too_late else "goes on")
        if too_late:
            self._thawed.append((bot, len(bot.printed)))
        self._frozen.discard(bot.pid)
        os.kill(bot.pid, signal.SIGCONT)

    def _note(self, bot: Bot, what: str) -> None:
        self.events.append(Event(self.playground.clock.now(), bot.pid, what))

    async def all_end(self) -> None:
        """SIGKILL to every one."""
        for bot in [*self._up]:
            await self.ends(bot)


def _delivered(printed: list[str]) -> list[int]:
    """The outbox's rows whose ends a bot told of, in order."""
    rows = []
    for line in printed:
        try:
            said: Any = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and said.get("event") == "delivery":
            rows.append(int(said["row"]))
    return rows
