"""The storm: bots die and freeze at random moments, Slack fails, time passes, and people go on working all the while.

Everything is reckoned by what happens, not by the watch, so that a busy machine makes it longer and not different: a
bot lives for so many changes in Slack, and each change makes it a moment later. A lease is worth hundreds of them, far
more than a call takes. Time leaps only while no bot lives that could have anything in hand (a frozen one was frozen all
the while, then).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random

from bot.playground.api.entry import METHODS
from bot.playground.faults import DELIVERIES, What
from bot.playground.server import Playground
from storage.outbox import LEASE
from tests.chaos.pack import Pack
from tests.chaos.people import Crowd
from tests.stories.process import Bot

_LIFE = 60  # changes in Slack that a bot lives to see at most, once it is at work
_MOMENT = 0.03  # real seconds after the last of them at most: a bot dies between two calls as well as in one
_LONG = 2.0  # real seconds: nobody waits longer where nothing happens
_BIRTH = 0.15  # real seconds a bot lives at most that is not to come so far as to start
_STEP = timedelta(seconds=0.3)  # by which each change makes it later
_DRAINED = 0.25  # real seconds: the slowest call of a dead bot has arrived by then
_LEAP_EVERY = (4, 14)  # deaths
_LEAPS = (
    *(timedelta(seconds=each) for each in (61, 75, 90, 130, 200)),
    *(timedelta(minutes=each) for each in (10, 30, 61)),
    *(timedelta(hours=each) for each in (4, 10, 15)),
)
_SPARED = {"auth.test", "apps.connections.open"}  # whoever starts it again is not what is tried here
_FAIL, _STUMBLE = 0.08, 0.1  # the share of calls, and of deliveries


def fail(playground: Playground, seed: int) -> None:
    """Slack fails from now on, as the seed draws it. Words to one person alone arrive: they say what came of an act."""
    playground.faults.chaos(seed, _FAIL, methods=sorted(set(METHODS) - _SPARED))
    whole: tuple[What, ...] = ("duplicate", "reorder", "slow") if playground.way == "socket" else ()
    playground.faults.chaos(seed, _STUMBLE, methods=DELIVERIES, what=whole)


class Storm:
    """`blow` returns once so many bots have died."""

    def __init__(self, pack: Pack, crowd: Crowd, seed: int, kills: int) -> None:
        self._pack, self._crowd, self._kills = pack, crowd, kills
        self._changes, self._clock = pack.playground.changes, pack.playground.clock
        self._draw = Random(f"{seed} storm")
        self._calm = asyncio.Event()  # bots may be born
        self._calm.set()
        self._leaps = 0
        self._wanted = False  # a leap, at once: somebody frozen waits for it

    @property
    def _over(self) -> bool:
        return self._pack.kills >= self._kills

    async def blow(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._crowd.at_work())
            group.create_task(self._time_passes())
            group.create_task(self._leap_now_and_then())
            fates = [group.create_task(self._fates(bot)) for bot in self._pack.up]
            await asyncio.wait(fates)
            self._crowd.go_home()

    async def _time_passes(self) -> None:
        seen = self._changes.count
        while not self._over:
            await self._changed(seen)
            self._clock.move_to(self._clock.now() + _STEP * (self._changes.count - seen))
            seen = self._changes.count

    async def _leap_now_and_then(self) -> None:
        while not self._over:
            deaths = self._pack.kills + self._draw.randint(*_LEAP_EVERY)
            await self._until(partial(self._died, deaths))
            self._calm.clear()
            for bot in self._pack.awake:
                await self._pack.ends(bot)
            await asyncio.sleep(_DRAINED)  # noqa: TID251
            self._clock.move_to(self._clock.now() + self._draw.choice(_LEAPS))
            self._leaps += 1
            self._wanted = False
            self._calm.set()

    async def _fates(self, bot: Bot) -> None:
        """One place in the pack: whoever has it dies, and another takes it."""
        while True:
            await self._fate(bot)
            await self._calm.wait()
            if self._over:
                return
            bot = await self._pack.born()

    async def _fate(self, bot: Bot) -> None:
        if self._draw.random() < 0.1:
            await asyncio.sleep(self._draw.uniform(0, _BIRTH))  # noqa: TID251
        else:
            await self._pack.begun(bot)
            await self._sees(bot, self._draw.randint(0, _LIFE * self._pack.size))
            if self._draw.random() < 0.08 and bot in self._pack.awake and bot.alive:
                await self._frozen(bot)
        await self._pack.ends(bot)

    async def _frozen(self, bot: Bot) -> None:
        """It stands still for a moment, or for longer than its leases last, and goes on for a while."""
        began, leaps = self._clock.now(), self._leaps
        self._pack.freeze(bot)
        if self._draw.random() < 0.5:
            await asyncio.sleep(self._draw.uniform(0.05, 0.5))  # noqa: TID251
        else:
            self._wanted = True
            await self._until(lambda: self._leaps > leaps)
            await self._sees(bot, self._draw.randint(0, _LIFE))  # others work meanwhile, where there are any
        self._pack.thaw(bot, too_late=self._clock.now() - began > LEASE)
        await self._sees(bot, self._draw.randint(10, _LIFE))

    def _died(self, deaths: int) -> bool:
        return self._pack.kills >= deaths or self._wanted

    async def _until(self, so: Callable[[], bool]) -> None:
        while not so() and not self._over:
            await self._changed(self._changes.count)

    async def _sees(self, bot: Bot, changes: int) -> None:
        """Returns after so many changes in Slack and a moment, or when nothing happens for long, or the bot is dead."""
        until = self._changes.count + changes
        try:
            async with asyncio.timeout(_LONG):
                while self._changes.count < until and bot.alive:
                    await self._changes.after(self._changes.count)
        except TimeoutError:
            return
        await asyncio.sleep(self._draw.uniform(0, _MOMENT))  # noqa: TID251

    async def _changed(self, seen: int) -> None:
        try:
            async with asyncio.timeout(_LONG):
                await self._changes.after(seen)
        except TimeoutError:
            return
