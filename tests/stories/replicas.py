"""Two bots on one database: a balancer before them that takes turns, and a hand that kills one of them now and then."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import aiohttp
from aiohttp import web
from sqlalchemy import select

from bot.clock import Clock
from bot.demo.stage import Stage, Way, clock_at, environment_for
from bot.http import PATH
from bot.playground.limits import Patience
from bot.playground.server import Playground
from bot.runtime import Running
from storage import models
from storage.database import Database
from tests.conftest import opened
from tests.storage.world import hush
from tests.stories.acting import MANIFEST, MONDAY
from tests.stories.process import Bot, Zygote

PATIENCE = Patience(ack=15.0, trigger=15.0)
_UP = 20.0  # real seconds for a replica to come back


class Replicas:
    """`size` replicas and the balancer's one address. A request that broke off on its way is sent to the other one, as
    a balancer does that was told to; `twice`: every request is sent to both."""

    def __init__(
        self, playground: Playground, zygote: Zygote, database: Database, url: str, way: Way, size: int = 2
    ) -> None:
        self.playground, self._database, self.way, self.size = playground, database, way, size
        self.twice: Literal["", "in turn", "at once"] = ""
        self.share = 0.0  # of requests and looks at which an idle replica is killed
        self.random = random.Random(0)
        self.kills = self.repeated = 0
        self.served: dict[int, int] = {}  # by pid, requests that were answered
        self._zygote, self._told = zygote, environment_for(playground, url, way)
        self._stack = AsyncExitStack()
        self._up: list[Bot] = []
        self._turn = 0
        self._returning: asyncio.Task[None] | None = None
        self._killing = asyncio.Lock()

    @property
    def up(self) -> list[Bot]:
        return [bot for bot in self._up if bot.alive]

    async def __aenter__(self) -> Self:
        try:
            await self._open()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def _open(self) -> None:
        self._http = await self._stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True, limit=0))
        )
        application = web.Application(client_max_size=1 << 20)
        application.add_routes([web.post(PATH, self._forward), web.get("/readyz", self._readyz)])
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        for _ in range(self.size):
            await self._start()
        self.playground.readyz = f"{self.url}/readyz"
        if self.way == "http":
            await self.playground.deliver_to(f"{self.url}{PATH}")
        await self.whole()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.share = 0.0
        if self._returning:
            await self._returning
        self.playground.readyz = None
        await self._stack.aclose()

    async def _start(self) -> None:
        self._up.append(await self._stack.enter_async_context(self._zygote.bot(self._told)))

    async def whole(self) -> None:
        """Returns once all are up, and connected where they have to be."""
        if self._returning:
            await self._returning
        assert len(self.up) == self.size
        if self.way == "socket":
            connections = self.playground.connections
            said = f"{self.size} of {connections}"
            await self.playground.until(lambda: len(self.playground.connections) >= self.size, said, _UP)

    async def kill(self, victim: Bot | None = None) -> None:
        """SIGKILL to one of them, where both are up; another takes its place meanwhile."""
        async with self._killing:
            if len(self.up) < 2 or (self._returning and not self._returning.done()):
                return
            victim = victim or self.random.choice(self.up)
            self.kills += 1
            await victim.kill()
            self._up.remove(victim)
            self._returning = asyncio.create_task(self._start())

    @asynccontextmanager
    async def dying(self, seed: int, longest: float = 0.8) -> AsyncIterator[None]:
        """One of them is killed again and again, whatever it is at, up to `longest` real seconds after both were up."""
        self.random = random.Random(seed)

        over = False

        async def again_and_again() -> None:
            while not over:
                await self.whole()
                await asyncio.sleep(self.random.uniform(0.0, longest))  # noqa: TID251 (real time, in other processes)
                await self.kill()

        task = asyncio.create_task(again_and_again())
        try:
            yield
        finally:
            over = True  # not cancelled: a start that is broken off would leave a bot to nobody
            await task
            await self.whole()

    async def _forward(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.startswith("X-") or "Type" in name}
        await self._perhaps()
        if not self.twice:
            return await self._to_anyone(body, headers)
        one, other = self.random.sample(self.up, 2)
        if self.twice == "at once":
            answer, _ = await asyncio.gather(self._send(one, body, headers), self._send(other, body, headers))
            return answer
        answer = await self._send(one, body, headers)
        await self._send(other, body, headers)
        return answer

    async def _send(self, bot: Bot, body: bytes, headers: dict[str, str]) -> web.Response:
        async with self._http.post(f"{bot.url}{PATH}", data=body, headers=headers) as got:
            text = await got.text()
        assert not self.twice or got.status == 200, (body, got.status)
        self.served[bot.pid] = self.served.get(bot.pid, 0) + 1
        return web.Response(status=got.status, text=text, content_type=got.content_type)

    async def _to_anyone(self, body: bytes, headers: dict[str, str]) -> web.Response:
        for attempt in range(100):
            if up := self.up:
                self._turn += 1
                bot = up[self._turn % len(up)]
                try:
                    return await self._send(bot, body, headers)
                except (aiohttp.ClientError, OSError):
                    self.repeated += 1
            await asyncio.sleep(0.01 * (attempt > 2))  # noqa: TID251 (real time, in other processes)
        return web.Response(status=502)

    async def readiness(self) -> list[dict[str, Any]]:
        """What each says of itself; {} for one that is just dying."""
        return [await self._asked(bot) for bot in self.up]

    async def _asked(self, bot: Bot) -> dict[str, Any]:
        try:
            async with self._http.get(f"{bot.url}/readyz") as answer:
                found: dict[str, Any] = await answer.json()
                return found
        except (aiohttp.ClientError, OSError, ValueError):
            return {}

    async def _readyz(self, _request: web.Request) -> web.Response:
        """Both together: settled when both are, and ready for what comes first."""
        await self._perhaps()
        before = await self._lanes()
        found = await self.readiness()
        due = [each["next_due"] for each in found if each.get("next_due")]
        settled = bool(found) and all(each.get("settled") for each in found)
        settled = settled and before == await self._lanes()  # nothing went from one to the other between two answers
        together = {"settled": settled, "next_due": min(due, default=None)}  # the rest is SQL's, the same on both
        return web.json_response((found[0] if found else {}) | together)

    async def _lanes(self) -> list[tuple[Any, ...]]:
        lane = models.Lane
        async with self._database.read() as session:
            return [
                tuple(row) for row in await session.execute(select(lane.id, lane.lease, lane.due_at).order_by(lane.id))
            ]

    async def _perhaps(self) -> None:
        """Kills one, where chance has it and neither has anything in hand."""
        if self.share and self.random.random() < self.share:
            found = await self.readiness()
            if len(found) == 2 and all(each.get("settled") for each in found):
                await self.kill()


@dataclass
class Doubled(Stage):
    """A stage with two replicas: `bot` is the two of them behind their balancer, seen from outside."""

    replicas: Replicas


@asynccontextmanager
async def doubled(zygote: Zygote, folder: Path, database_url: str, way: Way = "http") -> AsyncIterator[Doubled]:
    """Playground, balancer and two replicas on a database of PostgreSQL, on the stories' Monday."""
    async with (
        Playground(
            MANIFEST, clock_file=clock_at(folder / "clock", MONDAY), ledger=folder / "ledger.jsonl", patience=PATIENCE
        ) as playground,
        opened(database_url) as database,
        Replicas(playground, zygote, database, database_url, way) as replicas,
    ):
        async with database.begin() as session:
            workspace = (await session.scalars(select(models.Workspace.id))).one()
            await hush(session, workspace)
        clock = Clock(playground.clock.path)
        try:
            yield Doubled(playground, Running(replicas.url, workspace, database, clock), replicas)
        finally:
            clock.close()
