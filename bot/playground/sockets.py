"""Socket Mode: one-use tickets, up to ten connections in turn, three seconds for an ack, events tried again."""

import asyncio
import json
import secrets
import uuid
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, WSMsgType, web

from bot.playground.changes import Changes
from bot.playground.clock import Clock
from bot.playground.faults import Faults
from bot.playground.ledger import Ledger, Sent
from bot.playground.people import APP_ID
from bot.playground.workspace import Ack, Json

ACK_SECONDS = 3.0
TICKET_SECONDS = 30.0
CONNECTIONS = 10
CLOSE_SECONDS = 1.0

NOBODY = "dispatch_failed"
LATE = "operation_timeout"
RETRY_REASONS = {NOBODY: "connection_failed", LATE: "timeout"}


@dataclass(eq=False)
class Connection:
    number: int
    socket: web.WebSocketResponse
    leaving: bool = False  # told to reconnect: gets nothing more where another connection is there
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class Hub:
    """All connections of the app; `url` is known once the server listens."""

    def __init__(
        self,
        clock: Clock,
        changes: Changes,
        ledger: Ledger,
        faults: Faults,
        event_retries: tuple[float, ...],
    ) -> None:
        self.url = ""
        self._clock = clock
        self._changes = changes
        self._ledger = ledger
        self._faults = faults
        self._event_retries = event_retries
        self._tickets: dict[str, float] = {}
        self._connections: list[Connection] = []
        self._opened = 0
        self._turn = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def connected(self) -> bool:
        return bool(self._connections)

    def numbers(self) -> list[int]:
        """The connections that are here to stay, by the number each got when it opened."""
        return [each.number for each in self._connections if not each.leaving]

    def connect_url(self) -> str:
        """An address for one connection, to be used within half a minute."""
        ticket = secrets.token_urlsafe(16)
        now = self._clock.monotonic()
        self._tickets = {each: given for each, given in self._tickets.items() if now - given <= TICKET_SECONDS}
        self._tickets[ticket] = now
        return f"{self.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP_ID}"

    async def link(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket handshake and everything the app says on it."""
        given = self._tickets.pop(request.query.get("ticket", ""), None)
        fault = self._faults.take("link", {})
        if fault is not None:
            fault.happened()
            return web.Response(status=int(fault.details.get("status", 500)), text="<html>unavailable</html>")
        if given is None or self._clock.monotonic() - given > TICKET_SECONDS:
            return web.Response(status=403, text="the ticket is spent")
        socket = web.WebSocketResponse(timeout=CLOSE_SECONDS)
        await socket.prepare(request)
        if len(self._connections) >= CONNECTIONS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        self._opened += 1
        connection = Connection(self._opened, socket)
        self._connections.append(connection)
        await socket.send_json(self._hello())
        self._changes.tell("bot", connected=True)
        try:
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    self._heard(connection, frame.data)
        finally:
            self._lost(connection)
        return socket

    async def request(self, kind: str, payload: Json) -> Ack:
        """Deliver a command or an interaction: one connection, one try."""
        return await self._deliver(kind, payload, accepts=True)

    def event(self, payload: Json) -> None:
        """Deliver an event, and again by the schedule while nobody acknowledges it."""
        task = asyncio.create_task(self._event(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def disconnect(self, reason: str) -> None:
        """Ask every connection to come back, as Slack does before it restarts; "link_disabled" closes them too."""
        for connection in [*self._connections]:
            connection.leaving = True
            await connection.socket.send_json(_disconnect(reason))
            if reason == "link_disabled":
                await connection.socket.close()

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in [*self._connections]:
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.drop()

    async def _event(self, payload: Json) -> None:
        reason = ""
        for attempt, wait in enumerate((0.0, *self._event_retries)):
            if wait:
                await self._clock.pause(wait)
            ack = await self._deliver("events_api", payload, attempt=attempt, reason=reason)
            if ack.error is None:
                return
            reason = RETRY_REASONS[ack.error]

    async def _deliver(
        self, kind: str, payload: Json, *, accepts: bool = False, attempt: int = 0, reason: str = ""
    ) -> Ack:
        started = self._clock.monotonic()
        connection = self._next()
        ack = Ack(error=NOBODY)
        if connection is not None:
            envelope_id = str(uuid.uuid4())
            envelope: Json = {
                "envelope_id": envelope_id,
                "type": kind,
                "payload": payload,
                "accepts_response_payload": accepts,
            }
            if kind == "events_api":
                envelope |= {"retry_attempt": attempt, "retry_reason": reason}
            ack = await self._send(connection, kind, envelope_id, envelope)
        self._ledger.sent(
            Sent(
                kind=kind,
                payload=payload,
                connection=connection.number if connection else None,
                attempt=attempt,
                ack=ack.payload,
                error=ack.error,
                seconds=self._clock.monotonic() - started,
                when=self._clock.now(),
            )
        )
        return ack

    async def _send(self, connection: Connection, kind: str, envelope_id: str, envelope: Json) -> Ack:
        """Send the envelope, with what fails on demand."""
        fault = self._faults.take(kind, envelope["payload"])
        match fault.what if fault else None:
            case "drop_before":
                await connection.socket.close()
            case "hang_before" if fault:
                await fault.held()
            case "drop_after":
                await connection.socket.send_json(envelope)
                await connection.socket.close()
            case "duplicate":
                await self._acknowledged(
                    connection, f"{envelope_id}-again", {**envelope, "envelope_id": f"{envelope_id}-again"}
                )
        if fault:
            fault.happened()
        if connection.socket.closed:
            return Ack(error=LATE)
        return await self._acknowledged(connection, envelope_id, envelope)

    async def _acknowledged(self, connection: Connection, envelope_id: str, envelope: Json) -> Ack:
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = answer
        try:
            async with asyncio.timeout(ACK_SECONDS):
                await connection.socket.send_json(envelope)
                return Ack(payload=await answer)
        except (TimeoutError, ConnectionError):
            return Ack(error=LATE)
        finally:
            connection.waiting.pop(envelope_id, None)

    def _next(self) -> Connection | None:
        """The connections take turns; one that is leaving only where no other is left."""
        able = [each for each in self._connections if not each.leaving] or self._connections
        if not able:
            return None
        self._turn += 1
        return able[self._turn % len(able)]

    def _heard(self, connection: Connection, text: str) -> None:
        try:
            frame = json.loads(text)
            envelope_id = frame["envelope_id"]
            payload = frame.get("payload") or {}
        except (ValueError, TypeError, KeyError, AttributeError):
            self._ledger.complain(f"not an ack: {text[:200]}", self._clock.now())
            return
        answer = connection.waiting.get(envelope_id)
        if answer is None or answer.done():
            self._ledger.complain(f"an ack too late or for nothing: {envelope_id}", self._clock.now())
        elif not isinstance(payload, dict):
            self._ledger.complain(f"the payload of an ack is no object: {text[:200]}", self._clock.now())
            answer.set_result({})
        else:
            answer.set_result(payload)

    def _lost(self, connection: Connection) -> None:
        self._connections.remove(connection)
        for answer in connection.waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionResetError("the connection closed before the ack"))
        self._changes.tell("bot", connected=self.connected())

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {
                "host": "applink-playground",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": APP_ID},
        }


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-playground"}}
