"""What people choose and when they are away: open asks are counted anew, answered ones never, and nothing twice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from storage import calendars, check_ins, decisions, models, people, promises
from storage.calendars import Absence, CannotBe
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.calendars import OFFICE, Days, week
from storage.rules.preferences import Preferences, Wrong, faults, from_json, to_json
from storage.rules.promises import Kind
from tests.storage.world import (
    BEN,
    BERLIN,
    DAY,
    GUEST,
    HANA,
    HERE,
    MONA,
    NEW_YORK,
    OTTO,
    RITA,
    ROBOT,
    TWIN,
    World,
    berlin,
    dump,
    every_round,
    local,
    new_york,
    refused,
)

TOKYO = "Asia/Tokyo"
_NOTHING: dict[Any, Any] = {calendars.prefer_for_all: Preferences(), promises.agree_for_all: {}}
MORNINGS = week(range(5), (time(9), time(13)))


async def prefer(world: World, who: str, at: datetime, **chosen: Any) -> Person:
    async with world.database.begin() as session:
        return await calendars.prefer(session, world.person(who), Preferences(**chosen), at=at)


async def away(world: World, who: str, first: str, last: str, at: datetime, delegate: str | None = None) -> Absence:
    days: Days = (date.fromisoformat(first), date.fromisoformat(last))
    async with world.database.begin() as session:
        return await calendars.go_away(session, world.person(who), days, delegate=delegate, at=at)


async def back(world: World, who: str, absence: Absence, at: datetime) -> None:
    async with world.database.begin() as session:
        await calendars.come_back(session, world.person(who), absence.id, at=at)


async def test_whoever_moves_keeps_what_was_counted_and_owes_the_rest_in_the_new_hours(world: World) -> None:
    """Mona in New York owes a review asked Monday 10:00; she has used 6 of 8 hours when she moves to Tokyo."""
    role = await world.open()
    await world.post(role, at=new_york("2026-06-01 10:00"))
    moving = new_york("2026-06-01 16:00")  # Tuesday 05:00 in Tokyo
    async with world.database.begin() as session:
        await calendars.remember(session, Person(HERE, MONA, "Mona Test", TOKYO), at=moving)
    ask = await world.only_ask(owner=MONA)
    assert (ask.elapsed, ask.running_since) == (6 * 3600, moving)
    assert ask.due_at == local(TOKYO, "2026-06-02 11:00")
    assert ask.next_nudge_at == local(TOKYO, "2026-06-02 09:30")
    assert (await world.row(MONA)).next_window_at == ask.next_nudge_at


async def test_what_was_answered_stays_as_it_was_measured(world: World) -> None:
    role = await world.open()
    submission = await world.post(role, at=new_york("2026-06-01 10:00"))
    await world.approve(submission, at=new_york("2026-06-01 12:00"))
    before = await world.only_ask(owner=MONA)
    await prefer(world, MONA, new_york("2026-06-01 13:00"), zone=TOKYO, week=MORNINGS)
    after = await world.only_ask(owner=MONA)
    assert (
        (after.waited, after.due_at, after.elapsed)
        == (before.waited, before.due_at, before.elapsed)
        == (
            2 * 3600,
            new_york("2026-06-02 10:00"),
            0,
        )
    )


async def test_ones_own_zone_wins_over_slacks_until_it_is_given_up(world: World) -> None:
    now = berlin("2026-06-01 10:00")
    await prefer(world, RITA, now, zone=TOKYO)
    async with world.database.begin() as session:
        stored = await calendars.remember(session, Person(HERE, RITA, "Rita Test", NEW_YORK), at=now)
    assert stored.zone == TOKYO
    assert (await prefer(world, RITA, now)).zone == NEW_YORK
    assert (await world.row(RITA)).calendar is None


async def test_an_absence_stops_the_clock_and_due_times_move_behind_it(world: World) -> None:
    role = await world.open()
    await world.post(role, at=new_york("2026-06-01 10:00"))
    await away(world, MONA, "2026-06-02", "2026-06-05", at=new_york("2026-06-01 15:00"))
    ask = await world.only_ask(owner=MONA)
    assert ask.due_at == new_york("2026-06-08 10:00")
    assert ask.next_nudge_at == new_york("2026-06-08 09:30")


async def test_an_absence_said_afterwards_takes_its_days_off_the_clock(world: World) -> None:
    """Mona was ill since Tuesday and says so on Wednesday, when her review is already overdue."""
    role = await world.open()
    await world.post(role, at=new_york("2026-06-01 10:00"))
    await away(world, MONA, "2026-06-02", "2026-06-03", at=new_york("2026-06-03 12:00"))
    ask = await world.only_ask(owner=MONA)
    assert (ask.elapsed, ask.due_at) == (7 * 3600, new_york("2026-06-04 10:00"))


async def test_whoever_comes_back_early_owes_from_then_on_and_the_days_away_stay_away(world: World) -> None:
    role = await world.open()
    await world.post(role, at=new_york("2026-06-01 10:00"))
    absence = await away(world, MONA, "2026-06-02", "2026-06-12", at=new_york("2026-06-01 15:00"))
    await back(world, MONA, absence, at=new_york("2026-06-04 12:00"))
    ask = await world.only_ask(owner=MONA)
    assert ask.due_at == new_york("2026-06-04 13:00")  # seven hours on Monday, one more on Thursday
    await back(world, MONA, absence, at=new_york("2026-06-04 13:00"))  # a second click changes nothing
    async with world.database.read() as session:
        mona = await people.get(session, HERE, MONA)
        assert await calendars.absences(session, mona, at=new_york("2026-06-04 13:00")) == []
    assert mona.calendar.away == ((date(2026, 6, 2), date(2026, 6, 3)),)


async def test_a_new_absence_takes_the_place_of_what_it_overlaps(world: World) -> None:
    now = berlin("2026-06-01 10:00")
    await away(world, RITA, "2026-06-08", "2026-06-12", at=now, delegate=HANA)
    second = await away(world, RITA, "2026-06-10", "2026-06-19", at=now, delegate=OTTO)
    async with world.database.read() as session:
        assert await calendars.absences(session, world.person(RITA), at=now) == [second]


@pytest.mark.parametrize(
    ("first", "last", "delegate", "why"),
    [
        ("2026-06-10", "2026-06-09", None, Why.ABSENCE_BACKWARDS),
        ("2026-05-20", "2026-05-31", None, Why.ABSENCE_OVER),
        ("2026-06-10", "2027-06-03", None, Why.ABSENCE_TOO_FAR),
        ("2026-06-10", "2026-06-12", RITA, Why.DELEGATE_SELF),
        ("2026-06-10", "2026-06-12", ROBOT, Why.NOT_A_PERSON),
        ("2026-06-10", "2026-06-12", GUEST, Why.GUEST),
        ("2026-06-12", "2026-06-12", BEN, Why.DELEGATE_CIRCULAR),  # Ben names Hana, and Hana names Rita
    ],
)
async def test_an_absence_that_cannot_be_is_refused_and_changes_nothing(
    world: World, first: str, last: str, delegate: str | None, why: Why
) -> None:
    now = berlin("2026-06-01 10:00")
    await away(world, HANA, "2026-06-08", "2026-06-12", at=now, delegate=RITA)
    await away(world, BEN, "2026-06-12", "2026-06-15", at=now, delegate=HANA)
    with pytest.raises(Refused) as refused:
        await away(world, RITA, first, last, at=now, delegate=delegate)
    assert refused.value.why is why
    assert await world.rows(models.Absence, person=RITA) == []


async def test_days_that_do_not_meet_make_no_circle(world: World) -> None:
    now = berlin("2026-06-01 10:00")
    await away(world, HANA, "2026-06-08", "2026-06-12", at=now, delegate=RITA)
    await away(world, RITA, "2026-06-15", "2026-06-19", at=now, delegate=HANA)


async def test_workspace_defaults_hold_for_whoever_chose_nothing_else(world: World) -> None:
    """Corpus Christi, 4 June 2026, is a holiday in Bavaria; Hana keeps to Berlin's."""
    now = berlin("2026-06-01 10:00")
    await prefer(world, HANA, now, country="DE", region="BE")
    async with world.database.begin() as session:
        changed = await calendars.prefer_for_all(
            session, world.person(OTTO), Preferences(country="DE", region="BY"), at=now
        )
    async with world.database.read() as session:
        known = await people.named(session, HERE, [RITA, HANA])
        twin = await people.get(session, TWIN, RITA)
    assert changed == 4  # all members but Hana; the guest, the robot and whoever left are not counted
    assert {who: person.calendar.works_on(date(2026, 6, 4)) for who, person in known.items()} == {
        RITA: False,
        HANA: True,
    }
    assert twin.calendar.works_on(date(2026, 6, 4))


