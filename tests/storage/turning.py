"""What else the storage tests do to asks than answer them: ask back, hold, put off, hand over, ask again, go away."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from bot.rounds import absences
from bot.scheduler import TIMETABLE
from storage import calendars, holds, models, people, questions, turns
from storage.asks import Ask
from storage.calendars import Absence
from storage.database import Database
from storage.people import Person
from storage.rules.calendars import Calendar
from storage.rules.preferences import Preferences
from storage.rules.rhythm import local_day
from storage.submissions import Submission
from tests.storage.world import MONA, RITA, World


async def rounds(database: Database, at: datetime) -> int:
    """Every round of the timetable, in its order; gives back how much they found to do."""
    return sum([await round_(database, at) for round_ in TIMETABLE.values()])


async def absence_round(database: Database, at: datetime) -> int:
    return await absences.run(database, at)


async def question(world: World, submission_id: int, *, by: str = MONA, at: datetime) -> Ask:
    async with world.database.begin() as session:
        return await questions.ask_about(session, world.person(by), submission_id, "Which tools?", at=at)


async def reply(world: World, ask_id: int, *, by: str = RITA, at: datetime) -> Ask:
    async with world.database.begin() as session:
        return await questions.reply(session, world.person(by), ask_id, "Kafka, for three years", at=at)


async def hold(world: World, submission_id: int, *, by: str = MONA, days: int = 5, at: datetime) -> Ask:
    async with world.database.begin() as session:
        return await holds.hold(session, world.person(by), submission_id, reason="timing", days=days, at=at)


async def lift(world: World, submission_id: int, *, by: str = MONA, at: datetime) -> Ask:
    async with world.database.begin() as session:
        return await holds.lift(session, world.person(by), submission_id, at=at)


async def snooze(world: World, ask_id: int, until: datetime, *, by: str = MONA, at: datetime) -> Ask:
    async with world.database.begin() as session:
        return await turns.snooze(session, world.person(by), ask_id, reason="time", until=until, at=at)


async def hand_over(world: World, ask_id: int, to: str, *, by: str = MONA, at: datetime) -> Ask:
    async with world.database.begin() as session:
        return await turns.hand_over(session, world.person(by), ask_id, to, at=at)


async def remind(world: World, ask_id: int, *, by: str = RITA, at: datetime) -> datetime:
    async with world.database.begin() as session:
        return await turns.remind(session, world.person(by), ask_id, at=at)


async def go_away(
    world: World, who: str, first: date | str, last: date | str, *, delegate: str | None = None, at: datetime
) -> Absence:
    days = (_day(first), _day(last))
    async with world.database.begin() as session:
        return await calendars.go_away(session, await _known(world, who), days, delegate=delegate, at=at)


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


async def come_back(world: World, who: str, absence_id: int, *, at: datetime) -> None:
    async with world.database.begin() as session:
        await calendars.come_back(session, await _known(world, who), absence_id, at=at)


async def prefer(world: World, who: str, at: datetime, **chosen: Any) -> Person:
    async with world.database.begin() as session:
        return await calendars.prefer(session, await _known(world, who), Preferences(**chosen), at=at)


async def leave(world: World, who: str) -> None:
    """Somebody is deactivated in Slack."""
    row = models.Person
    async with world.database.begin() as session:
        await session.execute(
            update(row).where(row.workspace == world.workspace, row.id == who).values(is_deactivated=True)
        )


async def _known(world: World, who: str) -> Person:
    """As the middleware brings them: with the zone and hours they have by now."""
    async with world.database.read() as session:
        return await people.get(session, world.workspace, who)


async def review_of(world: World, submission: Submission, **where: Any) -> models.Ask:
    """The newest review of a submission."""
    return (await world.asks(submission_id=submission.id, kind="review_profile", **where))[-1]


def today(calendar: Calendar, at: datetime) -> date:
    return local_day(calendar.zone, at)
