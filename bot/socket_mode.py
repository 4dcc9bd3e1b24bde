"""The way in by Socket Mode: the bot calls Slack, keeps the line open, and calls again where it breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.settings import CannotStart
from bot.slack import No, Ok, call
from handlers.faults import frames

log = structlog.get_logger()
_KINDS = ("slash_commands", "interactive", "events_api")
_WATCH_SECONDS = 2.0
_PING_SECONDS = 5.0  # also how long Slack's client waits after a failed handshake


class _Counting(AsyncSocketModeHandler):
    """Knows what is being answered, and takes nothing more once it drains: Slack brings events again."""

    def __init__(self, app: AsyncApp, token: str, **options: Any) -> None:
        super().__init__(app, token, **options)
        self.draining = False
        self._under_way = 0
        self.idle = asyncio.Event()
        self.idle.set()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        if self.draining:
            log.info("request_left", kind=req.type if req.type in _KINDS else "other")
            return
        self._under_way += 1
        self.idle.clear()
        try:
            await super().handle(client, req)
        except Exception as error:  # the line broke before the answer: Slack's client would print what it was
            log.error("answer_lost", error=type(error).__name__, where=frames(error))
        finally:
            self._under_way -= 1
            if not self._under_way:
                self.idle.set()


class Socket:
    """Open between `start` and `stop`; `stop` returns when everything that had come in is answered."""

    name = "socket"
    routes: Sequence[web.RouteDef] = ()

    def __init__(self, app: AsyncApp, token: str, client: AsyncWebClient, clock: Clock) -> None:
        self._app, self._token, self._client, self._clock = app, token, client, clock
        self._handler: _Counting | None = None
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connects, or says why Slack refuses; where it is only busy or a handshake fails, tries till it has."""
        self._handler = handler = _Counting(
            self._app, self._token, web_client=self._client, ping_interval=_PING_SECONDS
        )
        end = await call(handler.client.web_client.apps_connections_open(app_token=handler.client.app_token))
        if isinstance(end, No):  # Slack's client would ask again for ever
            raise CannotStart(
                f"No socket to Slack could be opened ({end.error}). Check SLACK_APP_TOKEN and that Socket Mode is "
                "switched on."
            )
        if isinstance(end, Ok):
            handler.client.wss_uri = str(end.data["url"])
        self._watching = asyncio.create_task(self._watch(handler))  # from now on: the first handshake may fail
        await handler.connect_async()  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
            if self._handler is not None:
                self._handler.draining = True
                await self._handler.idle.wait()
                await self._handler.close_async()  # type: ignore[no-untyped-call]
        if self._handler is not None:
            await self._handler.client.aiohttp_client_session.close()  # it has one from the beginning

    async def connected(self) -> bool:
        return self._handler is not None and await self._handler.client.is_connected()

    async def _watch(self, handler: _Counting) -> None:
        """Slack's client tries a spent address for ever when one handshake fails; without one it asks for a new."""
        was_there = True
        while True:
            await self._clock.sleep(_WATCH_SECONDS)
            there = await handler.client.is_connected()
            if there != was_there:
                log.warning("socket_back" if there else "socket_lost")
            was_there = there
            if not there:
                handler.client.wss_uri = None
