"""An app at a request URL, by hand: takes what Slack posts, keeps it, answers what a test says."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

Answer = Callable[[], Awaitable[web.Response]]


@dataclass
class Got:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}


@dataclass
class Post:
    """An app by hand: keeps what it gets, answers what `answers` says, oldest first, and 200 after that."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    proves_itself: bool = True  # answers the challenge with which an address is verified

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        if request.content_type == "application/json" and (challenge := json.loads(body).get("challenge")):
            return web.json_response({"challenge": challenge if self.proves_itself else "no"})
        self.got.append(Got(request.path, dict(request.headers), body))
        return await self.answers.pop(0)() if self.answers else web.Response()

    def will(self, **answer: Any) -> None:
        async def respond() -> web.Response:
            return web.Response(**answer)

        self.answers.append(respond)


@asynccontextmanager
async def listening() -> AsyncIterator[Post]:
    """An app that listens, on a port of its own."""
    app = Post()
    application = web.Application()
    application.add_routes([web.post("/{path:.*}", app.handle)])
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    app.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield app
    finally:
        await runner.cleanup()
