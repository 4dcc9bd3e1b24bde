"""Sixteen people at work while a hundred thousand nudges go out: the bot by HTTP, on both databases.

`/req open` and *Approve* are the heaviest verbs there are (some 18 and 35 statements). A durable command of the size
the target was reckoned for is App Home's: three statements.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from bot.demo.stage import clock_at
from storage.database import Database
from tests.benchmarks.figures import Figure, told
from tests.benchmarks.history import folder_in_memory
from tests.benchmarks.load import bots, databases
from tests.benchmarks.load.asked import WHATS, What
from tests.benchmarks.load.measured import Asking, Taken
from tests.benchmarks.load.nudged import nudge
from tests.benchmarks.load.side_by_side import MORNING
from tests.benchmarks.load.slack import slack

CLIENTS, REQUESTS = 16, 320
PER_SECOND, P99, LONGEST = 250, 0.1, 1.0


async def measure(_folder: Path) -> list[Figure]:
    figures: list[Figure] = []
    with folder_in_memory() as folder:
        clock_file = clock_at(folder / "clock", MORNING)
        for name, opened in (("SQLite", databases.sqlite), ("PostgreSQL", databases.postgresql)):
            async with opened(folder, REQUESTS, at=MORNING) as (stock, copy), slack() as here:
                url = await copy("nudged")
                database = Database.open(url)
                await nudge(database, at=MORNING)
                await database.close()
                async with bots.ours(here, "HTTP", url, clock_file) as ours:
                    asking = Asking(here, stock)
                    began, before = perf_counter(), here.calls
                    for what in WHATS:
                        taken = await asking.many_clients(ours, what, CLIENTS, REQUESTS, waits=False)
                        figures.append(_judged(f"{name}: {what}, {CLIENTS} clients", what, taken))
                    sent = (here.calls - before) / (perf_counter() - began)
                    figures.append(told(f"{name}: calls to Slack meanwhile", f"{sent:,.0f}/s, {ours.memory():.0f} MiB"))
    return figures


def _judged(what: str, kind: What, taken: Taken) -> Figure:
    met = taken.p99 <= P99 and taken.longest < LONGEST and not taken.undone
    target = f"p99 ≤ {P99 * 1000:.0f}, longest < {LONGEST * 1000:.0f} ms"
    if kind == "/req list":
        return Figure(what, str(taken), target, met)
    return Figure(what, str(taken), f"≥ {PER_SECOND}/s, {target}", met and taken.per_second >= PER_SECOND)
