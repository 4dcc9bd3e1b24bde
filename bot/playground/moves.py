"""Moves the clock step by step, so that the bot does everything that falls due on the way at its own time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from bot.playground.changes import Changes
from bot.playground.clock import HORIZON, Clock, iso, parse_iso
from bot.playground.errors import Refused

SETTLE_SECONDS = 20.0  # real time; a bot that works longer on one moment is said to hang
LOOK_EVERY = 0.05
_TOO_FAR = f"The clock goes no further than the year {HORIZON.year - 1}."
LONGEST_WALK = 10_000  # steps; a bot whose next_due never advances must not hold the page for ever


@dataclass(frozen=True)
class Readiness:
    """What the bot says of itself: whether anything is due or in flight, and what comes next."""

    settled: bool | None = None
    next_due: datetime | None = None
    next_what: str | None = None
    answers: bool = True


@dataclass(frozen=True)
class Planned:
    """What the workspace itself does at a time: when that is next, in words, and the doing of what is due."""

    due: Callable[[], datetime | None]
    what: Callable[[], str | None]
    run: Callable[[], None]


class Mover:
    """The one hand on the clock: moves wait for each other."""

    def __init__(
        self,
        clock: Clock,
        changes: Changes,
        readyz: Callable[[], str | None],
        settle_seconds: float,
        planned: Planned,
    ) -> None:
        self._planned = planned
        self._clock = clock
        self._changes = changes
        self._readyz = readyz
        self._settle_seconds = settle_seconds
        self._moving = asyncio.Lock()
        self._stopped = 0  # how many want time to stand
        self._target: datetime | None = None

    @asynccontextmanager
    async def standing(self) -> AsyncIterator[None]:
        """Time stands for the length of the block: a walk under way ends where it is, with a Refused."""
        self._stopped += 1
        try:
            async with self._moving:
                yield
        finally:
            self._stopped -= 1

    async def stop(self) -> None:
        """Ends a walk under way where it is."""
        async with self.standing():
            pass

    async def readiness(self) -> Readiness:
        """What comes next, of the bot's or of the workspace's own."""
        return self._with_planned(await self._asked())

    def _with_planned(self, state: Readiness) -> Readiness:
        own = self._planned.due()
        if own is None or (state.next_due is not None and state.next_due <= own):
            return state
        return replace(state, next_due=own, next_what=self._planned.what())

    async def _asked(self) -> Readiness:
        """Ask the bot; all None where there is nobody to ask."""
        url = self._readyz()
        if url is None:
            return Readiness()
        timeout = aiohttp.ClientTimeout(total=5)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as response:
                body: Any = await response.json(content_type=None)
            due = body.get("next_due")
            return Readiness(
                settled=bool(body.get("settled")),
                next_due=parse_iso(due) if due else None,
                next_what=body.get("next_what"),
            )
        except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError):
            return Readiness(settled=False, answers=False)

    @property
    def walk(self) -> dict[str, str] | None:
        """The walk under way, as the page is told: `to` is where it ends. None while time stands."""
        return {"to": iso(self._target)} if self._target else None

    async def to(self, target: datetime) -> None:
        """Walk to `target` over everything due before it; Refused where the bot does not keep up."""
        await self.on(lambda _: target)

    async def on(self, step: Callable[[datetime], datetime]) -> None:
        """Walk to what `step` makes of the time it is when this walk begins: after those that were asked for before."""
        async with self._moving:
            try:
                target = step(self._clock.now())
            except OverflowError:
                raise Refused(_TOO_FAR) from None
            await self._walk(target)

    async def next_event(self) -> None:
        """Walk to what the bot will do next."""
        async with self._moving:
            due = self._with_planned(await self._settled()).next_due
            if due is None:
                raise Refused("The bot has nothing planned.")
            await self._walk(due)

    async def _walk(self, target: datetime) -> None:
        if target < self._clock.now():
            raise Refused(f"The clock moves forward only, and it is {iso(self._clock.now())} already.")
        if target >= HORIZON:
            raise Refused(_TOO_FAR)
        self._target = target
        self._tell()
        try:
            await self._step_by_step(target)
        finally:
            self._target = None
            self._tell()

    async def _step_by_step(self, target: datetime) -> None:
        for _ in range(LONGEST_WALK):
            due = self._with_planned(await self._settled()).next_due
            if due is None or due > target:
                break
            self._set(due)
        else:
            raise Refused(f"The bot had more than {LONGEST_WALK} things to do before {iso(target)}.")
        self._set(target)
        await self._settled()

    def _set(self, moment: datetime) -> None:
        self._clock.move_to(moment)
        self._planned.run()
        self._tell()

    def _tell(self) -> None:
        self._changes.tell("clock", now=iso(self._clock.now()), walk=self.walk)

    async def _settled(self) -> Readiness:
        """Wait until the bot has nothing left to do at this moment. What it reports as due by now counts as left."""
        deadline = self._clock.monotonic() + self._settle_seconds
        while self._readyz() is not None:
            if self._stopped:
                raise Refused("Time was stopped on the way.")
            state = await self._asked()
            if state.settled and (state.next_due is None or state.next_due > self._clock.now()):
                return state
            if self._clock.monotonic() > deadline:
                raise Refused(self._why(state))
            await self._clock.pause(LOOK_EVERY)
        return Readiness()

    def _why(self, state: Readiness) -> str:
        at = f"the clock stays at {iso(self._clock.now())}"
        if not state.answers:
            return f"The bot does not answer at {self._readyz()}; {at}."
        if state.settled and state.next_due is not None:
            what = state.next_what or "something"
            return f"The bot says it is settled, but {what} was due {iso(state.next_due)}; {at}."
        return f"The bot did not settle within {self._settle_seconds:.0f} s; {at}."


def next_working_day(now: datetime, zone: str) -> datetime:
    """The same local time on the next weekday, Monday to Friday, in that zone."""
    local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=1)
    while local.weekday() >= 5:
        local += timedelta(days=1)
    return local.replace(tzinfo=ZoneInfo(zone))
