"""The way in by HTTP: Slack posts to `/slack/events`, a guard judges, Bolt answers, and no request is done twice."""

from __future__ import annotations

import asyncio
import sys
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.clock import Clock
from bot.guard import WINDOW, Json, TurnedAway, check_sender, understood
from bot.metrics import Metrics
from handlers.faults import frames

log = structlog.get_logger()
PATH = "/slack/events"
LONGEST = 256 * 1024  # bytes of a body; Slack's own stay far below
_ARRIVES = 3.0  # real seconds in which a body must have come
_ROOM = 4 * 1024 * 1024  # bytes of all bodies on their way: Slack's come whole, and each is soon done with
_REMEMBERED = 50_000  # answers, each for as long as its signature is good: some 170 requests a second
_KEPT = 8 * 1024 * 1024  # bytes of their words: most have none, an answer that holds a whole view may have 250 KB


@dataclass(frozen=True)
class Answer:
    status: int
    text: str = ""
    content_type: str = "text/plain"


_SPENT = Answer(409, "answered before")  # what whoever repeats a request gets where its words were not kept


class Http:
    """Open between `start` and `stop`; `stop` returns when everything that had come in is answered."""

    name = "http"

    def __init__(
        self,
        app: AsyncApp,
        secret: str,
        clock: Clock,
        arrives: float = _ARRIVES,
        metrics: Metrics | None = None,
        room: int = _KEPT,
    ) -> None:
        self._app, self._secret, self._clock, self._arrives = app, secret, clock, arrives
        self._metrics = metrics or Metrics(clock.monotonic)
        self._open = False
        self._arriving = 0  # bytes
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._answers: OrderedDict[str, tuple[float, asyncio.Future[Answer]]] = OrderedDict()  # with the last moment
        self._room = room  # bytes left for their words

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        return [web.post(PATH, self._handle)]

    async def start(self) -> None:
        self._open = True

    async def stop(self) -> None:
        self._open = False
        await self._idle.wait()

    async def connected(self) -> bool:
        """Whether requests are taken: HTTP holds no line open."""
        return self._open

    async def _handle(self, request: web.Request) -> web.Response:
        self._under_way += 1
        self._idle.clear()
        try:
            answer = await self._answer(request)
        except TurnedAway as refusal:
            log.warning("request_turned_away", status=refusal.status, reason=refusal.reason)
            self._metrics.turned_away(refusal.status)
            answer = Answer(refusal.status, refusal.reason)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()
        response = web.Response(status=answer.status, text=answer.text, content_type=answer.content_type)
        if answer.status >= 400:
            response.force_close()  # whatever is left of it is not read
        return response

    async def _answer(self, request: web.Request) -> Answer:
        if not self._open:
            raise TurnedAway(503, "not open")
        body = await self._arrived(request)
        now = self._clock.wall().timestamp()
        signature = check_sender(self._secret, request.headers, body, now)
        said = understood(request.content_type, body)
        if said.get("type") == "url_verification":
            return Answer(200, str(said["challenge"]))
        if "ssl_check" in said:
            return Answer(200)
        good_until = float(request.headers["X-Slack-Request-Timestamp"]) + WINDOW
        return await self._once(signature, now, good_until, said)

    async def _arrived(self, request: web.Request) -> bytes:
        """The raw bytes, as signed; TurnedAway where they are too many, come too slowly or packed."""
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise TurnedAway(415, "packed")
        if (request.content_length or 0) > LONGEST:
            raise TurnedAway(413, "too long")
        body = bytearray()
        try:
            async with asyncio.timeout(self._arrives):
                async for chunk in request.content.iter_any():
                    body += chunk
                    self._arriving += len(chunk)
                    if len(body) > LONGEST:
                        raise TurnedAway(413, "too long")
                    if self._arriving > _ROOM:  # whoever sends slowly, and often, holds no more memory than that
                        raise TurnedAway(503, "too much at once")
        except TimeoutError:
            raise TurnedAway(408, "too slow") from None
        except (aiohttp.ClientError, web.RequestPayloadError, OSError):
            raise TurnedAway(400, "broken off") from None
        finally:
            self._arriving -= len(body)
        return bytes(body)

    async def _once(self, signature: str, now: float, good_until: float, said: Json) -> Answer:
        """Whoever repeats a request, signature and all, gets the first one's answer as far as there is room for it, and
        nothing is done again."""
        self._forget(now)
        known = self._answers.get(signature)
        if known is not None:
            log.warning("request_repeated")
            return await asyncio.shield(known[1])
        if len(self._answers) >= _REMEMBERED:
            raise TurnedAway(503, "too many at once")
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answers[signature] = (good_until, future)
        answer = Answer(503, "not done")
        try:
            answer = await self._dispatch(said)
        except TurnedAway as refusal:
            answer = Answer(refusal.status, refusal.reason)
            raise
        finally:
            future.set_result(answer)
            if answer.status >= 500:
                self._answers.pop(signature, None)  # not done: it may come again
            elif (size := _size(answer)) <= self._room:
                self._room -= size
            else:
                self._answers[signature] = (good_until, _given(_SPENT))
        return answer

    def _forget(self, now: float) -> None:
        """What the guard would no longer let in. They come nearly in the order of their stamps."""
        while self._answers:
            oldest, (good_until, told) = next(iter(self._answers.items()))
            if now <= good_until or not told.done():
                return
            del self._answers[oldest]
            self._room += _size(told.result())

    async def _dispatch(self, said: Json) -> Answer:
        """Bolt's answer. As for a socket, for all that Bolt does more for HTTP was done here: checking and parsing."""
        try:
            response = await self._app.async_dispatch(AsyncBoltRequest(body=said, mode="socket_mode"))
        except Exception as error:  # made of shapes the guard let pass
            log.error("request_failed", error=type(error).__name__, where=frames(error))
            raise TurnedAway(503 if "event" in said else 400, "not understood") from None
        if response.status >= 500:
            return Answer(503, "not done")  # an event comes again
        if response.status != 200:
            return Answer(response.status, "nobody listens to this")
        kind = response.headers.get("content-type", [""])[0].partition(";")[0]
        return Answer(200, response.body or "", kind or "text/plain")


def _size(answer: Answer) -> int:
    """Bytes of its words in memory; none for one that has no words of its own."""
    return sys.getsizeof(answer.text) if answer.text and answer is not _SPENT else 0


def _given(answer: Answer) -> asyncio.Future[Answer]:
    future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    future.set_result(answer)
    return future