async def test_what_holds_for_everybody_leaves_nobody_without_a_window(world: World) -> None:
    """Rita works on Tuesdays from nine to eleven and follows everybody's 09:30; Hana follows everybody's hours."""
    now = berlin("2026-06-01 10:00")
    tuesdays = week((1,), (time(9), time(11)))
    await prefer(world, RITA, now, week=tuesdays)
    await prefer(world, HANA, now, windows=(time(16),))
    for chosen in (Preferences(windows=(time(15),)), Preferences(week=MORNINGS)):
        async with world.database.begin() as session:
            await calendars.prefer_for_all(session, world.person(OTTO), chosen, at=now)
    async with world.database.read() as session:
        known = await people.named(session, HERE, [RITA, HANA, OTTO])
    assert (known[RITA].calendar.week, known[RITA].calendar.windows) == (tuesdays, (time(9, 30), time(14)))
    assert (known[HANA].calendar.week, known[HANA].calendar.windows) == (OFFICE, (time(16),))
    assert known[OTTO].calendar.week == MORNINGS


async def test_only_an_administrator_sets_what_holds_for_everybody(world: World) -> None:
    before = await dump(world.database, HERE)
    for verb in (calendars.prefer_for_all, promises.agree_for_all):
        async with world.database.begin() as session:
            no = await refused(verb(session, world.person(RITA), _NOTHING[verb], at=berlin("2026-06-01 10:00")))
        assert no.why is Why.NOT_AN_ADMINISTRATOR
    assert await dump(world.database, HERE) == before


