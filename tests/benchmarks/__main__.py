"""Runs every benchmark, prints a table of each part once it is done, and exits 1 where a figure falls short of its
target.

`python -m tests.benchmarks load start` runs those parts alone. Absolute times belong to the machine; what is compared
was measured in the same run.
"""

from __future__ import annotations

import asyncio
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import audit_log, drain, history, playground, size, starting, visits, walls, working_time
from tests.benchmarks.figures import Figure
from tests.benchmarks.load import cpu, side_by_side, under_way

Part = Callable[[Path], Awaitable[list[Figure]]]


async def _working_time(_folder: Path) -> list[Figure]:
    return working_time.measure()


async def _alone(folder: Path) -> list[Figure]:
    return [*await visits.measure(folder), *await audit_log.measure(folder), *await walls.measure()]


PARTS: Mapping[str, tuple[str, Part]] = {
    "start": ("Starting", starting.measure),
    "working-time": ("Working time", _working_time),
    "alone": ("In process: a visit, the audit log, the second wall", _alone),
    "load": (
        "Load, beside bare Bolt and the same statements by SQLAlchemy alone",
        side_by_side.measure,
    ),
    "cpu": ("What a request costs the processor: the same statements | the handlers | the whole bot", cpu.measure),
    "under-way": ("Load while 100,000 nudges go out", under_way.measure),
    "drain": ("What is due, without posting", drain.measure),
    "history": ("Long past: beside 10,000 | 100,000 | 1,000,000 rows of history", history.measure),
    "size": ("Room on PostgreSQL", size.measure),
    "playground": ("The playground", playground.measure),
}


async def measure(name: str) -> list[Figure]:
    print(f"… {PARTS[name][0]}", file=sys.stderr)  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="samepage-bench-") as folder:
        return await PARTS[name][1](Path(folder))


def _table(name: str, figures: Sequence[Figure]) -> Table:
    table = Table("what", "measured", "target", "", title=f"{PARTS[name][0]}\n{_versions()}")
    for figure in figures:
        judged = ("met" if figure.met else "[red]not met[/red]") if figure.target else ""
        table.add_row(figure.what, figure.measured, figure.target, judged)
    return table


def _versions() -> str:
    packages = " · ".join(f"{name} {version(name)}" for name in ("slack-bolt", "SQLAlchemy", "APScheduler"))
    return f"Python {platform.python_version()} · {packages} · SQLite {sqlite3.sqlite_version}"


def main(names: Sequence[str]) -> int:
    if unknown := set(names) - PARTS.keys():
        print(f"There is no part {', '.join(sorted(unknown))}. Parts: {', '.join(PARTS)}.", file=sys.stderr)  # noqa: T201
        return 2
    console, met = Console(width=None if sys.stdout.isatty() else 180), True
    for name in names or PARTS:
        figures = asyncio.run(measure(name))
        console.print(_table(name, figures))
        met = met and all(figure.met for figure in figures)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
