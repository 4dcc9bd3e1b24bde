"""Final decisions: what can no longer be undone, and what the recruiter owes then; on both databases."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from storage import finals, models
from storage.refusals import Refused, Why
from storage.rules.promises import Kind
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
    final_round,
    hours,
    refused,
)

HOUR = 3600


@pytest.mark.parametrize(
    ("verdict", "kind", "promise"), [("approve", Kind.CONTACT, DAY), ("reject", Kind.OUTCOME, 2 * DAY)]
)
async def test_only_a_final_decision_gives_the_recruiter_something_to_tell(
    world: World, verdict: str, kind: Kind, promise: int
) -> None:
    role = await world.open()
    submission = await world.post(role)
    decision = await (world.approve(submission) if verdict == "approve" else world.reject(submission))
    until = decision.undo_until
    assert await final_round(world.database, until - hours(0.01)) == 0
    assert await world.asks(state="open") == []
    assert await final_round(world.database, until + hours(0.5)) == 1
    assert await final_round(world.database, until + hours(1)) == 0
    ask = await world.only_ask(state="open")
    assert (ask.kind, ask.owner, ask.asker, ask.submission_id) == (kind, RITA, MONA, submission.id)
    assert (ask.promise, ask.asked_at) == (promise, until)  # the candidate waits since then, not since the round ran
    assert (await refused(world.undo(decision, at=until - hours(0.01)))).why is Why.TOO_LATE_TO_UNDO


async def test_an_undone_decision_never_becomes_final(world: World) -> None:
    role = await world.open()
    decision = await world.approve(await world.post(role))
    await world.undo(decision)
    assert await final_round(world.database, MONDAY + days(3)) == 0


async def test_undo_and_final_at_the_same_instant_are_one_of_the_two(world: World) -> None:
    role = await world.open()
    for _ in range(5):
        decision = await world.approve(await world.post(role))

        async def final(decision_id: int = decision.id, until: datetime = decision.undo_until) -> bool:
            async with world.database.begin() as session:
                return await finals.make_final(session, world.workspace, decision_id, at=until)

        undone, made = await asyncio.gather(
            world.undo(decision, at=decision.undo_until - hours(0.01)), final(), return_exceptions=True
        )
        assert isinstance(undone, Refused) is (made is True)


async def test_two_workers_make_a_decision_final_once(world: World) -> None:
    role = await world.open()
    decision = await world.approve(await world.post(role))

    async def final() -> bool:
        async with world.database.begin() as session:
            return await finals.make_final(session, world.workspace, decision.id, at=MONDAY + hours(2))

    assert sorted(await asyncio.gather(*(final() for _ in range(4)))) == [False, False, False, True]
    assert len(await world.asks(kind=Kind.CONTACT)) == 1


async def _contact(world: World, helpers: tuple[str, ...] = ()) -> models.Ask:
    role = await world.open(helpers=helpers)
    await world.approve(await world.post(role))
    await final_round(world.database, MONDAY + hours(1))
    return await world.only_ask(state="open")


async def test_the_recruiter_says_that_the_candidate_was_told(world: World) -> None:
    ask = await _contact(world, helpers=(HANA,))
    for who in (MONA, BEN, OTTO):
        said_no = await refused(world.done(ask.id, by=who))
        assert said_no.why in (Why.NOT_YOUR_ASK, Why.NOT_ALLOWED)
    await world.done(ask.id, by=HANA, at=MONDAY + hours(3))
    assert (await refused(world.done(ask.id))).why is Why.ALREADY_ANSWERED
    ask = await world.only_ask(kind=Kind.CONTACT)
    assert (ask.state, ask.answered_by, ask.waited) == ("answered", HANA, 2 * HOUR)  # 11:00 to 13:00 in Berlin


async def test_a_review_is_not_answered_by_saying_done(lone: World) -> None:
    await lone.post(await lone.open())
    ask = await lone.only_ask()
    for who in (RITA, MONA):
        assert (await refused(lone.done(ask.id, by=who))).why is Why.NOT_YOUR_ASK
    assert (await refused(lone.done(10_000))).why is Why.NOT_YOUR_ASK
