"""Where a probe stands: a playground with one check on or off, the Web API by hand, and a registry of the probes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.playground.limits import PATIENCE, Patience
from bot.playground.server import Playground
from tests.playground.by_hand import MANIFEST, Api, Link
from tests.playground.hooks import Post, listening

Json = dict[str, Any]


class Scene:
    """One playground for one probe. What it starts ends with it."""

    def __init__(self, playground: Playground, http: aiohttp.ClientSession, stack: AsyncExitStack) -> None:
        self.playground = playground
        self.http = http
        self.api = Api(playground, http)
        self.workspace = playground.workspace
        self._stack = stack
        self._tasks: list[asyncio.Task[Any]] = []

    async def ok(self, method: str, **arguments: Any) -> Json:
        """A call that only prepares; it must go well."""
        answer = await self.api(method, **arguments)
        if not answer["ok"]:
            raise RuntimeError(f"{method} was to prepare the probe: {answer}")
        return answer

    async def refused(self, code: str, method: str, **arguments: Any) -> Json:
        """The call that the probe is about; asserts the code."""
        answer = await self.api(method, **arguments)
        assert answer.get("error") == code
        return answer

    async def channel(self, name: str = "req-1", people: str = "U0RITA") -> str:
        """A private channel of the bot and `people`."""
        channel = (await self.ok("conversations.create", name=name, is_private=True))["channel"]["id"]
        if people:
            await self.ok("conversations.invite", channel=channel, users=people)
        return str(channel)

    async def post(self, channel: str, text: str = "x", **more: Any) -> str:
        return str((await self.ok("chat.postMessage", channel=channel, text=text, **more))["ts"])

    def trigger(self, *, in_modal: bool = False) -> str:
        """A fresh trigger_id of Rita's, as a click gives it."""
        return self.workspace.triggers.give("U0RITA", "C0GENERAL", in_modal=in_modal)

    async def answer(self, path: str, **body: Any) -> str | None:
        """What a response_url says to an answer: its error, or None."""
        async with self.http.post(self.playground.url + path, json=body) as response:
            error: str | None = (await response.json()).get("error")
            return error

    async def link(self) -> Link:
        return await self._stack.enter_async_context(Link(self.api))

    async def app(self, *, proves_itself: bool = True) -> Post:
        """An app at a request URL, to which everything goes from now on."""
        app = await self._stack.enter_async_context(listening())
        app.proves_itself = proves_itself
        await self.playground.deliver_to(f"{app.url}/slack/events")
        return app

    async def handshake(self, url: str) -> int:
        """The status with which a socket's handshake is answered."""
        try:
            await self._stack.enter_async_context(self.http.ws_connect(url))
        except aiohttp.WSServerHandshakeError as error:
            return error.status
        return 101

    def start(self, doing: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Let something run beside the probe; it is cancelled at the end."""
        task = asyncio.create_task(doing)
        self._tasks.append(task)
        return task

    async def heard(self) -> list[str]:
        """The types of all events sent so far, in order."""
        self.playground.change_person("Gus", title="Heard last")
        await self.playground.until(lambda: "user_change" in self._events(), "the last event")
        return self._events()[:-1]

    def _events(self) -> list[str]:
        return [each.payload["event"]["type"] for each in self.playground.deliveries]

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def next_or_none(link: Link, seconds: float = 0.2) -> Json | None:
    try:
        return await link.next(seconds)
    except TimeoutError:
        return None


@dataclass(frozen=True)
class Probe:
    """Shows that a check refuses; an AssertionError where it does not. `manifest`: a line to replace, and with what."""

    show: Callable[[Scene], Awaitable[None]]
    manifest: tuple[str, str] = ("", "")
    patience: Patience = PATIENCE


PROBES: dict[str, Probe] = {}


def probe(
    check: str, *, manifest: tuple[str, str] = ("", ""), patience: Patience = PATIENCE
) -> Callable[[Callable[[Scene], Awaitable[None]]], None]:
    """Register what follows as the proof of that check."""

    def register(show: Callable[[Scene], Awaitable[None]]) -> None:
        if check in PROBES:
            raise ValueError(f"{check} has a probe already")
        PROBES[check] = Probe(show, manifest, patience)

    return register


@asynccontextmanager
async def scene(folder: Path, shown: Probe, without: Collection[str] = ()) -> AsyncIterator[Scene]:
    path = folder / "manifest.yml"
    path.write_text(MANIFEST.replace(*shown.manifest) if shown.manifest[0] else MANIFEST, encoding="utf-8")
    playground = Playground(
        path, clock_file=folder / "clock", event_retries=(0.0,), without=without, patience=shown.patience
    )
    async with playground, aiohttp.ClientSession() as http, AsyncExitStack() as stack:
        stage = Scene(playground, http, stack)
        try:
            yield stage
        finally:
            await stage.end()
