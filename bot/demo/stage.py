"""The stage: a playground and the bot in it, joined by nothing but Slack's protocols and a clock file."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.http import PATH
from bot.playground.errors import Refused
from bot.playground.limits import PATIENCE, Patience
from bot.playground.server import Playground
from bot.runtime import Running, running
from bot.settings import CannotStart, Settings, read

HOME = ZoneInfo("Europe/Berlin")
_MORNING = time(10)
_ASKED = 10  # times at most that Slack asks the bot's address for an answer
Way = Literal["socket", "http"]  # how Slack's side of a conversation reaches the bot


@dataclass
class Stage:
    """A workspace and the bot at work in it: after a start over, another one."""

    playground: Playground
    bot: Running


def next_monday(now: datetime) -> datetime:
    """The next Monday at ten in Berlin: when every demo begins, so that the first windows are not far."""
    day = now.astimezone(HOME).date()
    monday = day + timedelta(days=(7 - day.weekday()) % 7)
    begin = datetime.combine(monday, _MORNING, HOME)
    return begin if begin >= now else datetime.combine(monday + timedelta(days=7), _MORNING, HOME)


def environment_for(playground: Playground, database_url: str, delivery: Way = "socket") -> dict[str, str]:
    """What the bot is told: the same variables as for Slack itself, with another address."""
    by_socket, by_http = {"SLACK_APP_TOKEN": playground.app_token}, {"SLACK_SIGNING_SECRET": playground.signing_secret}
    return {
        "SLACK_BOT_TOKEN": playground.bot_token,
        **(by_socket if delivery == "socket" else by_http),
        "SAMEPAGE_SLACK_API_URL": playground.api_url,
        "SAMEPAGE_DATABASE_URL": database_url,
        "SAMEPAGE_CLOCK_FILE": str(playground.clock.path),
        "PORT": "0",
    }


def settings_for(playground: Playground, database_url: str, delivery: Way = "socket") -> Settings:
    return read(environment_for(playground, database_url, delivery))


async def patiently(tell: Callable[[], Awaitable[None]]) -> None:
    """Tells Slack the bot's address until Slack takes it: it asks the bot for an answer within three seconds, which a
    machine with much to do may miss. Refused where it misses it again and again."""
    for _ in range(_ASKED - 1):
        try:
            await tell()
        except Refused:
            continue
        return
    await tell()


async def joined(playground: Playground, bot_url: str, delivery: Way) -> None:
    """The two find each other: the bot has called, or Slack is told the bot's address and has asked it."""
    playground.readyz = f"{bot_url}/readyz"
    if delivery == "http":
        await patiently(lambda: playground.deliver_to(f"{bot_url}{PATH}"))
    await playground.connected()


def clock_at(file: Path, moment: datetime) -> Path:
    """A clock file that makes it `moment` now."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(struct.pack("<d", (moment - Clock().wall()).total_seconds()))
    return file


@asynccontextmanager
async def stage(
    manifest: Path,
    folder: Path,
    *,
    port: int = 0,
    database_url: str | None = None,
    begin: datetime | None = None,
    delivery: Way = "socket",
    patience: Patience = PATIENCE,
) -> AsyncIterator[Stage]:
    """Curtain up: `folder` holds the clock, the ledger and (unless `database_url` names another) the database.
    `patience`: how long Slack's side waits for the bot, where the machine is slower than the story is about.

    A database of the stage's own is emptied when the page starts over, and the bot with it; another one is not ours to
    empty.
    """
    clock_file = clock_at(folder / "clock", begin or next_monday(Clock().wall()))
    file = folder / "samepage.db"
    database = database_url or f"sqlite+aiosqlite:///{file}"
    async with (
        Playground(
            manifest, port, clock_file=clock_file, ledger=folder / "ledger.jsonl", patience=patience
        ) as playground,
        AsyncExitStack() as work,
    ):
        settings = settings_for(playground, database, delivery)
        built = Stage(playground, await _begin(playground, settings, delivery, work))

        @asynccontextmanager
        async def without_the_bot() -> AsyncIterator[None]:
            await work.aclose()
            _remove(file)
            yield
            try:
                built.bot = await _begin(playground, settings, delivery, work)
            except (CannotStart, TimeoutError) as reason:
                raise Refused(f"The bot did not come back: {reason} End the demo and start it again.") from reason

        if database_url is None:
            playground.on_start_over = without_the_bot
        yield built


async def _begin(playground: Playground, settings: Settings, delivery: Way, work: AsyncExitStack) -> Running:
    """The bot at work in the playground until `work` ends."""
    bot = await work.enter_async_context(running(settings))
    await joined(playground, bot.url, delivery)
    return bot


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
