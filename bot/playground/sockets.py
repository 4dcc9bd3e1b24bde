"""Socket Mode: one-use tickets, up to ten connections in turn, three seconds for an ack."""

import asyncio
import secrets
import uuid
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, WSMsgType, web

from bot.playground.changes import Changes
from bot.playground.checks import Checks
from bot.playground.clock import Clock
from bot.playground.deliveries import LATE, NOBODY, Broken, Parcel, Taken
from bot.playground.faults import Faults
from bot.playground.ledger import Ledger
from bot.playground.limits import Patience
from bot.playground.parsing import parsed
from bot.playground.people import APP_ID
from bot.playground.workspace import Ack, Json

CONNECTIONS = 10
CLOSE_SECONDS = 1.0
REASONS = ("warning", "refresh_requested", "link_disabled")  # https://docs.slack.dev/apis/events-api/using-socket-mode


@dataclass(eq=False)
class Connection:
    number: int
    socket: web.WebSocketResponse
    leaving: bool = False  # told to reconnect: gets nothing more where another connection is there
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class Hub:
    """All connections of the app; `url` is known once the server listens."""

    name = "socket"

    def __init__(
        self, clock: Clock, changes: Changes, ledger: Ledger, faults: Faults, checks: Checks, patience: Patience
    ) -> None:
        self._checks = checks
        self._patience = patience
        self.url = ""
        self._clock = clock
        self._changes = changes
        self._ledger = ledger
        self._faults = faults
        self._tickets: dict[str, float] = {}
        self._connections: list[Connection] = []
        self._opened = 0
        self._turn = 0
        self._closing: set[asyncio.Task[None]] = set()

    def connected(self) -> bool:
        return bool(self._connections)

    somebody = connected

    def numbers(self) -> list[int]:
        """The connections that are here to stay, by the number each got when it opened."""
        return [each.number for each in self._connections if not each.leaving]

    def connect_url(self) -> str:
        """An address for one connection, to be used within half a minute."""
        ticket = secrets.token_urlsafe(16)
        now = self._clock.monotonic()
        self._tickets = {each: given for each, given in self._tickets.items() if now - given <= self._patience.ticket}
        self._tickets[ticket] = now
        return f"{self.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP_ID}"

    async def link(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket handshake and everything the app says on it."""
        ticket = request.query.get("ticket", "")
        given = self._tickets.get(ticket)
        if self._checks.on("delivery.ticket_once"):
            self._tickets.pop(ticket, None)
        fault = self._faults.take("link", {})
        if fault is not None:
            fault.happened()
            return web.Response(status=int(fault.details.get("status", 500)), text="<html>unavailable</html>")
        old = given is not None and self._clock.monotonic() - given > self._patience.ticket
        if given is None or (old and self._checks.on("delivery.ticket_expires")):
            return web.Response(status=403, text="the ticket is spent")
        socket = web.WebSocketResponse(timeout=CLOSE_SECONDS)
        await socket.prepare(request)
        if len(self._connections) >= CONNECTIONS and self._checks.on("delivery.connections"):
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

    async def carry(self, parcel: Parcel, broken: Broken | None = None) -> Taken:
        """Send an envelope to the connection whose turn it is, and wait for its ack."""
        connection = self._next()
        if connection is None:
            return Taken(Ack(error=NOBODY), "connection_failed")
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": parcel.kind,
            "payload": parcel.payload,
            "accepts_response_payload": not parcel.is_event,
        }
        if parcel.is_event:
            envelope |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
        if broken == "after" and not connection.socket.closed:
            await connection.socket.send_json(envelope)
        if broken is not None:
            await connection.socket.close()
        ack = await self._acknowledged(connection, envelope_id, envelope)
        return Taken(ack, "timeout" if ack.error else "", connection.number)

    async def disconnect(self, reason: str) -> None:
        """Ask every connection to come back, as Slack does before it restarts, and close it: after a while for
        "warning", soon for "refresh_requested", at once for "link_disabled". A ValueError for another reason."""
        if reason not in REASONS:
            raise ValueError(f"Slack disconnects with {', '.join(REASONS)}, not with {reason!r}")
        for connection in [*self._connections]:
            connection.leaving = True
            await connection.socket.send_json(_disconnect(reason))
            if reason == "link_disabled":
                await connection.socket.close()
            elif self._checks.on("delivery.closing"):
                seconds = self._patience.warned if reason == "warning" else self._patience.refreshed
                closing = asyncio.create_task(self._close_later(connection, seconds))
                self._closing.add(closing)
                closing.add_done_callback(self._closing.discard)

    async def _close_later(self, connection: Connection, seconds: float) -> None:
        await self._clock.pause(seconds)
        await connection.socket.close()

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for closing in [*self._closing]:
            closing.cancel()
        for connection in [*self._connections]:
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    async def _acknowledged(self, connection: Connection, envelope_id: str, envelope: Json) -> Ack:
        if connection.socket.closed:
            return Ack(error=LATE)
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = answer
        try:
            async with asyncio.timeout(self._patience.ack if self._checks.on("delivery.ack_in_time") else None):
                await connection.socket.send_json(envelope)
                await self._send_to_all_others(connection, envelope)
                return Ack(payload=await answer)
        except (TimeoutError, ConnectionError):
            return Ack(error=LATE)
        finally:
            connection.waiting.pop(envelope_id, None)

    async def _send_to_all_others(self, connection: Connection, envelope: Json) -> None:
        """What Slack never does: only where delivery.one_connection is off."""
        if not self._checks.on("delivery.one_connection"):
            for each in self._connections:
                if each is not connection:
                    await each.socket.send_json(envelope)

    def _next(self) -> Connection | None:
        """The connections take turns; one that is leaving only where no other is left."""
        able = [each for each in self._connections if not each.leaving] or self._connections
        if not able:
            return None
        self._turn += 1
        return able[self._turn % len(able)]

    def _heard(self, connection: Connection, text: str) -> None:
        try:
            frame = parsed(text)
            envelope_id, payload = frame["envelope_id"], frame.get("payload") or {}
            if not isinstance(envelope_id, str):
                raise TypeError
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
