"""What a start costs beside importing what the bot is built on: fresh processes, in turn.

What the bot adds to the imports is mostly its own: some 60 tables are mapped and 280 dataclasses made before anything
can be asked. The rest is what checks settings (pydantic) and what the log's library brings along (rich).
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from storage.database import Database
from tests.benchmarks.figures import Figure
from tests.benchmarks.load.bots import COMPILED, ours
from tests.benchmarks.load.slack import slack

TIMES = 7
MOST = 1.5
_BARE = """
import slack_bolt.async_app, slack_bolt.adapter.socket_mode.async_handler, aiohttp.web
import sqlalchemy.ext.asyncio, sqlalchemy.orm, alembic.command, apscheduler.schedulers.asyncio
print(open("/proc/self/statm").read().split()[1])
"""
Taken = tuple[float, float]  # seconds, MiB


async def measure(folder: Path) -> list[Figure]:
    url = f"sqlite+aiosqlite:///{folder / 'starting.db'}"
    database = Database.open(url)
    await database.migrate()
    await database.close()
    async with slack() as here:

        async def a_bot() -> Taken:
            """Until it answers that it is ready: its database looked at, Slack asked who it is."""
            began = perf_counter()
            async with ours(here, "HTTP", url) as bot:
                return perf_counter() - began, bot.memory()

        starts: tuple[Callable[[], Awaitable[Taken]], ...] = (a_bot, _imports)
        taken: list[list[Taken]] = [[], []]
        for _ in range(TIMES + 1):
            for start, found in zip(starts, taken, strict=True):
                found.append(await start())
    of_bot, of_bare = ([quantiles(column, n=4)[0] for column in zip(*each[1:], strict=True)] for each in taken)
    beside = "÷ importing Bolt, SQLAlchemy, Alembic, APScheduler"
    return [
        _judged(f"{what} {beside}", unit, bot, bare)
        for what, unit, bot, bare in zip(
            ("start to ready", "memory when ready"), ("s", "MiB"), of_bot, of_bare, strict=True
        )
    ]


def _judged(what: str, unit: str, bot: float, bare: float) -> Figure:
    return Figure(what, f"{bot / bare:.2f}  ({bot:.3g} ÷ {bare:.3g} {unit})", f"≤ {MOST:g}", bot <= MOST * bare)


async def _imports() -> Taken:
    began = perf_counter()
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", _BARE], capture_output=True, check=True, env=os.environ | COMPILED
    )
    return perf_counter() - began, int(done.stdout) * 4096 / 1024**2
