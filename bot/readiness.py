"""What the bot says of itself over HTTP: alive, ready, settled, and what it will do next."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.metrics import CONTENT_TYPE


@dataclass(frozen=True)
class Readiness:
    """`socket`: the way in is open, be it a socket to Slack or HTTP. `settled`: nothing is due at this moment and
    nothing is under way. `next_due` is UTC; `next_what` says in a few words what happens then; `unsent` counts outbox
    rows that are not done, by state; `tokens_not_opened` counts installations whose token none of our keys opens;
    `outbox` lists them, with the last ones done, where somebody asked who plays with
    the clock."""

    ready: bool
    database: bool
    socket: bool
    settled: bool
    next_due: datetime | None
    next_what: str | None
    unsent: dict[str, int]
    postman_lag: float | None
    scheduler: float
    tokens_not_opened: int = 0
    outbox: list[dict[str, Any]] | None = None

    def as_json(self) -> dict[str, Any]:
        said = {**asdict(self), "next_due": iso(self.next_due) if self.next_due else None}
        if self.outbox is None:
            del said["outbox"]
        return said


def iso(moment: datetime) -> str:
    """`2026-11-23T08:30:00Z`; UTC in, UTC out."""
    return moment.isoformat().replace("+00:00", "Z")


class _Short(logging.Filter):
    """One line for a request that is no HTTP, without the trace, which holds what was sent."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return True


_SHORT = _Short()


class Front:
    """`/healthz` (the process answers), `/readyz` (200 when database and way in are there, else 503) and `/metrics`
    (figures for Prometheus), and beside them the `routes` of a way in by HTTP. `/readyz?outbox=1` asks for the outbox
    too."""

    def __init__(
        self,
        look: Callable[[bool], Awaitable[Readiness]],
        figures: Callable[[], Awaitable[bytes]],
        port: int,
        routes: Iterable[web.RouteDef] = (),
    ) -> None:
        self._look, self._figures, self._port = look, figures, port
        application = web.Application()
        own = {"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._metrics}
        application.add_routes([*(web.get(path, handler) for path, handler in own.items()), *routes])
        logger = logging.getLogger("samepage.front")
        logger.addFilter(_SHORT)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            shutdown_timeout=1.0,
            logger=logger,
            lingering_time=0,  # what was refused is not read to its end
            auto_decompress=False,  # nothing packed is unpacked here; the way in refuses it
        )

    async def start(self) -> str:
        """Listens; gives back the address. OSError when the port is taken."""
        await self._runner.setup()
        await web.TCPSite(self._runner, None if self._port else "127.0.0.1", self._port).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _readyz(self, request: web.Request) -> web.Response:
        found = await self._look(request.query.get("outbox") == "1")
        return web.json_response(found.as_json(), status=200 if found.ready else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=await self._figures(), headers={"Content-Type": CONTENT_TYPE})
