"""What reaches the app, whichever way it goes: one try for what people do, a schedule for events, faults on demand."""

import asyncio
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.playground.checks import Checks
from bot.playground.clock import Clock
from bot.playground.errors import Refused
from bot.playground.faults import Fault, Faults
from bot.playground.ledger import Ledger, Sent
from bot.playground.workspace import Ack, Json

REORDER_SECONDS = 0.5  # real; how long a delivery waits for one that overtakes it
EVENT_RETRIES = (0.0, 60.0, 300.0)  # at once, after a minute, after five more

NOBODY = "dispatch_failed"
LATE = "operation_timeout"

Broken = Literal["before", "after"]  # the connection closes without, or after, the delivery


@dataclass(frozen=True)
class Parcel:
    """One try: `attempt` counts from 0 and `reason` says why the last one failed; `copy`: the same thing again."""

    kind: str  # "slash_commands", "interactive" or "events_api"
    payload: Json
    attempt: int = 0
    reason: str = ""
    copy: bool = False

    @property
    def is_event(self) -> bool:
        return self.kind == "events_api"

    @property
    def asks_for_options(self) -> bool:
        return self.payload.get("type") == "block_suggestion"


@dataclass(frozen=True)
class Taken:
    """How a try ended. `reason` is what Slack tells with the next one, in this way's words; `last`: the app asks for
    no other."""

    ack: Ack
    reason: str = ""
    connection: int | None = None
    last: bool = False


class Way(Protocol):
    """A way to the app: Socket Mode (sockets.Hub) or signed HTTP (webhooks.Webhooks)."""

    name: str

    def connected(self) -> bool: ...

    def somebody(self) -> bool:
        """Whether there is anywhere to send to."""
        ...

    async def carry(self, parcel: Parcel, broken: Broken | None = None) -> Taken: ...


class Deliveries:
    """`way` may be changed at any time: what is on its way goes on as it began."""

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        faults: Faults,
        way: Way,
        checks: Checks,
        event_retries: tuple[float, ...] = EVENT_RETRIES,
    ) -> None:
        self.way = way
        self._checks = checks
        self._clock = clock
        self._ledger = ledger
        self._faults = faults
        self._event_retries = event_retries
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ended = ""
        self._overtaken: dict[str, list[asyncio.Event]] = {}

    def connected(self) -> bool:
        return self.way.connected()

    async def request(self, kind: str, payload: Json) -> Ack:
        """Deliver a command or an interaction: one try. A Refused where `close` comes before the answer."""
        task = asyncio.create_task(self._request(kind, payload))
        self._keep(task)
        try:
            return await task
        except asyncio.CancelledError:
            asked = asyncio.current_task()
            if not task.cancelled() or (asked is not None and asked.cancelling()):
                raise  # it is the one who asked that was cancelled
            raise Refused(self._ended) from None

    async def _request(self, kind: str, payload: Json) -> Ack:
        taken = await self._deliver(Parcel(kind, payload))
        if taken.ack.error is not None and not self._checks.on("delivery.no_other_retries"):
            taken = await self._deliver(Parcel(kind, payload))
        return taken.ack

    def event(self, payload: Json) -> None:
        """Deliver an event, and again by the schedule while nobody acknowledges it."""
        self._keep(asyncio.create_task(self._event(payload)))

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, why: str) -> None:
        """Nothing is tried again, and whoever waits for an answer reads `why` there is none."""
        self._ended = why
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _event(self, payload: Json) -> None:
        reason = ""
        for attempt, wait in enumerate((0.0, *self._event_retries)):
            if wait:
                await self._clock.pause(wait)
            taken = await self._deliver(Parcel("events_api", payload, attempt, reason))
            if taken.ack.error is None or taken.last or not self._checks.on("delivery.event_retries"):
                return
            reason = taken.reason

    async def _deliver(self, parcel: Parcel) -> Taken:
        started, way = self._clock.monotonic(), self.way
        taken = Taken(Ack(error=NOBODY), "connection_failed")
        if way.somebody():
            fault = self._faults.take(parcel.kind, parcel.payload)
            taken = await (self._fail(way, parcel, fault) if fault else way.carry(parcel))
        self._ledger.sent(
            Sent(
                kind=parcel.kind,
                payload=parcel.payload,
                connection=taken.connection,
                attempt=parcel.attempt,
                ack=taken.ack.payload,
                error=taken.ack.error,
                seconds=self._clock.monotonic() - started,
                when=self._clock.now(),
                way=way.name,
            )
        )
        for each in self._overtaken.pop(parcel.kind, ()):
            each.set()
        return taken

    async def _fail(self, way: Way, parcel: Parcel, fault: Fault) -> Taken:
        """Deliver it with what fails on demand."""
        broken: Broken | None = None
        match fault.what:
            case "drop_before":
                broken = "before"
            case "drop_after":
                broken = "after"
            case "hang_before":
                await fault.held()
            case "slow":
                fault.happened()
                await self._clock.pause(float(fault.details["seconds"]))
            case "reorder":
                fault.happened()
                await self._let_one_pass(parcel.kind)
            case "duplicate":
                await way.carry(Parcel(parcel.kind, parcel.payload, parcel.attempt, parcel.reason, copy=True))
        try:
            return await way.carry(parcel, broken)
        finally:
            fault.happened()

    async def _let_one_pass(self, kind: str) -> None:
        passed = asyncio.Event()
        self._overtaken.setdefault(kind, []).append(passed)
        try:
            async with asyncio.timeout(REORDER_SECONDS):
                await passed.wait()
        except TimeoutError:
            pass
