"""Closing: nothing under way is cut off, and no connection is left to nobody."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Closed, Database


async def test_closing_lets_what_is_under_way_end_and_begins_nothing_new(fresh_database_url: str) -> None:
    database = Database.open(fresh_database_url)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> object:
        async with database.read() as session:
            begun.set()
            await go_on.wait()
            return await session.scalar(text("select 41 + 1"))

    reading = asyncio.create_task(slow())
    await begun.wait()
    closing = asyncio.create_task(database.close())
    done, _ = await asyncio.wait({closing}, timeout=0.1)
    assert not done
    with pytest.raises(Closed):
        await database.ping()
    go_on.set()
    assert await reading == 42
    await closing
    assert database.reader.pool.status() == Database.open(fresh_database_url).reader.pool.status()  # none is out


def test_a_new_file_is_for_its_owners_eyes_only_and_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "new" / "samepage.db"
    Database.open(f"sqlite+aiosqlite:///{file}")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    Database.open(f"sqlite+aiosqlite:///{file}")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
