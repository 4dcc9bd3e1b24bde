"""The playground itself: a Slack workspace served on the loopback, from a manifest, until it is left."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from bot.playground import schedule
from bot.playground.api.entry import METHODS, Entrance
from bot.playground.apps import App, new_bot_token
from bot.playground.changes import Changes
from bot.playground.checks import Checks
from bot.playground.client import Client
from bot.playground.client_tools import Tools
from bot.playground.clock import Clock
from bot.playground.control import Person
from bot.playground.conversations import join, leave
from bot.playground.deliveries import EVENT_RETRIES
from bot.playground.events import person_event
from bot.playground.faults import Faults, story
from bot.playground.file_routes import FileRoutes
from bot.playground.ledger import Call, Ledger, Met, Sent
from bot.playground.limits import PATIENCE, Limits, Patience
from bot.playground.loopback import LOOPBACK, only_from_here
from bot.playground.manifest import read_manifest
from bot.playground.moves import SETTLE_SECONDS, Mover, Planned
from bot.playground.people import KESTREL, Human, Team
from bot.playground.reading import story_so_far
from bot.playground.ways import Ways
from bot.playground.workspace import Workspace

T = TypeVar("T")

BODY_BYTES = 4 * 1024**2
STOP_SECONDS = 1.0


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
        request_url: str | None = None,
        limits: bool = True,
        event_retries: tuple[float, ...] = EVENT_RETRIES,
        settle_seconds: float = SETTLE_SECONDS,
        without: Collection[str] = (),
        patience: Patience = PATIENCE,
        team: Team = KESTREL,
        app: App | None = None,
    ) -> None:
        """`without`: names of checks (see checks.py) that shall not hold; a ValueError names those there are.
        `app`: one that is to be installed, in this workspace and others; else it is installed from the start."""
        self.readyz = readyz
        # Stops the bot and empties its memory, and starts it again on leaving; None where the bot is not ours to stop.
        self.on_start_over: Callable[[], AbstractAsyncContextManager[None]] | None = None
        self.app = app or App()
        self.app_token, self.signing_secret = self.app.app_token, self.app.signing_secret
        self.changes = Changes()
        self.url = ""
        self._manifest = read_manifest(manifest, addressed=request_url is not None)
        self._port = port
        self.clock = Clock(clock_file)
        self._ledger = Ledger(ledger, self.changes.tell)
        checks = Checks(without)
        self.faults = Faults(self._met, METHODS)
        self._ways = Ways(
            self._manifest,
            self.clock,
            self.changes,
            self._ledger,
            self.faults,
            checks,
            patience,
            secret=self.signing_secret,
            request_url=request_url,
            event_retries=event_retries,
        )
        self.workspace = Workspace(
            self._manifest, self.clock, self.changes, self._ways.delivery, self._ledger, checks, patience, team
        )
        if app is None:
            self.workspace.bot_token = new_bot_token()
        self.limits = Limits(self.clock.timestamp, on=limits)
        planned = Planned(
            lambda: schedule.due(self.workspace),
            lambda: schedule.what(self.workspace),
            lambda: schedule.run_due(self.workspace),
        )
        self.mover = Mover(self.clock, self.changes, lambda: self.readyz, settle_seconds, planned)
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=STOP_SECONDS)

    def _met(self, target: str, what: str, details: dict[str, Any], seed: int | None, nth: int | None) -> None:
        self._ledger.fault(Met(target, what, details, self.clock.now(), seed, nth))

    @property
    def bot_token(self) -> str:
        """The bot's token in this workspace; empty where the app is not installed."""
        return self.workspace.bot_token or ""

    @property
    def api_url(self) -> str:
        """What a bot takes as the base URL of the Web API."""
        return f"{self.url}/api/"

    @property
    def environment(self) -> dict[str, str]:
        """What a bot in this workspace is told, by the names most bots use and those of Same Page."""
        return {
            "SLACK_BOT_TOKEN": self.bot_token,
            **({"SLACK_APP_TOKEN": self.app_token} if self.way == "socket" else {}),  # preferred where it is set
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "SLACK_API_URL": self.api_url,
            "SAMEPAGE_SLACK_API_URL": self.api_url,
            "SAMEPAGE_CLOCK_FILE": str(self.clock.path),
        }

    @property
    def ledger(self) -> list[Call]:
        """The newest calls the bot made, oldest first; all of them are in the ledger's file."""
        return self._ledger.calls

    @property
    def deliveries(self) -> list[Sent]:
        """Every command, interaction and event sent to the bot, in the order in which they were answered."""
        return self._ledger.deliveries

    def entries(self, after: int = 0, limit: int = 200) -> list[dict[str, Any]]:
        """The ledger from a number on, oldest first, as it is written on disk (see Ledger.entries)."""
        return self._ledger.entries(after, limit)

    @property
    def met(self) -> list[Met]:
        """The newest faults the bot met, oldest first; chaos is named where it begins."""
        return self._ledger.met

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
        self.url = self.workspace.url = f"http://{LOOPBACK}:{port}"
        self._ways.start(self.url)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def _stop(self) -> None:
        schedule.stop(self.workspace)
        self.faults.clear()  # whoever hangs goes on, else the server would wait for it
        await self._ways.stop()
        await self._runner.cleanup()
        self._ledger.close()
        self.clock.close()

    def _application(self) -> web.Application:
        self.entrance = entrance = Entrance(self.workspace, self.limits, self.faults, self._ledger, self.app_token)
        application = web.Application(client_max_size=BODY_BYTES, middlewares=[only_from_here])
        application.add_routes(
            [
                web.get("/api/{method}", entrance.handle),
                web.post("/api/{method}", entrance.handle),
                web.get("/link/", self._ways.hub.link),
                web.post("/respond/{opaque}", entrance.handle_response_url),
            ]
        )
        tools = Tools(
            self._ledger,
            self.faults,
            self.workspace.checks,
            self.mover,
            lambda: self.readyz,
            self.start_over,
            lambda: self.on_start_over is None,
        )
        Client(self.workspace, self.mover, tools).add_to(application)
        FileRoutes(self.workspace).add_to(application)
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

    def visible_messages(self, who: str, channel: str | None = None) -> list[str]:
        """What somebody reads in a conversation, oldest first, as plain text; without a channel, what the bot and
        they said to each other."""
        return [each.all_text for each in self.person(who).messages(channel, dm=channel is None)]

    async def until(self, predicate: Callable[[], T | Awaitable[T]], what: str = "it", seconds: float = 10) -> T:
        """The first true value of `predicate`, which may be a coroutine function, asked again after every change; a
        TimeoutError says what was awaited, and what was said last."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    seen = self.changes.count
                    asked = predicate()
                    value: T = await asked if isinstance(asked, Awaitable) else asked
                    if value:
                        return value
                    await self.changes.after(seen)
        except TimeoutError:
            faults = f"\nFaults met:\n{story(self.met)}" if self.met else ""
            raise TimeoutError(
                f"waited {seconds} s for {what} in vain. Last said:\n{story_so_far(self.workspace)}{faults}"
            ) from None

    @property
    def connections(self) -> list[int]:
        """The bot's connections, by the number each got when it opened; those asked to leave are left out."""
        return self._ways.hub.numbers()

    async def connected(self, seconds: float = 10) -> None:
        """Return once a bot is connected."""
        await self.until(self._ways.deliveries.connected, "a bot to connect", seconds)

    @property
    def way(self) -> str:
        """How deliveries go: "socket" or "http"."""
        return self._ways.name

    async def deliver_to(self, request_url: str | None) -> None:
        """From now on post everything, signed, to this address on this machine; None: as the manifest says (see
        Ways.to)."""
        await self._ways.to(request_url)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the bot to reconnect, as Slack does now and then: "warning", "refresh_requested" or "link_disabled";
        a ValueError for anything else (see Hub.disconnect)."""
        await self._ways.hub.disconnect(reason)

    async def drop_connections(self) -> None:
        """Cut the sockets without a word."""
        await self._ways.hub.drop()

    async def move_to(self, moment: datetime) -> None:
        await self.mover.to(moment)

    async def move_by(self, span: timedelta) -> None:
        await self.mover.on(lambda now: now + span)

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
        await self._ways.begin_again()  # without the events that wait for another try, nor what waits for an answer
        self.faults.clear()  # whoever hangs goes on
        schedule.stop(self.workspace)
        self.workspace.reset()
        self.limits.forget()
        self._ledger.clear()
