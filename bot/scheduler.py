"""The timetable: APScheduler as a heartbeat over due rows. SQL is the only truth; nothing is kept here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bound_contextvars

from bot.clock import Clock
from bot.metrics import Metrics
from bot.rounds import (
    absences,
    audit,
    celebrations,
    check_ins,
    deadlines,
    digests,
    escalations,
    finals,
    hires,
    holds,
    interviews,
    nudges,
    pulses,
    removals,
    retention,
    retrospectives,
    role_holds,
)
from handlers.faults import frames
from storage import due, walls
from storage.database import Database

log = structlog.get_logger()
Round = Callable[[Database, datetime], Awaitable[int]]
Look = Callable[[AsyncSession, datetime], Awaitable[Collection[str]]]
EVERY = timedelta(seconds=1)

# Name → round. One line each; what is due stands in an indexed column, and one look says for all of them who is to run.
TIMETABLE: dict[str, Round] = {
    "finals": finals.run,
    "absences": absences.run,
    "holds": holds.run,
    "role_holds": role_holds.run,
    "deadlines": deadlines.run,
    "interviews": interviews.run,
    "escalations": escalations.run,
    "hires": hires.run,
    "celebrations": celebrations.run,
    "retrospectives": retrospectives.run,
    "check-ins": check_ins.run,
    "nudges": nudges.run,
    "pulses": pulses.run,
    "digests": digests.run,
    "retention": retention.run,
    "removals": removals.run,
    "audit": audit.run,
}


class Heartbeat(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """Every `every`, reckoned from now: never catches up, never fires twice for a clock that was set back."""

    def __init__(self, every: timedelta) -> None:
        self.every = every

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return now + self.every if previous else now


class Timetable:
    """Runs the rounds that `look` names. `wake` is called after a round that did something, since it may have written
    to the outbox. Rounds run side by side, and no round beside itself: a slow one holds up no other."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wake: Callable[[], None],
        rounds: Mapping[str, Round] = TIMETABLE,
        look: Look = due.rounds,
        metrics: Metrics | None = None,
    ) -> None:
        self._database, self._clock, self._wake = database, clock, wake
        self._rounds, self._look = rounds, look
        self._metrics = metrics or Metrics(clock.monotonic)
        self._looked_at = clock.monotonic()
        self._under_way: set[str] = set()
        self._running: set[asyncio.Task[Any]] = set()
        self._guard: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._heart = self._scheduler.add_job(
            self._beat, Heartbeat(EVERY), coalesce=True, max_instances=1, misfire_grace_time=None
        )

    @property
    def busy(self) -> bool:
        return bool(self._running)

    @property
    def looked(self) -> float:
        """Real seconds since it last looked for what is due: well over a second where the heartbeat stands still."""
        return self._clock.monotonic() - self._looked_at

    def start(self) -> None:
        self._scheduler.start()
        self._guard = asyncio.create_task(self._rearm())

    async def stop(self) -> None:
        """Lets the rounds under way end; APScheduler's own shutdown would cancel them."""
        self._scheduler.pause()
        if self._guard:
            self._guard.cancel()
            await asyncio.gather(self._guard, return_exceptions=True)
        while self._running:  # a look under way may yet begin a round
            await asyncio.wait(set(self._running))
        self._scheduler.shutdown(wait=False)

    async def _rearm(self) -> None:
        """When the clock jumps, a beat comes at once: an interval job would sleep through a step back."""
        async for _ in self._clock.jumps():
            self._heart.modify(next_run_time=self._clock.wall())

    async def _beat(self) -> None:
        self._begin(self._looked())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _looked(self) -> None:
        """Rounds look over all workspaces; those that begin here see as far."""
        now = self._clock.now()
        walls.enter(walls.EVERYWHERE)
        try:
            async with self._database.read() as session:
                names = await self._look(session, now)
        except Exception as error:  # the next beat looks again
            log.error("look_failed", error=type(error).__name__, where=frames(error))
            return
        self._looked_at = self._clock.monotonic()
        for name in self._rounds:
            if name in names and name not in self._under_way:
                self._under_way.add(name)
                self._begin(self._run(name, now))

    async def _run(self, name: str, now: datetime) -> None:
        try:
            with bound_contextvars(round=name), self._metrics.round(name):
                handled = await self._rounds[name](self._database, now)
            if handled:
                self._wake()
        except Exception as error:  # the next beat tries again; a round that fails is loud, never fatal
            log.error("round_failed", round=name, error=type(error).__name__, where=frames(error))
        finally:
            self._under_way.discard(name)
