"""Two real postmen on one database that stumbles, with a clock that steps and a Slack that answers when told.

Everything happens one move at a time: between two moves each postman rests or waits for Slack, so that a process may be
killed, the clock be set and the database fail at every moment that matters, and a run can be played again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.postman import Postman
from handlers.steps import Compose
from storage import models
from storage.database import Database
from storage.outbox import LEASE
from tests.machine.slack import LIMIT, Answer, Call, Slack, speaking

Stumble = Literal["", "before", "inside", "after"]  # of a transaction: not begun, undone, done without our learning it
STUMBLES: tuple[Stumble, ...] = ("before", "inside", "after")
_SOON = 0.002  # real seconds


class Shaky(Database):
    """A database of which the next transactions stumble as `coming` says."""

    coming: list[Stumble]

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        how = self.coming.pop(0) if self.coming else ""
        if how == "before":
            raise _away()
        async with super().begin() as session:
            yield session
            if how == "inside":
                raise _away()
        if how == "after":
            raise _away()


def _away() -> OperationalError:
    return OperationalError("", None, ConnectionResetError())


def shaky(database: Database) -> Shaky:
    found = Shaky(database.writer, database.reader)
    found.coming = []
    return found


class Hand(Clock):
    """A clock that shows what it is set to. Whoever waits by it rests until it is his turn."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.at, self.grown = now, 0.0
        self.resting: dict[asyncio.Task[Any], asyncio.Event] = {}

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.grown

    async def wait(self, event: asyncio.Event, until: datetime | None, *, longest: float = 1.0) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.resting[task] = turn = asyncio.Event()
        try:
            await turn.wait()
        finally:
            self.resting.pop(task, None)


@dataclass(eq=False)
class Worker:
    """One process: its postman, and the clock it rests by."""

    postman: Postman
    clock: Hand


@dataclass
class Works:
    database: Database
    now: datetime
    messages: Mapping[str, Compose]
    make_postman: Callable[..., Postman] = Postman
    slack: Slack = field(init=False)
    shaky: Shaky = field(init=False)
    workers: list[Worker] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.slack, self.shaky = Slack(self.now), shaky(self.database)

    async def start(self) -> None:
        """Another process; the machine has one time, so its clock is set like the others'."""
        clock = Hand(self.now)
        postman = self.make_postman(self.shaky, speaking(self.slack, clock), clock, self.messages, None)
        worker = Worker(postman, clock)
        worker.postman.start()
        self.workers.append(worker)
        await self.quiet()

    async def turn(self, which: int) -> None:
        """One of them looks for what is due, and works until Slack is to answer."""
        worker = self.workers[which % len(self.workers)]
        while worker.clock.resting:
            worker.clock.resting.popitem()[1].set()
        await self.quiet()

    async def answer(self, call: Call, how: Answer) -> None:
        if how == "refused" and call.row.key is None:
            how = "429"  # a card is never refused here: what it shows at the end is looked at
        self.slack.end(call, "ok" if how == "refused" and call.looking else how)
        await self.quiet()

    async def kill(self, which: int, *, arrives: bool) -> None:
        """Nothing is ended, nothing is written down, and another one starts. `arrives`: what it was saying to Slack
        still does."""
        worker = self.workers.pop(which % len(self.workers))
        calls = [call for call in self.slack.calls if call.by is worker.clock]
        for call in calls:
            self.slack.calls.remove(call)
            if arrives and not call.looking:
                self.slack.does(call.row, call.step)
        await _end({*worker.clock.resting, *(call.task for call in calls)})
        await self.start()

    async def drain(self) -> None:
        """Both look for what is due, and Slack takes everything, until neither finds anything more."""
        for which in range(len(self.workers)):
            await self.turn(which)
            while self.slack.calls:
                await self.answer(self.slack.calls[0], "ok")

    async def recover(self, leases: int) -> None:
        """From now on nothing fails; each lease's time brings every lane at least one step on."""
        self.shaky.coming = []
        for _ in range(leases):
            await self.drain()
            await self.pass_(LEASE)
            if not await self.stuck(anything=True):
                return

    async def quiet(self) -> None:
        """Returns once everybody rests or waits for Slack."""
        while active := asyncio.all_tasks() - self._waiting() - {asyncio.current_task()}:
            await asyncio.wait(active, timeout=_SOON)

    def _waiting(self) -> set[asyncio.Task[Any]]:
        resting = {task for worker in self.workers for task in worker.clock.resting}
        return resting | {call.task for call in self.slack.calls}

    async def pass_(self, span: timedelta, late: Answer = "answer lost") -> None:
        """Time passes; a call that takes too long is given up, whether it was carried out (`late`) or not."""
        if span >= LIMIT:
            for call in list(self.slack.calls):
                await self.answer(call, late)
        self.slack.true += span
        for worker in self.workers:
            worker.clock.grown += span.total_seconds()
        self.set(self.now + span)

    def set(self, now: datetime) -> None:
        """The clock shows that from now on, whatever time it is."""
        self.now = now
        for worker in self.workers:
            worker.clock.at = now

    async def close(self) -> None:
        resting = {task for worker in self.workers for task in worker.clock.resting}
        await _end(resting | {call.task for call in self.slack.calls})

    async def rows(self) -> list[models.OutboxRow]:
        async with self.database.read() as session:
            return list(await session.scalars(select(models.OutboxRow).order_by(models.OutboxRow.id)))

    async def stuck(self, *, anything: bool = False) -> list[int]:
        """Lanes with something to do that nobody will ever take; `anything`: all with something to do."""
        row, lane = models.OutboxRow, models.Lane
        query = select(lane.id).join(row, row.lane_id == lane.id).where(row.state == "waiting")
        async with self.database.read() as session:
            return list(await session.scalars(query if anything else query.where(lane.due_at.is_(None))))


async def _end(tasks: set[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
