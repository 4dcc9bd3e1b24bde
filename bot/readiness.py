"""What the bot says of itself over HTTP: alive, ready, settled, and what it will do next."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from aiohttp import web


@dataclass(frozen=True)
class Readiness:
    """`socket`: the way in is open, be it a socket to Slack or HTTP. `settled`: nothing is due at this moment and
    nothing is under way. `next_due` is UTC; `next_what` says in a few words what happens then; `unsent` counts outbox
    rows that are not done, by state."""

    ready: bool
    database: bool
    socket: bool
    settled: bool
    next_due: datetime | None
    next_what: str | None
    unsent: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        due = self.next_due.isoformat().replace("+00:00", "Z") if self.next_due else None
        return {**asdict(self), "next_due": due}


class _Short(logging.Filter):
    """One line for a request that is no HTTP, without the trace, which holds what was sent."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return True


_SHORT = _Short()


class Front:
    """`/healthz` (the process answers) and `/readyz` (200 when database and way in are there, else 503), and beside
    them the `routes` of a way in by HTTP."""

    def __init__(
        self, look: Callable[[], Awaitable[Readiness]], port: int, routes: Iterable[web.RouteDef] = ()
    ) -> None:
        self._look, self._port = look, port
        application = web.Application()
        application.add_routes([web.get("/healthz", self._healthz), web.get("/readyz", self._readyz), *routes])
        logger = logging.getLogger("samepage.front")
        logger.addFilter(_SHORT)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            shutdown_timeout=1.0,
            logger=logger,
            lingering_time=0,  # what was refused is not read to its end
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

    async def _readyz(self, _request: web.Request) -> web.Response:
        found = await self._look()
        return web.json_response(found.as_json(), status=200 if found.ready else 503)
