"""Turns: what else an owner may do than answer, and whoever waits than wait; on both databases."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import models, turns, waiting
from storage.refusals import Refused, Why
from storage.rules.calendars import OFFICE, Calendar, week
from storage.rules.ladder import Rung, schedule
from storage.rules.promises import Kind
from storage.rules.turns import MOST_SNOOZES, choices, grace
from storage.rules.windows import next_window
from storage.rules.working_time import after, between, due, is_open
from tests.storage.turning import go_away, hand_over, hold, lift, prefer, question, remind, reply, review_of, snooze
from tests.storage.world import (
    BEN,
    BERLIN,
    DAY,
    GONE,
    GUEST,
    HANA,
    MONA,
    NEW_YORK,
    OTTO,
    RITA,
    ROBOT,
    World,
    check_in_round,
    days,
    escalation_round,
    final_round,
    hours,
    kolkata,
    new_york,
    nudge_round,
    refused,
)

MORNING = new_york("2026-06-01 09:30")  # Mona's first window after MONDAY
NOON = new_york("2026-06-01 12:00")
AFTERNOON = new_york("2026-06-01 14:00")
TUESDAY = new_york("2026-06-02 09:30")
DUE = new_york("2026-06-01 17:00")


async def said(world: World, who: str) -> list[list[Rung]]:
    return [[line.rung for line in message.lines] for message in await world.messages(who)]


# --- put off


async def test_a_snooze_moves_reminders_and_escalation_but_never_the_due_time(world: World) -> None:
    ask = await review_of(world, await world.post(await world.open()))
    await nudge_round(world.database, MORNING)
    put_off = await snooze(world, ask.id, TUESDAY, at=NOON)
    assert (put_off.due_at, put_off.snoozed_until, put_off.snoozes) == (DUE, TUESDAY, 1)
    row = await world.only_ask()
    assert ask.escalate_at == new_york("2026-06-02 17:00")
    assert row.escalate_at == new_york("2026-06-03 14:30")  # 5.5 working hours later
    assert row.next_nudge_at == TUESDAY
    await nudge_round(world.database, AFTERNOON)
    assert await said(world, MONA) == [[Rung.TOLD]]  # the window before it is due says nothing
    await nudge_round(world.database, TUESDAY)
    assert await said(world, MONA) == [[Rung.TOLD], [Rung.DUE]]
    assert (await world.only_ask()).snoozed_until is None
    await nudge_round(world.database, new_york("2026-06-02 14:00"))  # half a promise over, but for the snooze
    assert len(await said(world, MONA)) == 2
    for window in ("2026-06-03 09:30", "2026-06-03 14:00", "2026-06-04 09:45"):
        await nudge_round(world.database, new_york(window))
    assert await said(world, MONA) == [[Rung.TOLD], [Rung.DUE], [Rung.HALF_OVER], [Rung.FULL_OVER]]


async def test_a_late_ask_put_off_says_its_rung_once_more(world: World) -> None:
    ask = await review_of(world, await world.post(await world.open()))
    late = new_york("2026-06-02 14:00")
    await nudge_round(world.database, late)
    await snooze(world, ask.id, new_york("2026-06-03 09:30"), at=late + hours(1))
    await nudge_round(world.database, new_york("2026-06-03 09:30"))
    assert await said(world, MONA) == [[Rung.HALF_OVER], [Rung.HALF_OVER]]


async def test_putting_off_has_an_end(world: World) -> None:
    ask = await review_of(world, await world.post(await world.open()))
    assert (await refused(snooze(world, ask.id, NOON, at=NOON))).why is Why.SNOOZE_PAST
    wednesday = new_york("2026-06-03 09:30")
    assert (await refused(snooze(world, ask.id, wednesday, at=NOON))).why is Why.SNOOZE_TOO_LONG
    assert (await refused(snooze(world, ask.id, TUESDAY, by=BEN, at=NOON))).why is Why.NOT_YOUR_ASK
    with pytest.raises(ValueError, match="no reason"):
        async with world.database.begin() as session:
            await turns.snooze(session, world.person(MONA), ask.id, reason="bored", until=TUESDAY, at=NOON)
    for _ in range(MOST_SNOOZES):
        await snooze(world, ask.id, TUESDAY, at=NOON)
    no = await refused(snooze(world, ask.id, TUESDAY, at=NOON))
    assert (no.why, no.facts) == (Why.SNOOZED_ENOUGH, {"most": 2})
    assert (await world.only_ask()).snoozes == 2


async def test_what_ends_by_itself_is_not_put_off(world: World) -> None:
    await world.open()
    thursday = new_york("2026-06-04 09:30")
    await check_in_round(world.database, thursday)
    ask = await world.only_ask(owner=MONA)
    no = await refused(snooze(world, ask.id, thursday + hours(4.5), at=thursday))
    assert no.why is Why.NOT_TO_BE_PUT_OFF


async def test_what_is_put_off_escalates_no_sooner_for_longer_hours(world: World) -> None:
    """Half an hour before it escalates it is put off; then Mona works around the clock."""
    ask = await review_of(world, await world.post(await world.open()))
    wednesday = new_york("2026-06-03 09:30")
    await snooze(world, ask.id, wednesday, at=new_york("2026-06-02 16:30"))
    assert (await world.only_ask()).escalate_at == new_york("2026-06-03 10:00")
    await prefer(world, MONA, new_york("2026-06-02 16:45"), week=week(range(7), (time(), time())))
    row = await world.only_ask()
    assert (row.due_at, row.escalate_at, row.next_nudge_at) == (DUE, wednesday, wednesday)


async def test_a_rung_that_went_by_while_a_decision_stood_is_made_up_for(world: World) -> None:
    """Late by an hour when it was rejected; both later windows have gone by when that is taken back."""
    submission = await world.post(await world.open())
    await nudge_round(world.database, AFTERNOON)
    decision = await world.reject(submission, at=new_york("2026-06-02 10:00"))
    await world.undo(decision, at=new_york("2026-06-03 09:45"))
    window = new_york("2026-06-03 14:00")
    assert (await world.only_ask()).next_nudge_at == window
    await nudge_round(world.database, window)
    assert await said(world, MONA) == [[Rung.DUE], [Rung.FULL_OVER]]


# --- handed over


async def test_whoever_takes_over_answers_on_a_fresh_clock_and_the_old_line_is_closed(world: World) -> None:
    submission = await world.post(await world.open())
    ask = await review_of(world, submission)
    await nudge_round(world.database, MORNING)
    taken = await hand_over(world, ask.id, OTTO, at=NOON)
    assert (taken.owner, taken.asker, taken.from_id, taken.asked_at, taken.said) == (OTTO, RITA, ask.id, NOON, 0)
    assert taken.promise == DAY
    old = (await world.asks(id=ask.id))[0]
    assert (old.state, old.waited, old.next_nudge_at, old.escalate_at) == ("handed_over", None, None, None)
    (line,) = (await world.messages(MONA))[0].lines
    assert not line.ask.is_open
    async with world.database.read() as session:
        assert (await waiting.both(session, world.person(MONA)))[0] == []
        assert [a.id for a in (await waiting.both(session, world.person(OTTO)))[0]] == [taken.id]
    invited = [row.ids["person"] for row in await world.rows(models.OutboxRow, kind="requisition.invite")]
    assert OTTO in invited
    assert (await refused(world.approve(submission, by=HANA, at=NOON))).why is Why.NOT_THE_DECIDER
    decision = await world.approve(submission, by=OTTO, at=NOON + hours(1))
    assert decision.ask.id == taken.id


async def test_the_manager_may_still_decide_what_they_handed_over(world: World) -> None:
    submission = await world.post(await world.open())
    ask = await review_of(world, submission)
    await hand_over(world, ask.id, BEN, at=NOON)
    decision = await world.reject(submission, by=MONA, at=NOON + hours(1))
    assert decision.decided_by == MONA


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (MONA, Why.HAND_OVER_SELF),
        (RITA, Why.HAND_OVER_ASKER),
        (GUEST, Why.GUEST),
        (GONE, Why.DEACTIVATED),
        (ROBOT, Why.NOT_A_PERSON),
    ],
)
async def test_nothing_is_handed_to_somebody_who_cannot_answer(world: World, to: str, why: Why) -> None:
    ask = await review_of(world, await world.post(await world.open()))
    assert (await refused(hand_over(world, ask.id, to, at=NOON))).why is why
    assert (await world.only_ask()).state == "open"


async def test_nothing_is_handed_to_somebody_who_is_away_not_even_back_to_oneself_on_a_fresh_clock(
    world: World,
) -> None:
    ask = await review_of(world, await world.post(await world.open()))
    absence = await go_away(world, BEN, "2026-06-01", "2026-06-03", delegate=MONA, at=NOON)
    no = await refused(hand_over(world, ask.id, BEN, at=NOON))
    assert (no.why, no.facts) == (Why.HAND_OVER_AWAY, {"person": BEN, "last": absence.last})
    assert (await refused(hand_over(world, ask.id, OTTO, by=BEN, at=NOON))).why is Why.NOT_YOUR_ASK
    assert (await world.only_ask()).owner == MONA


async def test_a_check_in_is_for_nobody_else_to_answer(world: World) -> None:
    await world.open()
    await check_in_round(world.database, new_york("2026-06-04 09:30"))
    ask = await world.only_ask(owner=MONA)
    no = await refused(hand_over(world, ask.id, BEN, at=new_york("2026-06-04 10:00")))
    assert no.why is Why.HAND_OVER_PERSONAL


async def test_a_review_handed_to_the_backup_escalates_to_whoever_waits(world: World) -> None:
    ask = await review_of(world, await world.post(await world.open(backup=BEN)))
    await hand_over(world, ask.id, BEN, at=NOON)  # 21:30 in Kolkata: due Tuesday 17:00, a full promise over Wednesday
    await escalation_round(world.database, kolkata("2026-06-03 17:00"))
    told = [nudge.person for nudge in await world.rows(models.Nudge, rung=Rung.FULL_OVER) if nudge.person != BEN]
    assert told == [RITA]


async def test_a_late_review_passes_by_a_backup_who_is_on_holiday(world: World) -> None:
    await world.post(await world.open(backup=BEN))
    await go_away(world, BEN, "2026-06-01", "2026-06-12", at=MORNING)
    await escalation_round(world.database, new_york("2026-06-02 17:00"))
    assert {n.person for n in await world.rows(models.Nudge, rung=Rung.FULL_OVER)} == {RITA}


async def test_a_recruiter_says_themself_what_a_helper_took_over(world: World) -> None:
    await world.approve(await world.post(await world.open(helpers=(HANA,))), at=MORNING)
    await final_round(world.database, MORNING + hours(1))
    contact = await world.only_ask(kind=Kind.CONTACT)
    taken = await hand_over(world, contact.id, OTTO, by=RITA, at=MORNING + hours(1))
    assert (await refused(world.done(taken.id, by=BEN, at=NOON))).why is Why.NOT_YOUR_ASK
    await world.done(taken.id, by=RITA, at=NOON)
    assert [a.state for a in await world.asks(kind=Kind.CONTACT)] == ["handed_over", "answered"]


# --- asked again


async def test_whoever_waits_asks_again_once_a_day(world: World) -> None:
    ask = await review_of(world, await world.post(await world.open()))
    await nudge_round(world.database, MORNING)
    assert await remind(world, ask.id, at=NOON) == AFTERNOON
    no = await refused(remind(world, ask.id, at=NOON + hours(1)))
    assert (no.why, no.facts) == (Why.REMINDED_TODAY, {"at": NOON})
    assert (await refused(remind(world, ask.id, by=BEN, at=NOON))).why is Why.NOT_YOUR_ASK
    assert (await refused(remind(world, ask.id, by=OTTO, at=NOON))).why is Why.NOT_ALLOWED
    await nudge_round(world.database, AFTERNOON)
    assert await said(world, MONA) == [[Rung.TOLD], [Rung.DUE]]
    assert await remind(world, ask.id, at=NOON + days(1)) == new_york("2026-06-02 14:00")


async def test_what_was_not_said_yet_is_said_once_however_often_it_is_asked_for(world: World) -> None:
    ask = await review_of(world, await world.post(await world.open()))
    assert await remind(world, ask.id, at=MORNING - hours(1)) == MORNING
    await nudge_round(world.database, MORNING)
    assert await said(world, MONA) == [[Rung.TOLD]]


async def test_nobody_is_reminded_of_what_they_put_off_or_cannot_answer_now(world: World) -> None:
    submission = await world.post(await world.open())
    ask = await review_of(world, submission)
    await snooze(world, ask.id, TUESDAY, at=NOON)
    no = await refused(remind(world, ask.id, at=NOON))
    assert (no.why, no.facts) == (Why.PUT_OFF, {"person": MONA, "until": TUESDAY})
    await question(world, submission.id, at=NOON)
    assert (await refused(remind(world, ask.id, at=NOON))).why is Why.ALREADY_ANSWERED
    assert (await refused(snooze(world, ask.id, TUESDAY, at=NOON))).why is Why.ALREADY_ANSWERED
    assert (await refused(hand_over(world, ask.id, BEN, at=NOON))).why is Why.ALREADY_ANSWERED


# --- two at once


async def test_two_at_once_leave_one_result(postgres_world: World) -> None:
    world = postgres_world
    role = await world.open(helpers=(HANA,))
    posted = [await world.post(role) for _ in range(3)]
    first, second, third = [await review_of(world, each) for each in posted]

    handed = await asyncio.gather(
        hand_over(world, first.id, BEN, at=NOON), hand_over(world, first.id, OTTO, at=NOON), return_exceptions=True
    )
    assert [each.why for each in handed if isinstance(each, Refused)] == [Why.ALREADY_ANSWERED]
    assert len(await world.asks(submission_id=posted[0].id, state="open")) == 1

    put_off = await asyncio.gather(
        *(snooze(world, second.id, TUESDAY, at=NOON) for _ in range(3)), return_exceptions=True
    )
    assert [each.why for each in put_off if isinstance(each, Refused)] == [Why.SNOOZED_ENOUGH]

    asked = await question(world, posted[2].id, at=NOON)
    answers = await asyncio.gather(
        reply(world, asked.id, at=NOON), reply(world, asked.id, by=HANA, at=NOON), return_exceptions=True
    )
    assert [each.why for each in answers if isinstance(each, Refused)] == [Why.ALREADY_ANSWERED]
    held = await asyncio.gather(
        hold(world, posted[2].id, at=NOON), hold(world, posted[2].id, by=BEN, at=NOON), return_exceptions=True
    )
    assert [each.why for each in held if isinstance(each, Refused)] == [Why.ON_HOLD]
    lifted = await asyncio.gather(
        lift(world, posted[2].id, at=NOON), lift(world, posted[2].id, at=NOON), return_exceptions=True
    )
    assert [each.why for each in lifted if isinstance(each, Refused)] == [Why.NOT_ON_HOLD]
    (again,) = await world.asks(id=third.id)
    assert (again.state, again.elapsed, again.again) == ("open", 3 * 3600, 2)

    gone = await asyncio.gather(
        hand_over(world, third.id, BEN, at=NOON), world.approve(posted[2], at=NOON), return_exceptions=True
    )
    states = [row.state for row in await world.asks(submission_id=posted[2].id, kind=Kind.REVIEW)]
    assert states in (["answered"], ["handed_over", "answered"]), gone


# --- the arithmetic

CALENDARS = st.sampled_from(
    [
        Calendar(BERLIN),
        Calendar(NEW_YORK, week(range(6), (time(8), time(12)), (time(13), time(16)))),
        Calendar("Asia/Tokyo", OFFICE, "JP"),
    ]
)
MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: new_york("2026-01-01 00:00") + timedelta(minutes=minutes))


@given(calendar=CALENDARS, at=MOMENTS)
@settings(deadline=None)
def test_every_choice_is_a_window_of_ones_own_within_a_working_day(calendar: Calendar, at: datetime) -> None:
    offered = choices(calendar, at)
    assert offered[0] == next_window(calendar, at)
    assert offered == sorted(set(offered))
    for each in offered:
        assert is_open(calendar, each)
        assert each.astimezone(calendar.tz).time() in calendar.windows
        assert each == offered[0] or between(calendar, at, each) <= calendar.day


@given(promise=st.integers(1, 20 * DAY), elapsed=st.integers(0, 40 * DAY), given_before=st.integers(0, 40 * DAY))
def test_half_a_working_day_is_left_and_nothing_is_taken_away(promise: int, elapsed: int, given_before: int) -> None:
    calendar = Calendar(BERLIN)
    now = grace(promise, elapsed, given_before, calendar)
    left = promise + now - elapsed
    assert left >= calendar.day // 2
    assert now >= given_before
    assert now == given_before or left == calendar.day // 2  # no more than needed


@given(calendar=CALENDARS, at=MOMENTS, promise=st.integers(1, 5 * DAY), deferred=st.integers(0, 2 * DAY))
@settings(deadline=None)
def test_a_snooze_moves_the_late_rungs_aworld(calendar: Calendar, at: datetime, promise: int, deferred: int) -> None:
    due_at = due(calendar, at, promise)
    plain = schedule(calendar, at, due_at, promise, lapses=False)
    moved = schedule(calendar, at, due_at, promise, lapses=False, deferred=deferred)
    assert moved[:2] == plain[:2]
    for one, other, share in zip(plain[2:], moved[2:], (promise // 2, promise), strict=True):
        assert one.rung == other.rung
        assert one.at <= other.at
        assert other.at >= after(calendar, due_at, share + deferred)
