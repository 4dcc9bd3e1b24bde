"""A hundred thousand people who are to hear something this very minute, written by the database itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text, update

from storage import models, openings, people
from storage.database import Database
from storage.openings import Opening
from storage.people import Person
from tests.benchmarks.load.asked import BOT, TEAM
from tests.benchmarks.past_rows import insert, moment

PEOPLE = 100_000


async def nudge(database: Database, *, at: datetime, many: int = PEOPLE) -> None:
    """So many people in Berlin, each of whom owes a check-in on a requisition that nobody looks at, and has not been
    told. Their direct messages are open."""
    role = await _somebody_s(database, at)
    is_sqlite = database.writer.dialect.name == "sqlite"
    yesterday = moment(is_sqlite, at - timedelta(days=1), "0")
    now = moment(is_sqlite, at - timedelta(minutes=5), "0")
    no = "false"
    async with database.writer.begin() as connection:
        of_people = {
            "id": "'U9' || i",
            "name": "'Person ' || i",
            "zone": "'Europe/Berlin'",
            "dm": "'D9' || i",
            "seen_at": now,
            "check_in_day": "3",
            "next_window_at": now,
        } | dict.fromkeys(_FLAGS, no)
        asks = {
            "requisition_id": str(role),
            "kind": "'check_in'",
            "owner": "'U9' || i",
            "state": "'open'",
            "asked_at": yesterday,
            "running_since": yesterday,
            "promise": "28800",
            "due_at": moment(is_sqlite, at + timedelta(days=1), "0"),
            "next_nudge_at": now,
        } | dict.fromkeys(("elapsed", "said", "grace", "deferred", "snoozes", "again"), "0")
        for table, columns in (("people", of_people), ("asks", asks)):
            await connection.execute(text(insert(table, many, columns)))
        if not is_sqlite:
            await connection.execute(text("analyze"))


async def _somebody_s(database: Database, at: datetime) -> int:
    """A requisition with nothing of it waiting to be sent; its id."""
    recruiter, manager = (Person(TEAM, who, who.title(), "Europe/Berlin") for who in ("U8R", "U8M"))
    async with database.begin() as session:
        await people.join(session, TEAM, name="Kestrel", bot_user=BOT)
        for person in (recruiter, manager):
            await people.remember(session, person, at=at)
        opening = Opening("Everybody's", manager.id, "Berlin")
        role = await openings.open_requisition(session, recruiter, opening, origin="everybody's", at=at)
    async with database.begin() as session:
        await session.execute(update(models.OutboxRow).values(state="done", done_at=at))
        await session.execute(update(models.Lane).values(due_at=None, rests_until=None))
    return role.id


_FLAGS = ("is_guest", "is_bot", "is_deactivated", "is_admin", "is_lead", "gathers_answers", "no_tips")


async def lanes(database: Database, *, at: datetime, many: int = PEOPLE) -> None:
    """So many messages, each to somebody else, that are due."""
    is_sqlite = database.writer.dialect.name == "sqlite"
    due = moment(is_sqlite, at - timedelta(days=1), "i / 100")
    row = {
        "lane_id": f"(select id from lanes where workspace = '{TEAM}' and name = 'U9' || i)",
        "kind": "'bench'",
        "key": "'bench:' || i",
    }
    row |= {"ids": "'{}'", "state": "'waiting'", "created_at": due, "attempts": "0"}
    await database.write(lambda session: people.join(session, TEAM, name="Kestrel", bot_user=BOT))
    async with database.writer.begin() as connection:
        await connection.execute(text(insert("lanes", many, {"name": "'U9' || i", "due_at": due})))
        await connection.execute(text(insert("outbox", many, row)))
        if not is_sqlite:
            await connection.execute(text("analyze"))
