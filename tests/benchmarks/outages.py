"""`python -m tests.benchmarks.outages`: how soon all goes on after an outage of the database, one table.

EVENTS=30000 adds a storm of that many events by either way (long), drawn from SEED. STORM=only leaves the rest out.
Exits 1 where a figure misses its target.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import sys
import tempfile
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import structlog
from rich.console import Console
from rich.table import Table

from bot.demo.stage import Stage, stage
from storage import models
from tests.benchmarks import storm
from tests.benchmarks.figures import Figure
from tests.stories.acting import APPROVE, MANIFEST, MONDAY, open_role, post_candidate, table, thread
from tests.stories.clusters import cluster
from tests.stories.conftest import CALM, no_tips
from tests.stories.process import Zygote

MOST, LOCKED = 2.0, 5.0  # real seconds
_LOCK = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN EXCLUSIVE'); print(flush=True); input()"
)


async def _pause(seconds: float) -> None:
    await asyncio.sleep(seconds)  # noqa: TID251 (real time: an outage lasts)


async def _recovery(found: Stage, name: str, away: Callable[[], Awaitable[Callable[[], Awaitable[object]]]]) -> Figure:
    """`away` takes the database away and gives the way back. Somebody presses all the while."""
    playground, hal = found.playground, found.playground.person("Hal")
    card = await post_candidate(playground, await open_role(playground))
    back = await away()
    ended = 0.0

    async def ending() -> None:
        nonlocal ended
        await _pause(LOCKED)
        await back()
        ended = perf_counter()

    task = asyncio.create_task(ending())
    lost = 0
    while not ended or not await table(found.bot.database, models.Decision):
        lost += not (await hal.click(APPROVE, message=card)).ok
    await task
    saved = perf_counter() - ended
    await playground.until(lambda: thread(playground, card), "what follows", 60)
    told = perf_counter() - ended
    once = len(await table(found.bot.database, models.Decision)) == len(thread(playground, card)) == 1
    shown = f"saved after {saved:.2f} s, told after {told:.2f} s" + ("" if once and not lost else ", NOT ONCE")
    return Figure(
        f"{name} away for {LOCKED:g} s: back at work", shown, f"≤ {MOST:g} s", told <= MOST and once and not lost
    )


async def _postgresql(folder: Path) -> Figure:
    async with (
        cluster() as own,
        stage(MANIFEST, folder, database_url=own.url, begin=MONDAY, delivery="http", patience=CALM) as found,
    ):
        await no_tips(found)

        async def away() -> Callable[[], Awaitable[object]]:
            await own.stop()
            return own.start

        return await _recovery(found, "PostgreSQL", away)


async def _sqlite(folder: Path) -> Figure:
    file = folder / "locked.db"
    async with stage(
        MANIFEST, folder, database_url=f"sqlite+aiosqlite:///{file}", begin=MONDAY, patience=CALM
    ) as found:
        await no_tips(found)

        async def away() -> Callable[[], Awaitable[object]]:
            pipe = asyncio.subprocess.PIPE
            other = await asyncio.create_subprocess_exec(
                sys.executable, "-c", _LOCK, str(file), stdin=pipe, stdout=pipe
            )
            assert other.stdout is not None
            await other.stdout.readline()

            async def back() -> None:
                await other.communicate(b"\n")

            return back

        return await _recovery(found, "SQLite, locked by another process,", away)


async def measure(folder: Path, events: int, seed: int) -> list[Figure]:
    figures = []
    outages = (("postgresql", _postgresql), ("sqlite", _sqlite)) if os.environ.get("STORM") != "only" else ()
    for name, one in outages:
        (folder / name).mkdir()
        figures.append(await one(folder / name))
    if not events:
        return figures
    zygote = Zygote(folder)
    try:
        figures += await storm.measure(
            folder, zygote, "socket", f"sqlite+aiosqlite:///{folder / 'storm.db'}", events, seed
        )
        async with cluster() as own:
            figures += await storm.measure(folder, zygote, "http", own.url, events, seed)
    finally:
        zygote.close()
    return figures


def main() -> int:
    events, seed = int(os.environ.get("EVENTS", "0")), int(os.environ.get("SEED", "9"))
    versions = ", ".join(f"{each} {version(each)}" for each in ("slack-bolt", "sqlalchemy", "asyncpg", "aiosqlite"))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))  # the bot's own lines
    with tempfile.TemporaryDirectory(prefix="samepage-outages-") as folder:
        figures = asyncio.run(measure(Path(folder), events, seed))
    title = f"outages, {events} events each way, seed {seed}; python {platform.python_version()}, {versions}"
    shown = Table("what", "measured", "target", "", title=title)
    for figure in figures:
        shown.add_row(figure.what, figure.measured, figure.target, "met" if figure.met else "[red]not met[/red]")
    Console(width=160).print(shown)
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
