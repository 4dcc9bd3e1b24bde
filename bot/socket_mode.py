"""The way in by Socket Mode: the bot calls Slack, keeps the line open, and calls again where it breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.settings import CannotStart
from bot.slack import No, Ok, call

_WATCH_SECONDS = 2.0
_PING_SECONDS = 5.0  # also how long Slack's client waits after a failed handshake


class Socket:
    """Open between `start` and `stop`."""

    name = "socket"
    routes: Sequence[web.RouteDef] = ()

    def __init__(self, app: AsyncApp, token: str, client: AsyncWebClient, clock: Clock) -> None:
        self._app, self._token, self._client, self._clock = app, token, client, clock
        self._handler: AsyncSocketModeHandler | None = None
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connects, or says why Slack refuses; where it is only busy or a handshake fails, tries till it has."""
        self._handler = handler = AsyncSocketModeHandler(
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
                await self._handler.close_async()  # type: ignore[no-untyped-call]
        if self._handler is not None:
            await self._handler.client.aiohttp_client_session.close()  # it has one from the beginning

    async def connected(self) -> bool:
        return self._handler is not None and await self._handler.client.is_connected()

    async def _watch(self, handler: AsyncSocketModeHandler) -> None:
        """Slack's client tries a spent address for ever when one handshake fails; without one it asks for a new."""
        while True:
            await self._clock.sleep(_WATCH_SECONDS)
            if not await handler.client.is_connected():
                handler.client.wss_uri = None
