"""Speaking with the playground without an SDK: a manifest, the Web API call by call, a socket frame by frame."""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.playground.control import Submitted
from bot.playground.server import Playground

MANIFEST = """
display_information:
  name: Sample
features:
  bot_user:
    display_name: Sample
  app_home:
    home_tab_enabled: true
    messages_tab_enabled: true
    messages_tab_read_only_enabled: false
  shortcuts:
    - name: Remember this
      type: message
      callback_id: remember
      description: Keeps a message
  slash_commands:
    - command: /try
      description: Tries something
      usage_hint: "[what]"
      should_escape: true
    - command: /plain
      description: Without escaping
oauth_config:
  scopes:
    bot:
      - commands
      - chat:write
      - im:write
      - im:history
      - im:read
      - mpim:write
      - mpim:read
      - groups:write
      - groups:read
      - groups:history
      - channels:read
      - channels:history
      - channels:manage
      - channels:join
      - pins:write
      - pins:read
      - reactions:write
      - bookmarks:write
      - users:read
      - users:read.email
      - users.profile:read
      - files:write
      - files:read
      - reactions:read
      - bookmarks:read
      - dnd:read
      - team:read
      - emoji:read
      - usergroups:read
settings:
  event_subscriptions:
    bot_events:
      - app_home_opened
      - message.im
      - message.groups
      - member_joined_channel
      - channel_archive
      - group_archive
      - user_change
      - team_join
  interactivity:
    is_enabled: true
  socket_mode_enabled: true
"""


class Api:
    """The Web API by hand: `await api("chat.postMessage", channel=…)` gives the answer's JSON."""

    def __init__(self, playground: Playground, http: aiohttp.ClientSession) -> None:
        self.playground = playground
        self.http = http
        self.status = 0
        self.headers: dict[str, str] = {}

    async def __call__(self, method: str, token: str | None = None, **arguments: Any) -> dict[str, Any]:
        bearer = self.playground.bot_token if token is None else token
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        url = self.playground.api_url + method
        async with self.http.post(url, json=arguments, headers=headers) as answer:
            self.status, self.headers = answer.status, dict(answer.headers)
            body: dict[str, Any] = await answer.json()
            return body


Trigger = Callable[[], Awaitable[str]]


class Link:
    """A Socket Mode connection by hand: `await link.next()` is the next envelope, `await link.ack(…)` takes it."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.hello: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self.url = (await self.api("apps.connections.open", token=self.api.playground.app_token))["url"]
        self.socket = await self.api.http.ws_connect(self.url)
        self.hello = await self.next()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    async def next(self, seconds: float = 5) -> dict[str, Any]:
        async with asyncio.timeout(seconds):
            frame: dict[str, Any] = await self.socket.receive_json()
            return frame

    async def take(self, kind: str) -> dict[str, Any]:
        """The payload of the next envelope of that kind, acknowledged; so is what comes before it."""
        while True:
            envelope = await self.next()
            await self.ack(envelope)
            if envelope["type"] == kind:
                payload: dict[str, Any] = envelope["payload"]
                return payload

    async def ack(self, envelope: dict[str, Any], **payload: Any) -> None:
        await self.socket.send_json(
            {"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload else {})}
        )


async def submitted(
    playground: Playground, link: Link, answers: dict[str, Any], ack: dict[str, Any]
) -> tuple[dict[str, Any], Submitted]:
    """Submit Rita's modal and let the bot answer with `ack`; the envelope and what she sees of it."""
    submitting = asyncio.create_task(playground.person("Rita").submit(answers))
    envelope = await link.next()
    await link.ack(envelope, **ack)
    return envelope["payload"], await submitting
