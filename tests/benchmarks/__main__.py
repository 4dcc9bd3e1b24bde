"""Runs every benchmark, prints one table, and exits 1 where a figure falls short of its target.

Absolute times belong to the machine; what is compared was measured in the same run.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import audit_log, history, playground, visits, walls, working_time
from tests.benchmarks.figures import Figure


async def measure() -> list[Figure]:
    figures = working_time.measure()
    with tempfile.TemporaryDirectory(prefix="samepage-bench-") as folder:
        figures += await history.measure()
        figures += await visits.measure(Path(folder))
        figures += await audit_log.measure(Path(folder))
        figures += await walls.measure()
        figures += await playground.measure(Path(folder))
    return figures


def main() -> int:
    figures = asyncio.run(measure())
    table = Table("what", "measured", "target", "", title="long past: 1,000,000 rows of history ÷ 10,000")
    for figure in figures:
        table.add_row(figure.what, figure.measured, figure.target, "met" if figure.met else "[red]not met[/red]")
    Console().print(table)
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
