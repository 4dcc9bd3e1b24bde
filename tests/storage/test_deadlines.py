"""Another offer's deadline: the owner of the decision is told once, in time and at work, and nobody else ever."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import calendars, deadlines, due, holds, models, people, turns
from storage.asks import Ask
from storage.rules.calendars import OFFICE, Calendar, week
from storage.rules.deadlines import tell_at
from storage.rules.ladder import Rung
from storage.rules.preferences import Preferences
from storage.rules.working_time import before, between, is_open, opening
from storage.submissions import Submission
from tests.storage.world import (
    BEN,
    BERLIN,
    DAY,
    KOLKATA,
    MONA,
    MONDAY,
    NEW_YORK,
    World,
    deadline_round,
    every_round,
    hours,
    local,
    new_york,
    nudge_round,
    postman,
)

SHORT_FRIDAY = (*OFFICE[:4], ((9 * 60, 13 * 60),), (), ())
OFFICE_IN_NEW_YORK = Calendar(NEW_YORK)
ON_LEAVE = Calendar(NEW_YORK, away=((date(2026, 6, 3), date(2026, 6, 5)),))
NIGHTS = week(range(5), (time(22), time(6)))


@pytest.mark.parametrize(
    ("calendar", "now", "answers_by", "told"),
    [
        (OFFICE_IN_NEW_YORK, "2026-06-01 10:00", "2026-06-05", "2026-06-05 09:00"),  # long before: the day itself
        (OFFICE_IN_NEW_YORK, "2026-06-01 18:00", "2026-06-02", "2026-06-02 09:00"),  # in the evening: not at night
        (OFFICE_IN_NEW_YORK, "2026-06-05 11:20", "2026-06-05", "2026-06-05 11:20"),  # today: at once
        (OFFICE_IN_NEW_YORK, "2026-06-05 06:00", "2026-06-05", "2026-06-05 09:00"),  # today, before work
        (OFFICE_IN_NEW_YORK, "2026-06-01 10:00", "2026-06-07", "2026-06-05 09:00"),  # a Sunday: on Friday
        (OFFICE_IN_NEW_YORK, "2026-06-05 11:20", "2026-06-08", "2026-06-08 09:00"),  # on Friday for Monday
        (OFFICE_IN_NEW_YORK, "2026-06-05 18:00", "2026-06-06", None),  # no working time is left before that day is over
        (OFFICE_IN_NEW_YORK, "2026-06-05 20:00", "2026-06-05", None),
        (OFFICE_IN_NEW_YORK, "2026-06-08 10:00", "2026-06-05", None),  # it is over
        (Calendar(NEW_YORK, country="US"), "2026-06-29 10:00", "2026-07-03", "2026-07-02 09:00"),  # the 3rd is off
        (Calendar(BERLIN, country="DE"), "2026-12-28 10:00", "2027-01-02", "2026-12-31 09:00"),  # across New Year
        (ON_LEAVE, "2026-06-01 10:00", "2026-06-05", "2026-06-02 09:00"),  # before they are away
        (ON_LEAVE, "2026-06-03 10:00", "2026-06-05", None),  # away until it is over
        (Calendar(NEW_YORK, SHORT_FRIDAY), "2026-06-01 10:00", "2026-06-05", "2026-06-04 13:48"),  # 7.2 hours before
        (
            Calendar(KOLKATA, NIGHTS),
            "2026-06-01 10:00",
            "2026-06-05",
            "2026-06-05 00:00",
        ),  # 6 of one night, 2 of the next
        (
            Calendar("America/Santiago"),
            "2026-09-01 10:00",
            "2026-09-05",
            "2026-09-04 09:00",
        ),  # a midnight that is skipped
        (Calendar("Africa/Cairo"), "2026-10-26 10:00", "2026-10-29", "2026-10-29 09:00"),  # a midnight that comes twice
    ],
)
def test_the_owner_is_told_while_a_working_day_is_left_or_at_once(
    calendar: Calendar, now: str, answers_by: str, told: str | None
) -> None:
    found = tell_at(calendar, date.fromisoformat(answers_by), local(calendar.zone, now))
    assert found == (local(calendar.zone, told) if told else None)


CALENDARS = st.builds(
    lambda zone, hours: Calendar(zone, hours),
    st.sampled_from(("UTC", BERLIN, KOLKATA, "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo")),
    st.sampled_from((OFFICE, SHORT_FRIDAY, NIGHTS, week((1, 5), (time(8), time(11)), (time(20), time(23, 30))))),
)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60 * 4).map(
    lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=15.5 * n)
)


@settings(max_examples=150, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(-2, 20), st.integers(1, 5 * DAY))
def test_it_is_told_at_work_never_too_late_and_never_too_early(
    calendar: Calendar, now: datetime, ahead: int, seconds: int
) -> None:
    begun = before(calendar, now, seconds)
    assert between(calendar, begun, now) == seconds
    assert is_open(calendar, begun)
    opens = opening(calendar, now)
    assert is_open(calendar, opens)
    assert between(calendar, now, opens) == 0
    by = now.astimezone(calendar.tz).date() + timedelta(days=ahead)
    told, ends = tell_at(calendar, by, now), datetime.combine(by + timedelta(days=1), time(), calendar.tz)
    if told is None:
        assert between(calendar, now, ends) == 0
    else:
        assert is_open(calendar, told)
        assert now <= told < ends
        assert between(calendar, told, ends) <= calendar.day or told == now


async def posted(world: World, by: date, at: datetime, *, manager: str = MONA) -> Submission:
    return await world.post(await world.open(manager=manager), offer_by=by, at=at)


async def told(world: World) -> list[str]:
    """To whom a message about a deadline was sent, in order."""
    sent = await world.rows(models.OutboxRow, kind="deadline.post")
    asks = {ask.id: ask.owner for ask in await world.asks()}
    return [asks[row.ids["ask"]] for row in sent]


async def repaints(world: World) -> int:
    return len(await world.rows(models.OutboxRow, kind="deadline.repaint"))


FRIDAY, NINE = date(2026, 6, 5), new_york("2026-06-05 09:00")


async def test_it_is_said_once_however_many_bots_look_and_the_next_window_does_not_repeat_it(world: World) -> None:
    at = new_york("2026-06-04 18:00")
    submission = await posted(world, FRIDAY, at)
    await world.twin.post(await world.twin.open(), at=at)  # without another offer
    for early in (at, new_york("2026-06-04 23:00"), NINE - timedelta(seconds=1)):
        assert await deadline_round(world.database, early) == 0
    review = await world.only_ask(kind="review_profile")
    assert review.urgent_at == NINE
    tell = partial(deadlines.tell, workspace=world.workspace, ask_id=review.id, at=NINE)
    assert sorted(await asyncio.gather(*(world.database.write(tell) for _ in range(3)))) == [False, False, True]
    assert await told(world) == [MONA]
    assert await told(world.twin) == []
    review = await world.only_ask(kind="review_profile")
    assert (review.urgent_at, review.said) == (None, Rung.TOLD)
    assert await nudge_round(world.database, new_york("2026-06-05 09:30")) == 1  # the twin's, who was not told yet
    assert await world.messages(MONA) == []
    await nudge_round(world.database, new_york("2026-06-05 14:00"))  # due on Friday at 17:00
    (message,) = await world.messages(MONA)
    assert [(line.rung, line.submission and line.submission.offer_by) for line in message.lines] == [(Rung.DUE, FRIDAY)]
    await world.approve(submission, at=new_york("2026-06-05 14:10"))
    assert await repaints(world) == 1
    async with world.database.read() as session:
        line = await deadlines.line(session, world.workspace, review.id)
    assert line is not None
    assert line.ask.answered_by == MONA


async def test_what_is_answered_before_is_not_said_and_what_is_taken_back_is(world: World) -> None:
    submission = await posted(world, FRIDAY, MONDAY)
    decision = await world.approve(submission, at=new_york("2026-06-05 08:30"))
    assert (await world.only_ask(kind="review_profile")).urgent_at is None
    assert await deadline_round(world.database, NINE) == 0
    await world.undo(decision, at=new_york("2026-06-05 09:20"))
    assert await deadline_round(world.database, new_york("2026-06-05 09:20")) == 1
    await postman(world.database, new_york("2026-06-05 09:20"))
    await world.undo(await world.approve(submission, at=new_york("2026-06-05 10:00")), at=new_york("2026-06-05 10:05"))
    assert (await world.only_ask(kind="review_profile")).urgent_at is None
    assert await told(world) == [MONA]
    assert await repaints(world) == 1  # of two that waited


async def test_it_waits_while_the_ball_is_elsewhere_and_goes_to_whoever_takes_over(world: World) -> None:
    submission = await posted(world, FRIDAY, MONDAY)
    thursday = new_york("2026-06-04 10:00")
    async with world.database.begin() as session:
        await holds.hold(session, world.person(MONA), submission.id, reason="others", days=5, at=thursday)
    assert (await world.only_ask(kind="review_profile")).urgent_at is None
    assert await deadline_round(world.database, NINE) == 0
    async with world.database.begin() as session:
        review = await holds.lift(session, world.person(MONA), submission.id, at=NINE + hours(1))
    assert await deadline_round(world.database, NINE + hours(1)) == 1
    async with world.database.begin() as session:  # Ben is at home by then, and Friday over before he works again
        await turns.hand_over(session, world.person(MONA), review.id, BEN, at=NINE + hours(1))
    assert (await world.only_ask(kind="review_profile", state="open")).urgent_at is None
    assert await told(world) == [MONA]
    assert await repaints(world) == 1


async def test_whoever_takes_it_over_in_time_is_told_too(world: World) -> None:
    await posted(world, FRIDAY, MONDAY)
    review = await world.only_ask(kind="review_profile")
    async with world.database.begin() as session:
        taken: Ask = await turns.hand_over(session, world.person(MONA), review.id, BEN, at=new_york("2026-06-04 10:00"))
    assert (await world.only_ask(id=review.id)).urgent_at is None
    assert (await world.only_ask(id=taken.id)).urgent_at == local(KOLKATA, "2026-06-05 09:00")


async def test_a_change_of_calendar_moves_it(world: World) -> None:
    await posted(world, FRIDAY, MONDAY)
    async with world.database.begin() as session:
        chosen = Preferences(zone=KOLKATA, week=SHORT_FRIDAY)
        await calendars.prefer(session, world.person(MONA), chosen, at=MONDAY)
    assert (await world.only_ask(kind="review_profile")).urgent_at == local(KOLKATA, "2026-06-04 13:48")
    async with world.database.begin() as session:
        away = (date(2026, 6, 4), date(2026, 6, 5))
        await calendars.go_away(session, world.person(MONA), away, at=MONDAY)
    assert (await world.only_ask(kind="review_profile")).urgent_at == local(KOLKATA, "2026-06-03 09:48")


async def test_a_round_that_comes_late_neither_wakes_anybody_nor_says_what_is_over(world: World) -> None:
    await posted(world, date(2026, 6, 6), MONDAY)  # a Saturday: told on Friday
    review = await world.only_ask(kind="review_profile")
    assert review.urgent_at == NINE
    assert await deadline_round(world.database, NINE + hours(12)) == 0
    assert (await world.only_ask(id=review.id)).urgent_at is None
    await posted(world, date(2026, 6, 8), MONDAY)
    monday = new_york("2026-06-08 09:00")
    assert await deadline_round(world.database, monday + hours(11)) == 0
    assert await told(world) == []


async def test_a_round_that_comes_in_the_night_waits_for_the_morning(world: World) -> None:
    await posted(world, FRIDAY, MONDAY)
    async with world.database.begin() as session:  # Thursday is given to Friday: a half day's work before the deadline
        chosen = Preferences(week=SHORT_FRIDAY)
        await calendars.prefer(session, world.person(MONA), chosen, at=MONDAY)
    review = await world.only_ask(kind="review_profile")
    assert review.urgent_at == new_york("2026-06-04 13:48")
    assert await deadline_round(world.database, new_york("2026-06-04 22:00")) == 0
    assert (await world.only_ask(id=review.id)).urgent_at == NINE
    assert await deadline_round(world.database, NINE) == 1


async def test_whoever_has_left_is_told_nothing(world: World) -> None:
    await posted(world, FRIDAY, MONDAY)
    async with world.database.begin() as session:
        await people.remember(session, replace(world.person(MONA), is_deactivated=True), at=MONDAY)
    assert await deadline_round(world.database, NINE) == 0
    assert (await world.only_ask(kind="review_profile")).urgent_at is None
    assert await told(world) == []


async def test_the_clock_walks_to_it(world: World) -> None:
    today = new_york("2026-06-01 10:00")
    await every_round(world.database, today)
    await posted(world, date(2026, 6, 1), today, manager=MONA)
    await postman(world.database, today)
    async with world.database.read() as session:
        assert await due.next_due(session) == due.Next(today, "another offer is to be answered")
    await every_round(world.database, today)
    async with world.database.read() as session:
        following = await due.next_due(session)
    assert following is not None
    assert following.at > today
    assert {row.kind for row in await world.rows(models.OutboxRow, state="done")} >= {"deadline.post"}
    assert await told(world) == [MONA]
