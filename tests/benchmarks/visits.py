"""What a visit costs beside bare Bolt: the same command, in process, with nobody on the wire."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import build_app
from bot.clock import Clock
from bot.homes import Home, One
from bot.metrics import Metrics
from handlers.clients import always
from handlers.people import People
from handlers.visit import Office
from storage import people
from storage.database import Database
from storage.people import Person
from tests.benchmarks.figures import Figure, in_turn, ratio

HOME = Home("T1", "Kestrel", "UB", "BB", "xoxb-bench")


def _request(text: str) -> AsyncBoltRequest:
    body = {
        "command": "/req",
        "text": text,
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "trigger_id": "1",
        "response_url": "http://127.0.0.1/",
        "token": "t",
    }
    return AsyncBoltRequest(body=urlencode(body), mode="socket_mode")


@asynccontextmanager
async def _ours(folder: Path) -> AsyncIterator[AsyncApp]:
    database = Database.open(f"sqlite+aiosqlite:///{folder / 'visits.db'}")
    clock = Clock()
    client = AsyncWebClient(token=HOME.token)
    try:
        await database.migrate()
        await database.write(lambda session: people.join(session, "T1", name="Kestrel", bot_user="UB"))
        rita = Person("T1", "U1", "Rita", "Europe/Berlin")
        await database.write(lambda session: people.remember(session, rita, at=clock.now()))
        office = Office(database, People(database, always(client), clock.now), lambda: None, always(client))
        yield build_app(office, One(HOME, client), client, clock.now, Metrics(clock.monotonic))
    finally:
        await database.close()


def _bare() -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="UB", bot_id="BB", bot_token=HOME.token)

    app = AsyncApp(client=AsyncWebClient(), authorize=authorize, process_before_response=True)

    async def nothing(ack: AsyncAck) -> None:
        await ack(text="Nothing")

    app.command(re.compile("^(/req|/candidate|/samepage)$"))(nothing)
    app.action(re.compile(""))(nothing)
    app.view(re.compile(""))(nothing)
    app.event("user_change")(nothing)
    return app


async def measure(folder: Path) -> list[Figure]:
    bare = _bare()
    async with _ours(folder) as ours:

        async def run_bare() -> None:
            assert (await bare.async_dispatch(_request("list"))).status == 200

        async def run_help() -> None:
            assert (await ours.async_dispatch(_request("help"))).status == 200

        return [ratio("a visit (/req help) ÷ bare Bolt, in process", *await in_turn(run_help, run_bare, 300), 4)]
