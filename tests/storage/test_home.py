"""App Home: asked for by those who open it, read in a few queries, and true to the reader's own calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from handlers.home import met
from storage import home, homes, models, people
from storage.asks import Ask
from storage.database import Database
from storage.people import STALE_AFTER
from storage.requisitions import Requisition
from storage.rules.ladder import Rung
from storage.rules.pages import LINES, Part
from storage.rules.promises import Kind
from tests.storage.world import (
    BEN,
    DAY,
    HERE,
    MONA,
    MONDAY,
    NEW_YORK,
    OTTO,
    RITA,
    World,
    check_in_round,
    hours,
    postman,
)

AN_HOUR = 3600


async def look(world: World, who: str, at: datetime = MONDAY) -> home.Home:
    async with world.database.read() as session:
        return await home.look(session, world.person(who), at=at)


async def opens(world: World, who: str, at: datetime = MONDAY) -> None:
    async with world.database.begin() as session:
        await homes.opened(session, world.workspace, who, at=at)


async def painted(world: World, at: datetime = MONDAY) -> list[str]:
    """Delivers what is due; gives back whose App Home was painted."""
    sent = await postman(world.database, at)
    return sorted(str(row.ids["person"]) for row in sent if row.kind == "home.publish" and row.workspace == HERE)


async def asked(world: World, at: datetime) -> list[str]:
    """Delivers what is due; gives back what was asked for about App Homes, in order."""
    return [row.kind for row in await postman(world.database, at) if row.kind.startswith("home.")]


async def test_only_the_home_of_who_opened_it_is_painted_and_once_for_many_changes(world: World) -> None:
    role = await world.open()
    await world.post(role)
    assert await painted(world) == []
    await opens(world, MONA)
    await opens(world, MONA)  # the event came twice
    assert await painted(world) == [MONA]
    for _ in range(3):
        await world.post(role)
    await world.open(manager=OTTO, backup=None)
    assert await painted(world) == [MONA]
    assert (await world.row(MONA)).home_at == MONDAY
    assert (await world.row(RITA)).home_at is None


async def test_everybody_concerned_is_painted_again(world: World) -> None:
    submission = await world.post(await world.open())
    for who in (RITA, MONA, BEN, OTTO):
        await opens(world, who)
    assert await painted(world) == sorted([RITA, MONA, BEN, OTTO])
    await world.approve(submission)
    assert await painted(world) == sorted([RITA, MONA, BEN])


@pytest.mark.parametrize("is_anybody", [True, False])
async def test_somebody_nobody_has_met_can_open_it_and_is_met_first(world: World, is_anybody: bool) -> None:
    for _ in range(2):
        await opens(world, "U_NEW")
    assert await asked(world, MONDAY) == ["home.meet"]
    user = {"id": "U_NEW", "team_id": HERE, "real_name": "Nina New", "tz": "Europe/Berlin"} if is_anybody else None
    async with world.database.begin() as session:
        await met(session, HERE, "U_NEW", user, at=MONDAY)
    assert await painted(world) == ["U_NEW"]
    async with world.database.read() as session:
        assert await homes.is_known(session, HERE, "U_NEW", at=MONDAY) == is_anybody


async def test_whoever_was_met_long_ago_sees_it_at_once_and_is_asked_about_anew(world: World) -> None:
    later = MONDAY + STALE_AFTER
    await opens(world, MONA, later)
    assert await asked(world, later) == ["home.publish", "home.meet"]
    await opens(world, MONA, later - timedelta(seconds=1))
    assert await asked(world, later) == ["home.publish"]


async def test_a_list_that_was_turned_stays_there_while_things_change(world: World) -> None:
    role, size = await world.open(), LINES[Part.AWAITED]
    posted = [await world.post(role) for _ in range(size + 2)]
    async with world.database.begin() as session:
        await homes.turn(session, HERE, RITA, Part.AWAITED, 1, at=MONDAY)
    assert len((await look(world, RITA)).awaited.shown) == 2
    await world.approve(posted[0])
    found = (await look(world, RITA)).awaited
    assert [line.submission.number for line in found.shown if line.submission] == [size + 2]
    await world.approve(posted[1])
    assert len((await look(world, RITA)).awaited.shown) == size  # the page is gone: the last there is
    assert (await look(world, MONA)).turned == {}


async def test_what_is_owed_awaited_and_open_is_counted_whole(world: World) -> None:
    role = await world.open()
    for _ in range(10):
        await world.post(role)
    await world.open(recruiter=MONA, manager=RITA)
    await check_in_round(world.database, MONDAY + timedelta(days=3, hours=8))
    found = await look(world, MONA)
    assert len(found.owed) == 10
    assert sorted(line.requisition.number for line in found.check_ins) == [1, 2]
    assert found.awaited.total == 0
    assert [view.requisition.number for view in found.roles.shown] == [1, 2]
    awaited = (await look(world, RITA)).awaited
    assert (awaited.total, len(awaited.shown), awaited.after) == (10, LINES[Part.AWAITED], 2)


async def many(database: Database, role: Requisition, *, roles: int, waiting: int) -> None:
    """Copies of a role with its people, and of its one candidate with the review that waits, all of the same two."""

    async def rows(session: Any, model: type[models.Base], **where: Any) -> list[dict[str, Any]]:
        found = await session.execute(select(model.__table__).filter_by(workspace=HERE, **where))
        return [dict(each) for each in found.mappings()]

    async with database.begin() as session:
        (opened,) = await rows(session, models.Requisition, id=role.id)
        on = await rows(session, models.RequisitionPerson, requisition_id=role.id)
        (submission,) = await rows(session, models.Submission, requisition_id=role.id)
        (ask,) = await rows(session, models.Ask, requisition_id=role.id)
        numbers = range(1000, 1000 + roles)
        copies: dict[type[models.Base], list[dict[str, Any]]] = {
            models.Requisition: [opened | {"id": n, "number": n, "origin": f"copy {n}"} for n in numbers],
            models.RequisitionPerson: [
                each | {"id": 10 * n + place, "requisition_id": n} for n in numbers for place, each in enumerate(on)
            ],
            models.Submission: [
                submission
                | {"id": 1000 + n, "requisition_id": 1000 + n % roles, "number": n + 1, "origin": f"copy {n}"}
                for n in range(waiting)
            ],
            models.Ask: [
                ask | {"id": 1000 + n, "requisition_id": 1000 + n % roles, "submission_id": 1000 + n}
                for n in range(waiting)
            ],
        }
        for model, values in copies.items():
            await session.execute(insert(model), values)


async def statements(world: World, who: str) -> tuple[home.Home, int]:
    """Somebody's App Home, and how many statements it took to read it."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engine = world.database.reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        return await look(world, who), len(seen)
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_three_hundred_asks_on_sixty_roles_cost_no_statement_more_than_one(world: World) -> None:
    role = await world.open()
    await world.post(role)
    least = {who: (await statements(world, who))[1] for who in (MONA, RITA)}
    await many(world.database, role, roles=60, waiting=300)
    for who in (MONA, RITA):
        found, number = await statements(world, who)
        assert (len(found.owed), found.awaited.total) == ((301, 0) if who == MONA else (0, 301))
        assert found.roles.total == 61
        assert number == least[who] < 25


