"""The playground itself: a Slack workspace served on the loopback, from a manifest, until it is left."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from aiohttp import web

from bot.playground.api.entry import Entrance
from bot.playground.changes import Changes
from bot.playground.client import Client
from bot.playground.client_tools import Tools
from bot.playground.clock import Clock
from bot.playground.control import Person
from bot.playground.conversations import join, leave
from bot.playground.events import person_event
from bot.playground.faults import Faults
from bot.playground.ledger import Call, Ledger, Sent
from bot.playground.limits import Limits
from bot.playground.manifest import read_manifest
from bot.playground.moves import SETTLE_SECONDS, Mover
from bot.playground.people import Human
from bot.playground.reading import story_so_far
from bot.playground.sockets import Hub
from bot.playground.workspace import Delivery, Workspace

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

EVENT_RETRIES = (0.0, 60.0, 300.0)  # at once, after a minute, after five more
BODY_BYTES = 4 * 1024**2
LOOPBACK = "127.0.0.1"
HERE = (LOOPBACK, "localhost")
STOP_SECONDS = 1.0


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other websites' pages: the loopback keeps strangers out, but not what runs in the visitor's browser."""
    origin = request.headers.get("Origin")
    host = (request.url.host or "").lower()
    if host not in HERE or (origin is not None and (urlsplit(origin).hostname or "") not in HERE):
        raise web.HTTPForbidden(text="The playground answers only to this machine.")
    return await handler(request)


