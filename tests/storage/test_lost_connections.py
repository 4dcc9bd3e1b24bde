"""Connections a server has closed: the next transaction begins on a new one, and nobody hears of it."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from storage.database import Database

_OTHERS = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"


async def test_connections_the_server_has_closed_are_left_out(postgres: Database, postgres_url: str) -> None:
    await asyncio.gather(*(postgres.ping() for _ in range(5)))  # several in the pool
    elsewhere = Database.open(postgres_url)
    async with elsewhere.read() as session:
        ended = await session.execute(text(f"select pg_terminate_backend(pid) {_OTHERS}"))
        assert len(ended.all()) > 1
    while True:  # the server ends them when it gets to it
        async with elsewhere.read() as session:
            if not await session.scalar(text(f"select count(*) {_OTHERS}")):
                break
    await asyncio.gather(*(postgres.ping() for _ in range(5)))
    await elsewhere.close()