async def test_a_year_away_is_counted_to_its_end(world: World) -> None:
    """The farthest that can be said in advance still leaves a due time and a window."""
    role = await world.open()
    await world.post(role, at=new_york("2026-06-01 10:00"))
    await away(world, MONA, "2026-06-01", "2027-06-02", at=new_york("2026-06-01 15:00"))
    assert (await world.only_ask(owner=MONA)).due_at == new_york("2027-06-03 17:00")


async def test_what_somebody_chose_is_known_beside_what_holds_for_them(world: World) -> None:
    now = berlin("2026-06-01 10:00")
    async with world.database.begin() as session:
        free = await calendars.without_choice(session, HERE)
        await calendars.prefer_for_all(session, world.person(OTTO), Preferences(country="DE"), at=now)
    await prefer(world, RITA, now, zone=TOKYO)
    await away(world, RITA, "2026-06-08", "2026-06-09", at=now)
    async with world.database.read() as session:
        chosen = await calendars.chosen_by(session, world.person(RITA))
        assert await calendars.without_choice(session, HERE) == free - 1 == 4
    assert (chosen.own, chosen.usual) == (Preferences(zone=TOKYO), Preferences(country="DE"))
    assert (chosen.zone, chosen.check_in_day) == (BERLIN, 3)
    assert chosen.away == ((date(2026, 6, 8), date(2026, 6, 9)),)


async def test_whoever_chooses_another_day_for_check_ins_is_asked_then(world: World) -> None:
    now = berlin("2026-06-01 10:00")
    await world.open()
    stored = await prefer(world, RITA, now, windows=(time(11),))
    async with world.database.begin() as session:
        await check_ins.on_day(session, stored, 1, at=now)
    row = await world.row(RITA)
    assert (row.check_in_day, row.next_check_in_at) == (1, berlin("2026-06-02 11:00"))


