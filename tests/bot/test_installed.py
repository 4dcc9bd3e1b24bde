"""Where the app is installed is looked up once a minute, and anew at once where there is news; and keys are rotated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import build_app
from bot.homes import Envelope
from bot.installed import Many, Unsettled
from bot.key_command import rotate
from bot.metrics import Metrics
from bot.tokens import CannotOpen, Vault, new_key, read_keys
from handlers.clients import NotInstalled, NotOpened
from handlers.people import People
from handlers.visit import Office
from storage import audit, installations
from storage.database import Database
from storage.installations import Installation
from tests.conftest import opened
from tests.storage.world import MONDAY

OLD, NEW = new_key(), new_key()
T1 = Envelope("T1", domain="kestrel")


@dataclass
class Bench:
    """A bot for many workspaces at a moment that a test moves."""

    database: Database
    session: aiohttp.ClientSession
    api: str
    says: dict[str, str]  # what Slack says to a token in place of taking it
    now: datetime = MONDAY
    vault: Vault = field(default_factory=lambda: Vault(read_keys(NEW)))

    def bot(self) -> Many:
        return Many(self.database, self.vault, self.session, self.api, lambda: self.now)

    async def install(self, owner: str = "T1", token: str = "xoxb-first", *, whole: bool = False) -> None:
        sealed = self.vault.seal(token, owner)
        new = Installation(
            owner, owner if whole else None, whole, "UB", "BB", (), sealed.content, sealed.key, "U1", self.now
        )
        await self.database.write(lambda session: installations.install(session, new, name=owner))

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
async def bench(sqlite: Database) -> AsyncIterator[Bench]:
    says: dict[str, str] = {}

    async def auth_test(request: web.Request) -> web.Response:
        error = says.get(request.headers["Authorization"].removeprefix("Bearer "))
        return web.json_response({"ok": error is None} | ({"error": error} if error else {}))

    application = web.Application()
    application.add_routes([web.post("/api/auth.test", auth_test)])
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        yield Bench(sqlite, session, f"http://127.0.0.1:{runner.addresses[0][1]}/api/", says)
    await runner.cleanup()


async def test_news_reaches_the_replica_that_hears_it_at_once_and_the_others_within_a_minute(bench: Bench) -> None:
    await bench.install()
    hears, other = bench.bot(), bench.bot()
    for bot in (hears, other):
        found = await bot.find(T1)
        assert found is not None
        assert (found.token, (await bot.of("T1")).token) == ("xoxb-first", "xoxb-first")
    bench.later(30)
    bench.says["xoxb-first"] = "account_inactive"
    await hears.left(T1, {"type": "app_uninstalled"}, bench.now.timestamp())
    assert await hears.find(T1) is None
    with pytest.raises(NotInstalled):
        await hears.of("T1")
    bench.later(29)
    assert await other.find(T1) is not None
    bench.later(1)
    assert await other.find(T1) is None
    with pytest.raises(NotInstalled):
        await other.of("T1")
    await bench.install(token="xoxb-second")  # where it is not installed is remembered for a minute too
    assert await other.find(T1) is None
    other.evict("T1")
    again = await other.find(T1)
    assert again is not None
    assert again.token == "xoxb-second"


async def test_news_of_somebody_elses_token_and_old_news_change_nothing(bench: Bench) -> None:
    await bench.install()
    bot = bench.bot()
    await bot.left(T1, {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}, bench.now.timestamp())
    await bot.left(T1, {"type": "tokens_revoked", "tokens": {"bot": ["U_OTHER"]}}, bench.now.timestamp())
    await bot.left(T1, {"type": "app_uninstalled"}, (bench.now - timedelta(minutes=5)).timestamp())
    assert await bot.find(T1) is not None
    bench.says["xoxb-first"] = "token_revoked"
    await bot.left(T1, {"type": "tokens_revoked", "tokens": {"bot": ["UB"]}}, bench.now.timestamp())
    assert await bot.find(T1) is None


async def test_old_news_removes_no_fresh_installation_though_our_clock_runs_behind_slacks(bench: Bench) -> None:
    await bench.install(token="xoxb-second")
    bot, ahead = bench.bot(), (bench.now + timedelta(minutes=4)).timestamp()
    for answer in (None, "internal_error"):  # Slack takes the token, or does not say: it is to say its news again
        bench.says |= {"xoxb-second": answer} if answer else {}
        with pytest.raises(Unsettled):
            await bot.left(T1, {"type": "app_uninstalled"}, ahead)
        assert await bot.find(T1) is not None
    bench.says["xoxb-second"] = "account_inactive"
    await bot.left(T1, {"type": "app_uninstalled"}, ahead)
    assert await bot.find(T1) is None


async def test_news_of_a_removal_is_heard_though_our_clock_runs_ahead_of_slacks(bench: Bench) -> None:
    await bench.install()
    bench.says["xoxb-first"] = "account_inactive"
    bot = bench.bot()
    await bot.left(T1, {"type": "app_uninstalled"}, (bench.now - timedelta(minutes=4)).timestamp())
    assert await bot.find(T1) is None


async def test_a_workspace_of_an_organisation_is_known_by_its_first_visit_and_served_from_then_on(
    bench: Bench,
) -> None:
    await bench.install("E1", whole=True)
    bot = bench.bot()
    with pytest.raises(NotInstalled):
        await bot.of("T2")
    bench.later(61)
    found = await bot.find(Envelope("T2", "E1", is_org_wide=True, domain="north"))
    assert found is not None
    assert (found.workspace, found.owner, found.name) == ("T2", "E1", "north")
    client = await bot.of("T2")
    assert (client.token, client.default_params) == ("xoxb-first", {"team_id": "T2"})


async def test_a_token_in_the_wrong_row_opens_no_door(bench: Bench) -> None:
    await bench.install("T1")
    async with bench.database.begin() as session:
        found = await installations.find(session, "T1")
        assert found is not None
        stolen = Installation("T2", None, False, "UB", "BB", (), found.token, found.key, "U1", bench.now)
        await installations.install(session, stolen, name="T2")
    bot = bench.bot()
    for look in (bot.find(Envelope("T2")), bot.of("T2")):
        with pytest.raises(NotOpened):
            await look
    assert await bot.find(T1) is not None
    assert await bot.not_opened() == 1


async def test_where_a_token_does_not_open_people_hear_so_and_no_event_is_taken_for_done(bench: Bench) -> None:
    await bench.install("T2")
    bench.vault = Vault(read_keys(OLD))
    await bench.install("T1")
    bench.vault = Vault(read_keys(NEW))
    bot, client = bench.bot(), AsyncWebClient(base_url=bench.api)
    office = Office(bench.database, People(bench.database, bot.of, lambda: bench.now), lambda: None, bot.of)
    app = build_app(office, bot, client, lambda: bench.now, Metrics(lambda: 0.0))

    async def answer(body: dict[str, object]) -> tuple[int, str]:
        response = await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        return response.status, response.body

    event = {"type": "event_callback", "event": {"type": "app_home_opened", "user": "U1", "tab": "home"}}
    command = {"command": "/req", "text": "list", "user_id": "U1", "trigger_id": "1.2", "channel_id": "C1"}
    assert (await answer({**event, "team_id": "T1"}))[0] == 500  # neither way in acknowledges that: Slack says it again
    status, said = await answer({**command, "team_id": "T1"})
    assert (status, "has to look" in said, "not installed" in said) == (200, True, False)
    assert (await answer({**event, "team_id": "T3"}))[0] == 200  # where it is not installed nothing is to be said again
    assert await bot.not_opened() == 1
    bench.later(61)
    await bench.install("T1")
    assert await bot.not_opened() == 0
    assert await bot.find(T1) is not None


async def test_a_bot_whose_key_opens_no_token_does_not_start_as_if_nobody_had_installed_it(bench: Bench) -> None:
    await bench.bot().must_open()  # nobody has
    await bench.install("T1")
    bench.vault = Vault(read_keys(OLD))
    with pytest.raises(CannotOpen, match="none was encrypted"):
        await bench.bot().must_open()
    await bench.install("T2")
    await bench.bot().must_open()  # one is served, and the other is told of


async def rotated(url: str, keys: str) -> tuple[str, bool]:
    async with opened(url) as database:
        return await rotate(database, read_keys(keys), at=MONDAY)


async def test_every_token_gets_the_newest_key_and_what_cannot_be_opened_is_named(
    bench: Bench, sqlite_url: str
) -> None:
    bench.vault = Vault(read_keys(OLD))
    await bench.install("T1")
    await bench.install("T2")
    said, wrong = await rotated(sqlite_url, f"{NEW},{OLD}")
    assert (said.partition(",")[0], wrong) == ("2 of 2 tokens encrypted anew", False)
    said, wrong = await rotated(sqlite_url, NEW)
    assert ("2 had the newest key already" in said, wrong) == (True, False)
    bench.vault = Vault(read_keys(NEW))
    async with bench.database.read() as session:
        for owner in ("T1", "T2"):
            log = await audit.stretch(session, owner, after=0, since=None, limit=9)
            assert [(each.what, each.by, each.facts) for each in log if each.what != "installed"] == [
                ("keys_rotated", None, {"to": bench.vault.newest})
            ]
    found = await bench.bot().find(T1)
    assert found is not None
    assert found.token == "xoxb-first"
    said, wrong = await rotated(sqlite_url, OLD)
    assert wrong
    assert "T1" in said
    assert "T2" in said
    assert "xoxb" not in said
