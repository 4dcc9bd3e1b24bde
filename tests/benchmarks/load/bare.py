"""A bot of bare Bolt, in a process of its own: `python -m tests.benchmarks.load.bare '{…}'` (see `Told`).

As many listeners as ours has, and `process_before_response`, as ours has it: the ack leaves when the listener returns.
Bolt's default runner looks for the ack every 10 ms, beside which everything else would look quick. Each listener
acknowledges; with a database it first runs the statements that the bot's own handlers ran for the same request.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from storage.database import Database
from tests.benchmarks.load.asked import BOT, TEAM, WHATS, Stock, What
from tests.benchmarks.load.replayed import HOME, Plain, Recorder, Recording, handlers_alone, record, replay
from tests.benchmarks.load.slack import SECRET

LIST = "Your open requisitions (5)"  # about as much as is said of them
Work = Callable[[What], Awaitable[None]]


@dataclass(frozen=True)
class Told:
    """`port`: where HTTP is spoken; `app_token`: by a socket. `recorded_on` and `database` are two copies of one
    database: on the first the bot's handlers are recorded, on the second it is done again, `requests` of each kind."""

    slack: str
    port: int = 0
    app_token: str = ""
    recorded_on: str = ""
    database: str = ""
    clock_file: str = ""
    decidable: tuple[tuple[int, str], ...] = ()
    requests: int = 0

    def as_argument(self) -> str:
        return json.dumps(asdict(self))


def bare_bolt(slack: str, work: Work) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TEAM, bot_user_id=BOT, bot_id=HOME.bot_id, bot_token=HOME.token
        )

    app = AsyncApp(
        client=AsyncWebClient(token=HOME.token, base_url=f"{slack}/api/"),
        signing_secret=SECRET,
        authorize=authorize,
        process_before_response=True,
    )

    async def command(ack: AsyncAck) -> None:
        await work("/req list")
        await ack(text=LIST)

    async def pressed(ack: AsyncAck) -> None:
        await work("Approve")
        await ack()

    async def submitted(ack: AsyncAck) -> None:
        await work("/req open")
        await ack()

    async def opened() -> None:
        await work("App Home")

    async def changed() -> None:
        """Somebody's profile."""

    app.command(re.compile("^(/req|/candidate|/samepage)$"))(command)
    app.shortcut(re.compile(""))(pressed)
    app.action(re.compile(""))(pressed)
    app.view(re.compile(""))(submitted)
    app.event("user_change")(changed)
    app.event("app_home_opened")(opened)
    return app


async def nothing(_what: What) -> None:
    """Bare Bolt alone."""


class Again:
    """Does in a database what the bot's handlers did in another, one transaction after the other, in their order: ids
    follow from it. SQLite's one writer keeps that order for whoever writes; so does the lock of a new requisition's
    number on PostgreSQL."""

    def __init__(self, database: Plain, recordings: dict[What, list[Recording]]) -> None:
        self._database = database
        self._left = {what: iter(found) for what, found in recordings.items()}
        self._turn = asyncio.Lock()

    async def __call__(self, what: What) -> None:
        recording = next(self._left[what])
        if any(transaction.writes for transaction in recording):
            async with self._turn:
                await replay(self._database, recording)
        else:
            await replay(self._database, recording)


async def recorded(told: Told) -> dict[What, list[Recording]]:
    """What the bot's handlers run for each request, as many as will be made. A list is the same each time."""
    stock = Stock(told.decidable)
    database = Database.open(told.recorded_on)
    try:
        recorder = Recorder(database)
        async with handlers_alone(database, told.slack, Path(told.clock_file)) as bot:
            found: dict[What, list[Recording]] = {}
            for what in WHATS:
                different = 3 if what == "/req list" else told.requests
                found[what] = [await record(bot, stock.asked(what, n), recorder) for n in range(different)]
            found["/req list"] = [found["/req list"][-1]] * told.requests
            return found
    finally:
        await database.close()


async def serve(told: Told) -> None:
    database = Plain.open(told.database) if told.database else None
    work: Work = Again(database, await recorded(told)) if database is not None else nothing
    app = bare_bolt(told.slack, work)
    if told.app_token:
        await AsyncSocketModeHandler(app, told.app_token).connect_async()  # type: ignore[no-untyped-call]
    else:
        runner = web.AppRunner(app.web_app("/slack/events"), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", told.port).start()
    print("ready", flush=True)  # noqa: T201
    await asyncio.Event().wait()


def main(argument: str) -> None:
    given: dict[str, Any] = json.loads(argument)
    given["decidable"] = tuple((submission, who) for submission, who in given["decidable"])
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))  # the recording's requests
    asyncio.run(serve(Told(**given)))


if __name__ == "__main__":
    main(sys.argv[1])
