"""As little of Slack as a bot at work needs: answers at once, remembers nothing, so that it leaves the core to the bot.

It runs in the load client's process: a call costs it some 0.2 ms, a hundredth of what it takes the playground to be
strict about one.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from itertools import count
from time import perf_counter
from typing import Any

import aiohttp
from aiohttp import web

from bot.clock import Clock
from tests.benchmarks.load.asked import BOT, TEAM, Asked

SECRET = "0123456789abcdef0123456789abcdef"
_QUIET = 0.04  # seconds without a call
_ANSWERED = 30.0  # seconds; nobody's answer takes that long and is of use


class Slack:
    """Answers the Web API, holds sockets (each known by its app token), and says things to bots."""

    def __init__(self) -> None:
        self.url = ""
        self.calls = 0
        self._called_at = 0.0
        self._numbers = count(1)
        self._clock = Clock()
        self._sockets: dict[str, web.WebSocketResponse] = {}
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=200), timeout=aiohttp.ClientTimeout(total=_ANSWERED)
        )

    # --- what bots ask

    async def _call(self, request: web.Request) -> web.Response:
        self.calls += 1
        method = request.match_info["method"]
        answer = self._answer(method, request.headers.get("Authorization", ""))
        self._called_at = perf_counter()
        return web.json_response({"ok": True} | answer)

    def _answer(self, method: str, token: str) -> dict[str, Any]:
        number = next(self._numbers)
        match method:
            case "auth.test":
                return {"team_id": TEAM, "team": "Kestrel", "user_id": BOT, "bot_id": "BB"}
            case "apps.connections.open":
                return {"url": f"{self.url.replace('http', 'ws')}/socket/{token.removeprefix('Bearer ')}"}
            case "conversations.create" | "conversations.open":
                return {"channel": {"id": f"C{number}"}}
            case "chat.postMessage" | "chat.update":
                return {"channel": f"C{number}", "ts": f"{number}.000001"}
            case "views.open" | "views.push" | "views.update":
                return {"view": {"id": f"V{number}", "hash": "h"}}
        return {}

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        token = request.match_info["token"]
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._sockets[token] = socket
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT and message.data.startswith("{"):
                said = json.loads(message.data)
                waiting = self._waiting.pop(said.get("envelope_id", ""), None)
                if waiting is not None:
                    waiting.set_result(said.get("payload"))
        return socket

    # --- what bots are asked

    async def by_http(self, url: str, asked: Asked) -> bool:
        """Signed, as Slack does it; whether it was taken and done."""
        kind, body = asked.as_http()
        stamp = str(int(self._clock.wall().timestamp()))
        digest = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        try:
            async with self._http.post(url, data=body, headers=headers) as answer:
                return answer.status == 200 and asked.is_done(await answer.text())
        except TimeoutError:
            return False

    async def by_socket(self, token: str, asked: Asked) -> bool:
        envelope = f"E{next(self._numbers)}"
        waiting = self._waiting[envelope] = asyncio.get_running_loop().create_future()
        told = {"envelope_id": envelope, "type": asked.kind, "payload": asked.body, "accepts_response_payload": True}
        await self._sockets[token].send_str(json.dumps(told))
        try:
            async with asyncio.timeout(_ANSWERED):
                return asked.is_done(json.dumps(await waiting))
        except TimeoutError:  # the line broke, or the bot is far behind
            return False

    async def connected(self, token: str) -> None:
        while token not in self._sockets:
            await self._clock.sleep(0.05)

    async def quiet(self) -> None:
        """Returns once nobody has called for a while: what came of the last thing said is done."""
        began = perf_counter()
        while perf_counter() - max(began, self._called_at) < _QUIET:
            await self._clock.sleep(0.005)

    async def close(self) -> None:
        await self._http.close()
        for socket in self._sockets.values():
            await socket.close()


@asynccontextmanager
async def slack() -> AsyncIterator[Slack]:
    here = Slack()
    application = web.Application()
    application.add_routes([web.post("/api/{method}", here._call), web.get("/socket/{token}", here._socket)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        here.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield here
    finally:
        await here.close()
        await runner.cleanup()
