"""The postman: takes lanes, renders each row when its turn comes, and delivers it once.

A try is written down before it is made, its end after it. Between the two a process may die or an answer be lost;
whoever takes the row next sees the open try, waits until Slack's history must show what happened, and looks there
first. What cannot be closed: a process frozen between its last look at the lane and its call to Slack.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.delivery import CannotTell, Deliverer, NotFound, Outcome, Sent, refused, write_down
from bot.metrics import Metrics
from bot.rests import PATIENT
from bot.slack import TOKEN_REFUSED, Later, No, Unclear
from handlers.clients import NotInstalled, NotOpened
from handlers.faults import frames
from handlers.steps import Compose, Direct, Document, MakeChannel, Meet, Moot, Post, Publish, Step
from storage import clock_steps, outbox, walls
from storage.database import Database
from storage.outbox import Held, Row

log = structlog.get_logger()
GRACE = timedelta(seconds=60)  # a Slack call's time-out (10 s) + lag of its history (30 s) + margin
_AT_ONCE = 10  # lanes worked on together
_BESIDE = 3  # … while people wait for answers: every one more makes theirs later
_TRIES = 5  # for faults of our own; Slack's are tried for as long as they last
_BLOCKED = timedelta(minutes=5)  # until a step that everything after it needs is tried again


async def _nobody() -> bool:
    """Nobody waits for an answer."""
    return True


class Postman:
    """Delivers the outbox until stopped: of `workspace` or, where none is named, of every one the app is in. Any number
    of them may run against one database. `deliverer_of` gives the one that speaks in a workspace; `lull` waits a
    moment for people to be answered first, and says whether they are."""

    def __init__(
        self,
        database: Database,
        deliverer_of: Callable[[str], Awaitable[Deliverer]],
        clock: Clock,
        messages: Mapping[str, Compose],
        workspace: str | None,
        grace: timedelta = GRACE,
        metrics: Metrics | None = None,
        lull: Callable[[], Awaitable[bool]] = _nobody,
    ) -> None:
        self._metrics = metrics or Metrics(clock.monotonic)
        self._database, self._deliverer_of, self._clock = database, deliverer_of, clock
        self._messages, self._workspace, self._grace, self._lull = messages, workspace, grace, lull
        self._woken = asyncio.Event()
        self._stopping = self._taking = False
        self._looked: tuple[datetime, float] | None = None  # when it last did, by the clock and by one that only grows
        self._began = clock.now(), clock.monotonic()
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether anything is under way. A lane that is just being taken counts: its lease may be written already."""
        return self._taking or bool(self._lanes)

    def wake(self) -> None:
        """There may be something new."""
        self._woken.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ends what is under way and takes nothing new."""
        self._stopping = True
        self.wake()
        if self._task:
            await self._task
        if self._lanes:
            await asyncio.wait(set(self._lanes.values()))

    async def _run(self) -> None:
        while not self._stopping:
            lanes = _AT_ONCE if await self._lull() else _BESIDE
            self._woken.clear()
            next_due: datetime | None = None
            try:
                next_due = await self._take(lanes)
            except Exception as error:  # the database is away: the next second tries again
                log.error("postman_failed", error=type(error).__name__, where=frames(error))
            await self._clock.wait(self._woken, next_due)

    async def _take(self, most: int) -> datetime | None:
        """Starts on every lane that is due and free, `most` at once; gives back when the next one will be."""
        room = most - len(self._lanes)
        busy = frozenset(self._lanes)
        walls.enter(walls.EVERYWHERE)
        if room <= 0:
            return None  # the first that ends looks again
        self._taking = True
        try:
            now, grown = self._clock.now(), self._clock.monotonic()
            async with self._database.begin() as session:
                await self._mind_the_clock(session, now, grown)
                held = await outbox.claim_lanes(session, workspace=self._workspace, at=now, limit=room, busy=busy)
                ours = busy | {lane.lane_id for lane in held}
                next_due = await outbox.next_due(session, workspace=self._workspace, busy=ours)
            self._looked = now, grown
            for lane in held:
                self._lanes[lane.lane_id] = asyncio.create_task(self._work(lane))
        finally:
            self._taking = False
        return next_due

    async def _mind_the_clock(self, session: AsyncSession, now: datetime, grown: float) -> None:
        """Where the clock was set since the last look, or another one of ours left something behind that was ahead."""
        before, grown_before = self._looked or self._began
        forward = now - before - timedelta(seconds=grown - grown_before) > clock_steps.FARTHEST
        if forward or now < before or self._looked is None:
            await clock_steps.set_right(session, at=now, forward=forward)

    async def _work(self, held: Held) -> None:
        walls.enter(held.workspace)
        PATIENT.set(True)
        try:
            await self._deliver(held)
        except Exception as error:  # the lease runs out and the row is tried again, looking in Slack first
            log.error("delivery_failed", error=type(error).__name__, where=frames(error), lane=held.lane_id)
        finally:
            self._lanes.pop(held.lane_id, None)
            self.wake()

    async def _deliver(self, held: Held) -> None:
        """Brings the first row of a lane to an end, or leaves it for later."""
        async with self._database.begin() as session:
            row = await outbox.first_row(session, held)
            if row is None:
                await outbox.release(session, held, at=self._clock.now())
                return
            # Before rendering: what changes from here on asks for a repaint of its own.
            if not await outbox.attempt(session, held, row, at=self._clock.now()):
                return
        try:
            deliverer = await self._deliverer_of(row.workspace)
        except NotInstalled:  # removed this moment: what waits stays, for the day it is installed again
            await self._later(held, row, _BLOCKED, "not_installed", open_try=row.attempted_at is not None)
            return
        except NotOpened:  # the same, for the day somebody gives us the key
            await self._later(held, row, _BLOCKED, "token_not_opened", open_try=row.attempted_at is not None)
            return
        try:
            async with self._database.read() as session:
                step = await self._messages[row.kind](session, row, self._clock.now())
        except Exception as error:
            await self._stumbled(held, row, error)
            return
        if step is None or (isinstance(step, Moot) and row.attempted_at is None):
            await self._settle(held, row, None, "dropped")
            return
        real = step.step if isinstance(step, Moot) else step
        outcome = await self._recognise(deliverer, real, held, row) if row.attempted_at else NotFound()
        if isinstance(outcome, NotFound) and isinstance(step, Moot):
            await self._settle(held, row, None, "dropped")
            return
        if isinstance(outcome, NotFound):
            outcome = await deliverer.carry_out(real, row)
        if outcome is not None:
            await self._end(held, row, real, outcome)

    async def _recognise(self, deliverer: Deliverer, step: Step, held: Held, row: Row) -> Outcome | NotFound | None:
        """How an earlier, open try ended. None: too early to say, the lane waits."""
        if not isinstance(step, Post | Direct | Document) or row.attempted_at is None:
            return NotFound()
        ready = row.attempted_at + self._grace
        if self._clock.now() < ready:
            async with self._database.begin() as session:
                await outbox.wait_and_see(session, held, row, until=ready)
            return None
        found = await deliverer.recognise(step, row)
        match found:
            case CannotTell(error) if error in TOKEN_REFUSED:
                await self._look_again(held, row, _BLOCKED)
            case CannotTell(error):
                log.warning("delivery_unknown", row=row.id, kind=row.kind, error=error)
                await self._settle(held, row, None, "unknown", error=error)
            case Later(seconds):
                await self._look_again(held, row, timedelta(seconds=seconds))
            case Unclear():
                await self._look_again(held, row, timedelta(seconds=min(2.0**row.attempts, 60.0)))
            case _:
                return found
        return None

    async def _look_again(self, held: Held, row: Row, wait: timedelta) -> None:
        """Slack would not let us look: it says nothing of the try before, which stays open."""
        async with self._database.begin() as session:
            await outbox.wait_and_see(session, held, row, until=self._clock.now() + wait)

    async def _end(self, held: Held, row: Row, step: Step, outcome: Outcome) -> None:
        match outcome:
            case Sent():
                await self._settle(held, row, (step, outcome), "done")
            case No(error) if isinstance(step, MakeChannel):
                # Everything after it in this lane needs the channel: it stays, and is tried again.
                await self._later(held, row, _BLOCKED, error, open_try=False)
            case No(error) if error in TOKEN_REFUSED and self._workspace is None:
                await self._later(held, row, _BLOCKED, error, open_try=False)
            case No(error):
                log.error("slack_refused", row=row.id, kind=row.kind, error=error)
                # An App Home is painted whole with the next change, or never again where somebody left this moment.
                state = "dropped" if isinstance(step, Publish | Meet) else "parked"
                await self._settle(held, row, None, state, error=error)
            case Later(seconds, error):
                await self._later(held, row, timedelta(seconds=seconds), error, open_try=False)
            case Unclear(error):
                message = isinstance(step, Post | Direct | Document)
                wait = self._grace if message else timedelta(seconds=min(2.0**row.attempts, 60.0))
                await self._later(held, row, wait, error, open_try=message)

    async def _settle(
        self, held: Held, row: Row, done: tuple[Step, Sent] | None, state: str, error: str | None = None
    ) -> None:
        at = self._clock.now()
        sent = done[1] if done else Sent()
        async with self._database.begin() as session:
            if done:
                await write_down(session, *done, row, at=at)
            elif state == "parked" and error and await refused(session, row, error, at=at):
                state = "dropped"
            await outbox.settle(
                session,
                held,
                row,
                state=state,
                at=at,
                channel=sent.channel,
                ts=sent.ts,
                error=error,
                paced=bool(done) and isinstance(done[0], Post | Direct | Document) if done else False,
            )
        self._metrics.delivered(state)
        log.info("delivery", row=row.id, kind=row.kind, outcome=state, attempts=row.attempts + 1)

    async def _later(self, held: Held, row: Row, wait: timedelta, error: str, *, open_try: bool) -> None:
        self._metrics.delivered("later")
        log.info("delivery", row=row.id, kind=row.kind, outcome="later", error=error, seconds=wait.total_seconds())
        async with self._database.begin() as session:
            await outbox.retry_later(
                session, held, row, at=self._clock.now() + wait, keep_attempt=open_try, error=error
            )

    async def _stumbled(self, held: Held, row: Row, error: Exception) -> None:
        """A row we could not render: our fault after a few tries, unless it was the database that was away."""
        name = type(error).__name__
        log.error("rendering_failed", row=row.id, kind=row.kind, error=name, where=frames(error))
        if row.attempts + 1 >= _TRIES and not isinstance(error, SQLAlchemyError):
            await self._settle(held, row, None, "parked", error=name)
        else:
            await self._later(
                held, row, timedelta(seconds=min(2.0**row.attempts, 60.0)), name, open_try=row.attempted_at is not None
            )
