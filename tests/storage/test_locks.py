"""Whoever is locked is known as they are by now, and not asked for again."""

from __future__ import annotations

from sqlalchemy import event, update

from storage import models, people
from storage.database import Database
from storage.people import Person
from tests.storage.box import NOW
from tests.storage.world import HERE


async def _met(database: Database, *names: str) -> None:
    async with database.begin() as session:
        await people.join(session, HERE, name="Kestrel", bot_user="UB")
        for name in names:
            await people.remember(session, Person(HERE, f"U0{name}", name, "Europe/Berlin"), at=NOW)


async def test_what_changed_before_the_lock_is_seen(postgres: Database) -> None:
    await _met(postgres, "Ada")
    row = models.Person
    async with postgres.begin() as session:
        before = await session.get_one(row, (HERE, "U0Ada"))  # held, so that the session would give it back as it was
        async with postgres.begin() as other:
            await other.execute(update(row).where(row.workspace == HERE, row.id == "U0Ada").values(zone="Asia/Kolkata"))
        await people.lock(session, HERE, "U0Ada")
        assert (await people.get(session, HERE, "U0Ada")).zone == "Asia/Kolkata"
        assert before.zone == "Asia/Kolkata"


async def test_the_locked_are_not_asked_for_again(database: Database) -> None:
    await _met(database, "Ada", "Ben")
    asked: list[str] = []
    async with database.begin() as session:
        await people.lock(session, HERE, "U0Ada", "U0Ben")
        event.listen(database.writer.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        assert [(await people.get(session, HERE, f"U0{name}")).name for name in ("Ada", "Ben")] == ["Ada", "Ben"]
        assert asked == []
