"""Holds: a candidate waits for a reason that is nobody's delay, never for ever; on both databases."""

from __future__ import annotations

import pytest

from storage import due, holds, models
from storage.refusals import Why
from storage.rules.balls import Holder
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from tests.storage.turning import go_away, hold, leave, lift, question, review_of, rounds
from tests.storage.world import (
    BEN,
    DAY,
    HANA,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    days,
    hours,
    new_york,
    nudge_round,
    refused,
)

NOON = new_york("2026-06-01 12:00")  # three working hours gone


async def test_a_hold_stops_the_clock_and_the_candidate_is_to_be_told(world: World) -> None:
    submission = await world.post(await world.open())
    held = await hold(world, submission.id, days=5, at=NOON)
    assert (held.state, held.paused_for, held.resume_at) == ("paused", "hold", new_york("2026-06-08 12:00"))
    tell = await world.only_ask(kind=Kind.HOLD)
    assert (tell.owner, tell.asker, tell.about_id, tell.promise) == (RITA, MONA, held.id, 2 * DAY)
    assert [ball.holder for ball in await world.rows(models.Ball)] == [Holder.MANAGER, Holder.NOBODY]
    assert (await world.row(MONA)).next_window_at is None
    async with world.database.read() as session:
        found = await due.next_due(session, world.workspace)
    assert found is not None
    await world.done(tell.id, at=NOON + hours(1))
    assert (await world.only_ask(kind=Kind.HOLD)).state == "answered"


async def test_a_hold_ends_by_itself_and_the_clock_goes_on(world: World) -> None:
    submission = await world.post(await world.open())
    await hold(world, submission.id, days=5, at=NOON)
    end = new_york("2026-06-08 12:00")
    await rounds(world.database, end - hours(0.01))
    assert (await review_of(world, submission)).state == "paused"
    await rounds(world.database, end)
    review = await review_of(world, submission)
    assert (review.state, review.elapsed, review.due_at) == ("open", 3 * 3600, new_york("2026-06-08 17:00"))
    assert review.resume_at is None
    assert [a.state for a in await world.asks(kind=Kind.HOLD)] == ["cancelled"]  # a word about the hold is moot
    assert [b.holder for b in await world.rows(models.Ball)] == [Holder.MANAGER, Holder.NOBODY, Holder.MANAGER]
    lifted = await world.rows(models.OutboxRow, kind="hold.lifted")
    assert [row.ids["person"] for row in lifted] == [None]
    await nudge_round(world.database, new_york("2026-06-08 14:00"))
    assert [line.rung for line in (await world.messages(MONA))[-1].lines] == [Rung.DUE]  # due before the next window


async def test_the_end_of_a_hold_is_something_that_happens_next(world: World) -> None:
    submission = await world.post(await world.open())
    await hold(world, submission.id, days=1, at=NOON)
    async with world.database.begin() as session:
        for row in (models.Nudge, models.OutboxRow):
            await session.execute(row.__table__.delete())  # type: ignore[attr-defined]
        await session.execute(models.Lane.__table__.update().values(due_at=None))  # type: ignore[attr-defined]
        await session.execute(
            models.Person.__table__.update().values(next_window_at=None, next_check_in_at=None)  # type: ignore[attr-defined]
        )
        await session.execute(
            models.Ask.__table__.update().values(escalate_at=None)  # type: ignore[attr-defined]
        )
    async with world.database.read() as session:
        assert await due.next_due(session) == due.Next(new_york("2026-06-02 12:00"), "a hold ends")


async def test_the_decider_takes_somebody_off_hold_and_on_again(world: World) -> None:
    submission = await world.post(await world.open())
    await hold(world, submission.id, days=10, at=NOON)
    assert (await refused(hold(world, submission.id, at=NOON))).why is Why.ON_HOLD
    assert (await refused(question(world, submission.id, at=NOON))).why is Why.ON_HOLD
    back = await lift(world, submission.id, at=NOON + hours(2))
    assert (back.state, back.due_at) == ("open", new_york("2026-06-02 11:00"))
    no = await refused(lift(world, submission.id, at=NOON + hours(2)))
    assert (no.why, no.facts) == (Why.NOT_ON_HOLD, {"number": 1})
    await hold(world, submission.id, by=BEN, days=1, at=NOON + hours(3))
    assert [a.state for a in await world.asks(kind=Kind.HOLD)] == ["cancelled", "open"]
    said = [row.kind for row in await world.rows(models.OutboxRow) if row.kind.startswith("hold.")]
    assert said == ["hold.said", "hold.lifted", "hold.said"]


async def test_a_hold_that_was_lifted_ends_no_second_time(world: World) -> None:
    submission = await world.post(await world.open())
    await hold(world, submission.id, days=1, at=NOON)
    await lift(world, submission.id, at=NOON + hours(1))
    async with world.database.begin() as session:
        assert not await holds.over(session, world.workspace, submission.id, at=NOON + days(9))


async def test_deciding_while_on_hold_takes_back_the_word_about_it(world: World) -> None:
    submission = await world.post(await world.open())
    await hold(world, submission.id, at=NOON)
    decision = await world.reject(submission, at=NOON + days(2))
    assert decision.ask.waited == 3 * 3600
    assert [a.state for a in await world.asks(kind=Kind.HOLD)] == ["cancelled"]
    async with world.database.read() as session:
        assert await holds.due(session, at=NOON + days(30)) == []
    back = await world.undo(decision, at=NOON + days(2.5))
    assert not back.stands
    review = await review_of(world, submission)
    assert (review.state, review.elapsed, review.paused_for) == ("open", 3 * 3600, None)


async def test_only_the_decider_holds_and_lifts(world: World) -> None:
    submission = await world.post(await world.open(helpers=(HANA,)))
    for who in (RITA, HANA, OTTO):
        assert (await refused(hold(world, submission.id, by=who, at=NOON))).why is Why.NOT_THE_DECIDER
    await hold(world, submission.id, at=NOON)
    for who in (RITA, HANA, OTTO):
        assert (await refused(lift(world, submission.id, by=who, at=NOON))).why is Why.NOT_THE_DECIDER
    with pytest.raises(ValueError, match="11 days"):
        await hold(world, submission.id, days=11, at=NOON)


async def test_a_hold_that_ends_while_the_decider_is_away_goes_to_the_stand_in(world: World) -> None:
    submission = await world.post(await world.open(backup=BEN))
    await hold(world, submission.id, days=1, at=NOON)
    await leave(world, MONA)
    await rounds(world.database, new_york("2026-06-02 12:00"))
    assert [(a.owner, a.state) for a in await world.asks(kind=Kind.REVIEW)] == [(MONA, "handed_over"), (BEN, "open")]


async def test_ten_days_of_a_hold_are_the_deciders_own(world: World) -> None:
    submission = await world.post(await world.open())
    await go_away(world, MONA, "2026-06-08", "2026-06-12", at=MONDAY)
    held = await hold(world, submission.id, days=10, at=NOON)
    assert held.resume_at == new_york("2026-06-22 12:00")
