"""Whose ball: every moment of a submission's life belongs to one side; on both databases, and as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import balls, models, requisitions
from storage.refusals import Refused, Why
from storage.rules.balls import Holder, Stretch, elapsed, holder, is_partition, worked
from storage.rules.calendars import Calendar
from storage.rules.working_time import between
from tests.storage.turning import hold, lift, question, reply
from tests.storage.world import (
    BEN,
    BERLIN,
    HANA,
    HERE,
    KOLKATA,
    MONA,
    MONDAY,
    NEW_YORK,
    OTTO,
    RITA,
    World,
    berlin,
    days,
    hours,
    new_york,
)

NOON = new_york("2026-06-01 12:00")


async def _course(world: World, submission_id: int) -> list[tuple[Holder, datetime, datetime | None]]:
    async with world.database.read() as session:
        found = await balls.of_submission(session, HERE, submission_id)
    return [(each.holder, each.since, each.until) for each in found]


async def test_the_ball_goes_with_what_happens_and_leaves_no_gap(world: World) -> None:
    submission = await world.post(await world.open())
    asked = await question(world, submission.id, at=NOON)
    await reply(world, asked.id, at=NOON + hours(1))
    await hold(world, submission.id, at=NOON + hours(2))
    await lift(world, submission.id, at=NOON + days(1))
    await world.approve(submission, at=NOON + days(2))
    assert await _course(world, submission.id) == [
        (Holder.MANAGER, MONDAY, NOON),
        (Holder.RECRUITER, NOON, NOON + hours(1)),
        (Holder.MANAGER, NOON + hours(1), NOON + hours(2)),
        (Holder.NOBODY, NOON + hours(2), NOON + days(1)),
        (Holder.MANAGER, NOON + days(1), NOON + days(2)),
        (Holder.RECRUITER, NOON + days(2), None),  # approved, and nothing booked
    ]


async def test_an_end_taken_back_makes_the_time_between_nobodys(world: World) -> None:
    submission = await world.post(await world.open())
    decision = await world.reject(submission, at=NOON)
    assert (await _course(world, submission.id))[-1][2] == NOON
    await world.undo(decision, at=NOON + hours(20))
    await world.reject(submission, at=NOON + hours(21))
    found = await _course(world, submission.id)
    assert [each[0] for each in found] == [Holder.MANAGER, Holder.NOBODY, Holder.MANAGER]
    stretches = [Stretch(*each) for each in found]
    assert is_partition(stretches, MONDAY, NOON + hours(21))
    assert sum(elapsed(stretches, NOON).values()) == (NOON + hours(21) - MONDAY).total_seconds()


async def test_the_sum_is_for_the_two_partners_in_hours_of_whoever_held_it(world: World) -> None:
    role = await world.open(helpers=(HANA,))
    for _ in range(2):
        asked = await question(world, (await world.post(role)).id, at=NOON)
        await reply(world, asked.id, at=berlin("2026-06-02 11:00"))
    now = new_york("2026-06-02 10:00")
    async with world.database.read() as session:
        for who in (RITA, MONA):
            found = await balls.on(session, world.person(who), role, now=now)
            assert found == {Holder.MANAGER: 2 * (3 + 1) * 3600, Holder.RECRUITER: 2 * 2 * 3600}
        for who in (BEN, HANA, OTTO):
            with pytest.raises(Refused, match=Why.NOT_ALLOWED):
                await balls.on(session, world.person(who), role, now=now)


async def test_a_closed_role_leaves_every_ball_at_rest(world: World) -> None:
    role = await world.open()
    for _ in range(2):
        await world.post(role)
    await world.close(role, at=NOON)
    assert {row.until for row in await world.rows(models.Ball)} == {NOON}
    async with world.database.read() as session:
        closed = await requisitions.known(session, HERE, role.id)
        found = await balls.on(session, world.person(RITA), closed, now=NOON + days(30))
    assert found == {Holder.MANAGER: 2 * 3 * 3600}


# --- as tables


@pytest.mark.parametrize(
    ("stage", "paused_for", "has_it"),
    [
        ("review", None, Holder.MANAGER),
        ("review", "question", Holder.RECRUITER),
        ("review", "hold", Holder.NOBODY),
        ("interview", None, Holder.RECRUITER),
        ("debrief", None, Holder.MANAGER),
        ("offer", None, Holder.CANDIDATE),
    ],
)
def test_who_has_the_ball(stage: str, paused_for: str | None, has_it: Holder) -> None:
    assert holder(stage, paused_for) is has_it


BEGIN = datetime(2026, 3, 20, tzinfo=UTC)  # New York's clocks have changed, Berlin's are about to
CALENDARS = {
    side: Calendar(zone) for side, zone in zip(Holder, (NEW_YORK, BERLIN, KOLKATA, BERLIN, BERLIN), strict=True)
}
LENGTHS = st.lists(st.tuples(st.sampled_from(list(Holder)), st.integers(0, 40 * 3600)), min_size=1, max_size=12)


def _stretches(lengths: list[tuple[Holder, int]], open_ended: bool) -> list[Stretch]:
    found: list[Stretch] = []
    since = BEGIN
    for side, seconds in lengths:
        until = since + timedelta(seconds=seconds)
        found.append(Stretch(side, since, until))
        since = until
    if open_ended:
        found[-1] = Stretch(found[-1].holder, found[-1].since, None)
    return found


@given(lengths=LENGTHS, open_ended=st.booleans(), later=st.integers(0, 10**6))
def test_the_sides_add_up_to_all_the_time_there_was(
    lengths: list[tuple[Holder, int]], open_ended: bool, later: int
) -> None:
    stretches = _stretches(lengths, open_ended)
    end = stretches[-1].since + timedelta(seconds=later) if open_ended else stretches[-1].until
    assert end is not None
    assert is_partition(stretches, BEGIN, None if open_ended else end)
    assert sum(elapsed(stretches, end).values()) == (end - BEGIN).total_seconds()
    hours_worked = worked(stretches, CALENDARS, end)
    for side, seconds in hours_worked.items():
        assert 0 <= seconds <= elapsed(stretches, end)[side]
    for side, calendar in CALENDARS.items():
        alone = worked([Stretch(side, BEGIN, end)], CALENDARS, end)
        assert alone == {side: between(calendar, BEGIN, end)}
        assert hours_worked.get(side, 0) <= alone[side]


@given(lengths=LENGTHS.filter(lambda found: len(found) > 1), which=st.integers(0, 10), shift=st.sampled_from((-1, 1)))
def test_a_gap_or_an_overlap_of_a_second_is_seen(lengths: list[tuple[Holder, int]], which: int, shift: int) -> None:
    stretches = _stretches(lengths, open_ended=False)
    end = stretches[-1].until
    assert is_partition(stretches, BEGIN, end)
    at = which % (len(stretches) - 1)
    one = stretches[at]
    assert one.until is not None
    stretches[at] = Stretch(one.holder, one.since, one.until + timedelta(seconds=shift))
    assert not is_partition(stretches, BEGIN, end)
    assert not is_partition([], BEGIN, end)
