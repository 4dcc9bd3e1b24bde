"""A stage of several workspaces: one bot, installed in each from its page, and removed again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiohttp
from yarl import URL

from bot.clock import Clock
from bot.demo.stage import clock_at, next_monday, patiently
from bot.http import PATH
from bot.oauth import INSTALL, REDIRECT
from bot.playground.limits import PATIENCE, Patience
from bot.playground.people import HERON, KESTREL, Team
from bot.playground.server import Playground
from bot.playground.slack import Slack
from bot.runtime import Running, running
from bot.settings import Settings, read
from bot.tokens import new_key


@dataclass(frozen=True)
class Page:
    """What a browser shows in the end."""

    status: int
    address: str
    text: str


@dataclass
class Neighbours:
    """Workspaces side by side and the bot that serves them."""

    slack: Slack
    bot: Running
    database_url: str = field(repr=False)
    work: AsyncExitStack = field(repr=False)  # until it ends the bot is at work

    async def start_again(self, keys: str, **told: str) -> None:
        """The bot stops and starts with other keys: one, or several separated by commas, newest first. `told`: other
        variables."""
        await self.work.aclose()
        self.bot = await _begin(self.slack, self.database_url, keys, self.work, told)

    def environment(self, keys: str) -> dict[str, str]:
        """What the bot is told, for whatever else is run beside it."""
        return environment_for(self.slack, self.database_url, keys)

    def workspace(self, team: Team) -> Playground:
        return self.slack.workspaces[team.id]

    async def install(self, place: str, answer: str = "allow") -> Page:
        """Somebody opens the bot's page, chooses a workspace (or a whole organisation, by its id) and answers."""
        async with browser() as session:
            asked = await opened(session, f"{self.bot.url}{INSTALL}")
            return await decided(session, asked, place, answer)


@asynccontextmanager
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    """One with its cookies; they are kept for addresses without a name too."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def opened(session: aiohttp.ClientSession, address: str) -> Page:
    async with session.get(address) as answer:
        return Page(answer.status, str(answer.url), await answer.text())


async def decided(session: aiohttp.ClientSession, asked: Page, place: str, answer: str) -> Page:
    """What comes after Slack's question is answered."""
    address, _, query = asked.address.partition("?")
    form = {**URL(f"?{query}").query, "place": place, "answer": answer}
    form.setdefault("redirect_uri", "")
    async with session.post(address, data=form) as said:
        return Page(said.status, str(said.url), await said.text())


def environment_for(slack: Slack, database_url: str, keys: str) -> dict[str, str]:
    return {**slack.environment, "SAMEPAGE_DATABASE_URL": database_url, "SAMEPAGE_SECRET_KEY": keys, "PORT": "0"}


def settings_for(slack: Slack, database_url: str, keys: str) -> Settings:
    return read(environment_for(slack, database_url, keys))


async def _begin(
    slack: Slack, database_url: str, keys: str, work: AsyncExitStack, told: Mapping[str, str] | None = None
) -> Running:
    """The bot at work until `work` ends."""
    settings = read({**environment_for(slack, database_url, keys), **(told or {})})
    bot = await work.enter_async_context(running(settings))
    await joined(slack, bot.url)
    return bot


async def joined(slack: Slack, bot_url: str) -> None:
    """Slack is told the bot's addresses."""
    slack.redirect_url = f"{bot_url}{REDIRECT}"
    for playground in slack.workspaces.values():
        playground.readyz = f"{bot_url}/readyz"
    await patiently(lambda: slack.deliver_to(f"{bot_url}{PATH}"))


@asynccontextmanager
async def neighbours(
    manifest: Path,
    folder: Path,
    *,
    database_url: str | None = None,
    begin: datetime | None = None,
    teams: Sequence[Team] = (KESTREL, HERON),
    patience: Patience = PATIENCE,
    key: str | None = None,
) -> AsyncIterator[Neighbours]:
    """Curtain up: nobody has installed anything yet. `folder` holds the clock and, unless another is named, the
    database."""
    clock_file = clock_at(folder / "clock", begin or next_monday(Clock().wall()))
    database = database_url or f"sqlite+aiosqlite:///{folder / 'samepage.db'}"
    async with (
        Slack(manifest, clock_file=clock_file, teams=teams, patience=patience) as slack,
        AsyncExitStack() as work,
    ):
        bot = await _begin(slack, database, key or new_key(), work)
        yield Neighbours(slack, bot, database, work)