def answered(at: str, waited: float, promise: float = 8) -> Ask:
    """An answer at that moment in UTC; hours."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return replace(AN_ASK, answered_at=moment, waited=int(waited * AN_HOUR), promise=int(promise * AN_HOUR))


AN_ASK = Ask(1, HERE, 1, 1, Kind.REVIEW, MONA, RITA, "answered", MONDAY, MONDAY, DAY, Rung.NONE, MONDAY, MONA, 0)
NOVEMBER = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday


def test_a_month_has_its_median_and_what_was_promised() -> None:
    found = [answered("2026-10-30T12:00", 40), *(answered("2026-11-10T12:00", each) for each in (2, 5, 7))]
    assert home.month(found, NEW_YORK, NOVEMBER) == home.Month(date(2026, 11, 1), 3, 5 * AN_HOUR, DAY, DAY)
    found.append(answered("2026-11-11T12:00", 9, promise=16))
    month = home.month(found, NEW_YORK, NOVEMBER)
    assert month is not None
    assert (month.median, month.least, month.most) == (6 * AN_HOUR, DAY, 2 * DAY)


@pytest.mark.parametrize(
    ("at", "first"),
    [
        ("2026-11-01T04:30", date(2026, 11, 1)),  # half past midnight in New York, on its summer time
        ("2026-11-01T03:30", date(2026, 10, 1)),
    ],
)
def test_a_month_begins_at_the_readers_own_midnight(at: str, first: date) -> None:
    month = home.month([answered(at, 1)], NEW_YORK, NOVEMBER)
    assert month is not None
    assert month.first == first


def test_who_answered_nothing_for_two_months_has_no_month() -> None:
    assert home.month([answered("2026-09-30T12:00", 1)], NEW_YORK, NOVEMBER) is None
    assert home.month([], NEW_YORK, NOVEMBER) is None


def test_weeks_begin_on_mondays_and_with_the_first_answer() -> None:
    found = [answered("2026-11-09T12:00", 2), answered("2026-11-15T12:00", 4), answered("2026-11-24T12:00", 1)]
    assert home.weeks(found, NEW_YORK, NOVEMBER) == [
        home.Week(date(2026, 11, 9), 2, 3 * AN_HOUR),
        home.Week(date(2026, 11, 16), 0, None),
        home.Week(date(2026, 11, 23), 1, AN_HOUR),
    ]
    assert home.weeks([], NEW_YORK, NOVEMBER) == []


async def test_response_times_are_ones_own_answers(world: World) -> None:
    role = await world.open()
    ours, theirs = await world.post(role), await world.post(role)
    later = MONDAY + hours(8)
    await world.approve(ours, at=later)
    await world.approve(theirs, by=BEN, at=later)
    found = await look(world, MONA, later)
    assert found.month is not None
    assert found.month.number == 1
    assert [week.number for week in found.weeks] == [1]
    assert (await look(world, BEN, later)).month is None


async def test_a_home_shows_nothing_of_another_workspace(world: World) -> None:
    found = await look(world, MONA)
    assert (len(found.owed), found.awaited.total, found.roles.total) == (0, 0, 0)
    await opens(world, MONA)
    await painted(world)
    (role,) = await world.twin.rows(models.Requisition)
    async with world.database.begin() as session:
        await homes.touch_partners(session, HERE, role.id, at=MONDAY)
    assert await painted(world) == []
    async with world.database.read() as session:
        twin = await session.get_one(models.Person, (world.twin.workspace, MONA))
        assert await people.find(session, HERE, MONA)
    assert twin.home_at is None