class Playground:
    """A workspace in one process. `async with Playground(...)` starts and stops it; everything ends with it."""

    def __init__(
        self,
        manifest: Path,
        port: int = 0,
        *,
        clock_file: Path,
        ledger: Path | None = None,
        readyz: str | None = None,
        limits: bool = True,
        event_retries: tuple[float, ...] = EVENT_RETRIES,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        self.readyz = readyz
        # Stops the bot and empties its memory, and starts it again on leaving; None where the bot is not ours to stop.
        self.on_start_over: Callable[[], AbstractAsyncContextManager[None]] | None = None
        self.bot_token = f"xoxb-{secrets.token_hex(16)}"
        self.app_token = f"xapp-1-{secrets.token_hex(16)}"
        self.signing_secret = secrets.token_hex(16)
        self.faults = Faults()
        self.changes = Changes()
        self.url = ""
        self._manifest = read_manifest(manifest)
        self._port = port
        self.clock = Clock(clock_file)
        self._ledger = Ledger(ledger, self.changes.tell)
        self._hub = Hub(self.clock, self.changes, self._ledger, self.faults, event_retries)
        delivery = Delivery(
            request=self._hub.request,
            connect_url=self._hub.connect_url,
            event=self._hub.event,
            connected=self._hub.connected,
        )
        self.workspace = Workspace(self._manifest, self.clock, self.changes, delivery, self._ledger)
        self.limits = Limits(self.clock.timestamp, on=limits)
        self.mover = Mover(self.clock, self.changes, lambda: self.readyz, settle_seconds)
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=STOP_SECONDS)

    @property
    def api_url(self) -> str:
        """What a bot takes as the base URL of the Web API."""
        return f"{self.url}/api/"

    @property
    def ledger(self) -> list[Call]:
        """Every call the bot made, oldest first."""
        return self._ledger.calls

    @property
    def deliveries(self) -> list[Sent]:
        """Every command, interaction and event sent to the bot, in the order in which they were answered."""
        return self._ledger.deliveries

    @property
    def complaints(self) -> list[str]:
        """What the bot said that Slack would have ignored or refused without telling it."""
        return self._ledger.complaints

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, LOOPBACK, self._port).start()
        except OSError:
            await self._stop()
            raise
        port = self._runner.addresses[0][1]
        self.url = self.workspace.url = self._hub.url = f"http://{LOOPBACK}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def _stop(self) -> None:
        self.faults.clear()  # whoever hangs goes on, else the server would wait for it
        await self._hub.close()
        await self._runner.cleanup()
        self._ledger.close()
        self.clock.close()

    def _application(self) -> web.Application:
        entrance = Entrance(self.workspace, self.limits, self.faults, self._ledger, self.bot_token, self.app_token)
        application = web.Application(client_max_size=BODY_BYTES, middlewares=[only_from_here])
        application.add_routes(
            [
                web.get("/api/{method}", entrance.handle),
                web.post("/api/{method}", entrance.handle),
                web.get("/link/", self._hub.link),
                web.post("/respond/{opaque}", entrance.handle_response_url),
            ]
        )
        tools = Tools(
            self._ledger,
            self.faults,
            self.mover,
            lambda: self.readyz,
            self.start_over,
            lambda: self.on_start_over is None,
        )
        Client(self.workspace, self.mover, tools).add_to(application)
        return application

    def person(self, who: str) -> Person:
        """Somebody to act as, by first name, full name or id."""
        return Person(self.workspace, self.workspace.person(who).id)

    def change_person(self, who: str, **changes: Any) -> Person:
        """Change somebody's account: `zone`, `name`, `title`, `deleted` … (fields of Human); the bot hears of it."""
        human = replace(self.workspace.person(who), **changes)
        self.workspace.people[human.id] = human
        if human.deleted:  # whoever is deactivated leaves the channels
            for conversation in self.workspace.conversations.values():
                if conversation.kind in ("public", "private") and human.id in conversation.members:
                    leave(self.workspace, conversation, human.id)
        self.changes.tell("people")
        person_event(self.workspace, "user_change", human.id)
        return Person(self.workspace, human.id)

    def welcome(self, human: Human) -> Person:
        """A new person joins the workspace, and #general unless they are a guest."""
        self.workspace.people[human.id] = human
        self.changes.tell("people")
        person_event(self.workspace, "team_join", human.id)
        if not human.is_guest:
            join(self.workspace, self.workspace.conversations["C0GENERAL"], human.id)
        return Person(self.workspace, human.id)

    async def until(self, predicate: Callable[[], T], what: str = "it", seconds: float = 10) -> T:
        """The first true value of `predicate`, asked again after every change; a TimeoutError says what was awaited."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    seen = self.changes.count
                    value = predicate()
                    if value:
                        return value
                    await self.changes.after(seen)
        except TimeoutError:
            raise TimeoutError(
                f"waited {seconds} s for {what} in vain. Last said:\n{story_so_far(self.workspace)}"
            ) from None

    @property
    def connections(self) -> list[int]:
        """The bot's connections, by the number each got when it opened; those asked to leave are left out."""
        return self._hub.numbers()

    async def connected(self, seconds: float = 10) -> None:
        """Return once a bot is connected."""
        await self.until(self._hub.connected, "a bot to connect", seconds)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the bot to reconnect, as Slack does now and then: "warning", "refresh_requested" or "link_disabled"."""
        await self._hub.disconnect(reason)

    async def drop_connections(self) -> None:
        """Cut the sockets without a word."""
        await self._hub.drop()

    async def move_to(self, moment: datetime) -> None:
        await self.mover.to(moment)

    async def move_by(self, span: timedelta) -> None:
        await self.mover.to(self.clock.now() + span)

    async def next_event(self) -> None:
        await self.mover.next_event()

    async def start_over(self) -> None:
        """Everything as at the beginning: workspace, faults, limits, ledger, and, with `on_start_over`, bot and time.

        A bot that is not stopped keeps its own memory: it is only cut off, to come back, and time does not run back
        under it.
        """
        try:
            async with self.mover.standing():
                if self.on_start_over is None:
                    await self._forget()
                else:
                    async with self.on_start_over():
                        await self._forget()
                        self.clock.begin_again()
        finally:
            self.changes.tell("over")  # also where the bot did not come back: what the page shows is gone

    async def _forget(self) -> None:
        self.faults.clear()  # whoever hangs goes on
        await self._hub.close()  # with the events that wait for another try
        self.workspace.reset()
        self.limits.forget()
        self._ledger.clear()


async def serve(manifest: Path, port: int, clock_file: Path, ledger: Path | None = None) -> None:
    """Run a workspace alone until it is cancelled, and say on the way in how to connect a bot to it."""
    async with Playground(manifest, port, clock_file=clock_file, ledger=ledger) as playground:
        print(f"Workspace         {playground.url}")  # noqa: T201 (this is the command's output)
        print(f"SAMEPAGE_SLACK_API_URL={playground.api_url}")  # noqa: T201
        print(f"SLACK_BOT_TOKEN={playground.bot_token}")  # noqa: T201
        print(f"SLACK_APP_TOKEN={playground.app_token}")  # noqa: T201
        print(f"SAMEPAGE_CLOCK_FILE={clock_file}", flush=True)  # noqa: T201
        await asyncio.Event().wait()
