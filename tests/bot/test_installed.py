"""Where the app is installed is looked up once a minute, and anew at once where there is news; and keys are rotated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
import pytest

from bot.homes import Envelope
from bot.installed import Many
from bot.key_command import rotate
from bot.tokens import CannotOpen, Vault, new_key, read_keys
from handlers.clients import NotInstalled
from storage import installations
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
    now: datetime = MONDAY
    vault: Vault = field(default_factory=lambda: Vault(read_keys(NEW)))

    def bot(self) -> Many:
        return Many(self.database, self.vault, self.session, "http://127.0.0.1:9/api/", lambda: self.now)

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
    async with aiohttp.ClientSession() as session:
        yield Bench(sqlite, session)


async def test_news_reaches_the_replica_that_hears_it_at_once_and_the_others_within_a_minute(bench: Bench) -> None:
    await bench.install()
    hears, other = bench.bot(), bench.bot()
    for bot in (hears, other):
        found = await bot.find(T1)
        assert found is not None
        assert (found.token, (await bot.of("T1")).token) == ("xoxb-first", "xoxb-first")
    bench.later(30)
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
    await bot.left(T1, {"type": "tokens_revoked", "tokens": {"bot": ["UB"]}}, bench.now.timestamp())
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
    assert await bench.bot().find(Envelope("T2")) is None


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
        return await rotate(database, read_keys(keys))


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
    found = await bench.bot().find(T1)
    assert found is not None
    assert found.token == "xoxb-first"
    said, wrong = await rotated(sqlite_url, OLD)
    assert wrong
    assert "T1" in said
    assert "T2" in said
    assert "xoxb" not in said
