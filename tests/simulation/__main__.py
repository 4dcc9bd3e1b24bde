"""Plays a month without Slack, prints what it came to, and exits 1 where a target is missed.

`python -m tests.simulation [--seed N] [--days N] [--roles N]`; the same seed plays the same month.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from storage.database import Database
from tests.benchmarks.figures import Figure
from tests.simulation.month import Month, play
from tests.simulation.report import Sum, by_kind, figures, hours, share, summed
from tests.simulation.script import Script

_IN_MEMORY = Path("/dev/shm")
_EXAMPLES = 3


def _script() -> Script:
    usual = Script()
    asked = argparse.ArgumentParser(prog="python -m tests.simulation", description="A month without Slack.")
    asked.add_argument("--seed", type=int, default=usual.seed, help="another month (default %(default)s)")
    asked.add_argument("--days", type=_at_least(2), default=usual.days, help="default %(default)s")
    asked.add_argument("--roles", type=_at_least(1), default=usual.roles, help="open roles (default %(default)s)")
    found = asked.parse_args()
    return Script(found.seed, found.days, found.roles)


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"must be a whole number, {least} or more")
        return int(text)

    return number


def _on_one_core() -> None:
    """SQLite answers from a thread of its own while ours waits: on one core the two hand over in half the time."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


async def _played(script: Script) -> Month:
    room = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="samepage-month-", dir=room) as folder:
        database = Database.open(f"sqlite+aiosqlite:///{Path(folder) / 'month.db'}")
        try:
            await database.migrate()
            return await play(database, script)
        finally:
            await database.close()


def _asks(month: Month) -> Table:
    script = month.script
    table = Table(
        *("asks", "number", "in time", "median h", "p90 h", "lapsed", "moot", "open"),
        title=f"{script.days} days from {script.starts:%d %B %Y}: {len(month.managers)} managers, "
        f"{len(month.recruiters)} recruiters, {month.roles} roles (seed {script.seed})",
    )
    sums = by_kind(month.asks, script.ends)
    for kind, found in sums.items():
        table.add_row(kind.value.replace("_", " "), *_cells(found))
    table.add_section()
    table.add_row("all", *_cells(summed(month.asks, script.ends)))
    return table


def _cells(found: Sum) -> list[str]:
    times = (hours(found.times.median), hours(found.times.ninetieth))
    ends = (found.lapsed, found.cancelled, found.open)
    return [f"{found.number:,}", share(found.in_time), *times, *map(str, ends)]


def _figures(found: list[Figure]) -> Table:
    table = Table("what", "found", "target", "")
    for figure in found:
        verdict = "" if not figure.target else "met" if figure.met else "[red]not met[/red]"
        table.add_row(figure.what, figure.measured, figure.target, verdict)
    return table


def main() -> int:
    script = _script()
    _on_one_core()
    month = asyncio.run(_played(script))
    found, console = figures(month), Console()
    console.print(_asks(month), _figures(found))
    for fault, examples in month.watch.faults.items():
        for example in examples[:_EXAMPLES]:
            console.print(f"{fault}: {example}", highlight=False)
    return 0 if all(figure.met for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
