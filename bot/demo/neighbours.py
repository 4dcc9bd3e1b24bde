"""A stage of several workspaces: one bot, installed in each from its page, and removed again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiohttp
from yarl import URL

from bot.clock import Clock
from bot.demo.stage import clock_at, next_monday
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


def settings_for(slack: Slack, database_url: str, key: str) -> Settings:
    return read({**slack.environment, "SAMEPAGE_DATABASE_URL": database_url, "SAMEPAGE_SECRET_KEY": key, "PORT": "0"})


async def joined(slack: Slack, bot_url: str) -> None:
    """Slack is told the bot's addresses."""
    slack.redirect_url = f"{bot_url}{REDIRECT}"
    for playground in slack.workspaces.values():
        playground.readyz = f"{bot_url}/readyz"
    await slack.deliver_to(f"{bot_url}{PATH}")


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
        running(settings_for(slack, database, key or new_key())) as bot,
    ):
        await joined(slack, bot.url)
        yield Neighbours(slack, bot)
