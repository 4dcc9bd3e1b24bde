"""The bot, bare Bolt with SQLAlchemy, and bare Bolt, asked the same in one run, by both ways in, on both databases.

Each line has the three in this order. With many clients the bot also does what came of the commands before: it posts,
paints and repaints while the other two have nothing more to do.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.stage import clock_at
from tests.benchmarks.figures import Figure, told
from tests.benchmarks.history import folder_in_memory
from tests.benchmarks.load import bots, databases
from tests.benchmarks.load.asked import WHATS, Stock, What
from tests.benchmarks.load.bare import Told
from tests.benchmarks.load.bots import Bot, Way
from tests.benchmarks.load.measured import Asking, Taken
from tests.benchmarks.load.slack import Slack, slack

MORNING = datetime(2026, 11, 25, 10, tzinfo=UTC)  # eleven in Berlin, on a Wednesday
ONE = 24  # requests of the one client
MANY = {16: 96, 100: 100}  # clients: requests
REQUESTS = ONE + sum(MANY.values())
READ, DURABLE = 4.0, 1.3


async def measure(_folder: Path) -> list[Figure]:
    figures: list[Figure] = []
    with folder_in_memory() as folder:
        clock_file = clock_at(folder / "clock", MORNING)
        for name, opened in (("SQLite", databases.sqlite), ("PostgreSQL", databases.postgresql)):
            async with opened(folder, REQUESTS, at=MORNING) as (stock, copy), slack() as here:
                for way in ("HTTP", "socket"):
                    urls = [await copy(f"{each}_{way.lower()}") for each in ("recorded", "again", "ours")]
                    found = await _compare(f"{name}, {way}", here, way, stock, urls, clock_file)
                    figures += found
    return figures


async def _compare(where: str, here: Slack, way: Way, stock: Stock, urls: list[str], clock_file: Path) -> list[Figure]:
    recorded_on, again, own = urls
    told_with = Told(here.url, 0, "", recorded_on, again, str(clock_file), tuple(stock.decidable), REQUESTS)
    async with AsyncExitStack() as stack:
        bolt = await stack.enter_async_context(bots.bare(here, way, "bolt", Told(here.url)))
        alchemy = await stack.enter_async_context(bots.bare(here, way, "alchemy", told_with))
        ours = await stack.enter_async_context(bots.ours(here, way, own, clock_file))
        asking = Asking(here, stock)
        before = ours.memory()
        figures: list[Figure] = []
        for what in WHATS:
            figures += await _asked(f"{where}: {what}", asking, what, bolt, alchemy, ours)
        shown = f"{before:.0f} → {ours.memory():.0f} MiB (bare Bolt {bolt.memory():.0f})"
        return [*figures, told(f"{where}: memory before → after", shown)]


async def _asked(where: str, asking: Asking, what: What, bolt: Bot, alchemy: Bot, ours: Bot) -> list[Figure]:
    one = await asking.one_client((bolt, alchemy, ours), what, ONE)
    figures = [_ratio(f"{where}, 1 client", what, one)]
    for clients, times in MANY.items():
        many = {bot.name: await asking.many_clients(bot, what, clients, times) for bot in (bolt, alchemy, ours)}
        beside = " | ".join(f"{many[name].per_second:,.0f}/s" for name in ("alchemy", "bolt"))
        figures.append(told(f"{where}, {clients} clients", f"{many['ours']} | {beside}"))
    return figures


def _ratio(what: str, kind: What, one: dict[str, Taken]) -> Figure:
    """A read command beside bare Bolt, a durable one beside the same statements."""
    ours, alchemy, bolt = one["ours"], one["alchemy"], one["bolt"]
    reads = kind == "/req list"
    beside, most = (bolt, READ) if reads else (alchemy, DURABLE)
    found = ours.p50 / beside.p50
    shown = (
        f"{found:.2f} × {'bare Bolt' if reads else 'SQLAlchemy'}  "
        f"(p50 {ours.p50 * 1000:.1f} | {alchemy.p50 * 1000:.1f} | {bolt.p50 * 1000:.1f} ms; p99 {ours.p99 * 1000:.0f})"
    )
    undone = ours.undone + alchemy.undone + bolt.undone
    return Figure(what, f"{shown}, {undone} NOT DONE" if undone else shown, f"≤ {most:g}", found <= most and not undone)