async def test_what_cannot_be_chosen_is_refused_by_field_and_changes_nothing(world: World) -> None:
    now = berlin("2026-06-01 10:00")
    with pytest.raises(CannotBe) as cannot:
        await prefer(world, RITA, now, week=week(()), zone="Mars/Olympus")
    assert cannot.value.faults == {"week": Wrong.NO_WORKING_DAYS, "zone": Wrong.UNKNOWN_ZONE}
    assert (await world.row(RITA)).preferences is None


NIGHTS = week(range(5), (time(22), time(6)))


@pytest.mark.parametrize(
    ("chosen", "wrong"),
    [
        (Preferences(), {}),
        (Preferences(week=MORNINGS), {}),  # 09:30 opens, 14:00 never does
        (Preferences(week=week((1,), (time(10), time(12)))), {"windows": Wrong.WINDOWS_NEVER_OPEN}),
        (Preferences(week=NIGHTS), {"windows": Wrong.WINDOWS_NEVER_OPEN}),
        (Preferences(week=NIGHTS, windows=(time(2), time(23))), {}),
        (Preferences(windows=(time(8, 59),)), {"windows": Wrong.WINDOWS_NEVER_OPEN}),
        (Preferences(windows=(time(9), time(12), time(15))), {"windows": Wrong.TOO_MANY_WINDOWS}),
        (Preferences(week=((), ((0, 1441),), (), (), (), (), ())), {"week": Wrong.TOO_LONG_A_DAY}),
        (Preferences(country="XX"), {"country": Wrong.UNKNOWN_COUNTRY}),
        (Preferences(country="DE", region="ZZ"), {"region": Wrong.UNKNOWN_REGION}),
        (Preferences(region="BE"), {"region": Wrong.UNKNOWN_REGION}),
        (Preferences(country="DE", region="BE", zone="Europe/Berlin"), {}),
    ],
)
def test_what_of_a_choice_cannot_be(chosen: Preferences, wrong: dict[str, Wrong]) -> None:
    assert faults(chosen, Preferences(), BERLIN) == wrong
    assert from_json(to_json(chosen)) == chosen


async def test_windows_that_were_chosen_are_when_one_is_told(world: World) -> None:
    await prefer(world, MONA, new_york("2026-06-01 09:00"), windows=(time(11), time(16, 30)))
    role = await world.open()
    await world.post(role, at=new_york("2026-06-01 10:00"))
    assert (await world.only_ask(owner=MONA)).next_nudge_at == new_york("2026-06-01 11:00")


async def test_a_change_repeats_nothing_that_was_said_and_does_not_escalate_again(world: World) -> None:
    role = await world.open()
    await world.post(role, at=new_york("2026-06-01 10:00"))
    late = new_york("2026-06-05 12:00")
    await every_round(world.database, late)
    said = [(row.ask_id, row.person, row.rung) for row in await world.rows(models.Nudge)]
    assert (await world.only_ask(kind=Kind.REVIEW)).escalate_at is None
    await prefer(world, MONA, late + timedelta(minutes=5), week=MORNINGS)
    await every_round(world.database, late + timedelta(minutes=10))
    assert [(row.ask_id, row.person, row.rung) for row in await world.rows(models.Nudge)] == said


async def test_no_hour_is_counted_twice_however_often_the_calendar_changes(world: World) -> None:
    """Mona goes part-time at noon, away on Tuesday, and back to full time on Wednesday at eleven."""
    role = await world.open()
    submission = await world.post(role, at=new_york("2026-06-01 10:00"))
    await prefer(world, MONA, new_york("2026-06-01 12:00"), week=MORNINGS)
    await away(world, MONA, "2026-06-02", "2026-06-02", at=new_york("2026-06-01 12:30"))
    await prefer(world, MONA, new_york("2026-06-03 11:00"))
    async with world.database.begin() as session:
        decision = await decisions.approve(session, world.person(MONA), submission.id, at=new_york("2026-06-03 15:00"))
    assert decision.ask.waited == (2 + 1 + 2 + 4) * 3600
    assert decision.ask.promise == DAY
