"""A company in the middle of hiring, for commands to work on."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from storage import homes, models, openings, people, submissions
from storage.cards import CardKind, Place, place
from storage.database import Database
from storage.openings import Opening
from storage.people import Person
from storage.submissions import Posting
from tests.benchmarks.load.asked import BOT, NORA, RITA, TEAM, Stock

MANAGERS = 24  # each with a role and its candidates
NORAS = 5  # roles on her list


async def stock(database: Database, decidable: int, *, at: datetime) -> Stock:
    """Fills a migrated, empty database; nothing in it waits to be sent."""
    nora, rita = (Person(TEAM, who, who.title(), "Europe/Berlin") for who in (NORA, RITA))
    managers = [Person(TEAM, f"U0M{number}", f"Manager {number}", "Europe/Berlin") for number in range(MANAGERS)]
    onlookers = [Person(TEAM, Stock.onlooker(number), f"Colleague {number}", "UTC") for number in range(decidable)]
    found: list[tuple[int, str]] = []
    async with database.begin() as session:
        await people.join(session, TEAM, name="Kestrel", bot_user=BOT)
        for person in (nora, rita, *managers, *onlookers):
            await people.remember(session, person, at=at)
            await people.has_dm(session, TEAM, person.id, f"D{person.id}")
            await homes.opened(session, TEAM, person.id, at=at)
    before = at - timedelta(days=2)
    roles: list[tuple[int, Person]] = []
    for number in range(NORAS + MANAGERS):
        recruiter, manager = (nora, managers[number]) if number < NORAS else (rita, managers[number - NORAS])
        opening = Opening(f"Role {number}", manager.id, "Berlin")
        async with database.begin() as session:
            role = await openings.open_requisition(session, recruiter, opening, origin=f"R{number}", at=before)
            await place(session, TEAM, CardKind.REQUISITION, role.id, Place(f"C0R{number}", "1.000001"), at=at)
            row = models.Requisition
            await session.execute(
                update(row).where(row.id == role.id).values(channel=f"C0R{number}", channel_kind="channel")
            )
            roles.append((role.id, manager))
    for number in range(NORAS * 3 + decidable):
        noras = number < NORAS * 3
        role_id, manager = roles[number % NORAS] if noras else roles[NORAS + number % MANAGERS]
        async with database.begin() as session:
            posting = Posting(f"Person {number}", "Built the same twice.")
            posted = await submissions.post(
                session, nora if noras else rita, role_id, posting, origin=f"P{number}", at=at
            )
            await place(session, TEAM, CardKind.SUBMISSION, posted.id, Place("C1", f"{number}.2"), at=at)
        if not noras:
            found.append((posted.id, manager.id))
    async with database.begin() as session:
        await session.execute(update(models.OutboxRow).values(state="done", done_at=at))
        await session.execute(update(models.Lane).values(due_at=None, rests_until=None))
    return Stock(found)
