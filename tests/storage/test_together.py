"""Everybody at once on PostgreSQL: nobody deadlocks, and what must hold together holds."""

from __future__ import annotations

import asyncio
import random
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from storage import calendars, homes, models, people
from storage.refusals import Refused
from storage.requisitions import Requisition
from storage.rules.calendars import week
from storage.rules.preferences import Preferences
from storage.rules.promises import Kind
from tests.storage.world import (
    BEN,
    HANA,
    HERE,
    MONA,
    MONDAY,
    OTTO,
    RITA,
    World,
    blocked,
    check_in_round,
    escalation_round,
    final_round,
    nudge_round,
    postman,
)

PEOPLE = (RITA, MONA, BEN, HANA, OTTO)


async def _somebody_acts(world: World, roles: list[Requisition], seed: int, steps: int) -> int:
    """One hand among many: clicks and rounds in a random order, each seeing a clock of its own."""
    chance = random.Random(seed)
    refused, now = 0, MONDAY
    for _ in range(steps):
        now += timedelta(minutes=chance.randrange(600))
        role = chance.choice(roles)
        try:
            match chance.randrange(12):
                case 0 | 1 | 2:
                    await world.post(role, by=role.recruiter, origin=f"V{seed}-{now}", at=now)
                case 3 | 4 | 5:
                    reviews = await world.asks(kind=Kind.REVIEW, state="open")
                    if reviews:
                        submission = await _submission(world, chance.choice(reviews).submission_id)
                        on = next(r for r in roles if r.id == submission.requisition_id)
                        by = chance.choice([on.manager, on.backup or on.manager])
                        verb = chance.choice([world.approve, world.reject])
                        await verb(submission, by=by, at=now)  # type: ignore[arg-type]
                case 6:
                    standing = await world.rows(models.Decision, undone_at=None, final_at=None)
                    if standing:
                        decision = chance.choice(standing)
                        await world.undo(decision, by=decision.decided_by, at=now)
                case 7:
                    await nudge_round(world.database, now)
                    await escalation_round(world.database, now)
                case 8:
                    await final_round(world.database, now)
                case 9:
                    await check_in_round(world.database, now)
                case 10:
                    owed = await world.asks(state="open", kind=chance.choice([Kind.CONTACT, Kind.OUTCOME]))
                    if owed:
                        await world.done(chance.choice(owed).id, by=owed[0].owner, at=now)
                    await postman(world.database, now)
                case 11 if chance.random() < 0.15:
                    await world.close(role, by=role.manager, at=now)
                case _:
                    roles.append(await world.open(recruiter=RITA, manager=MONA, origin=f"V{seed}+{now}", at=now))
        except Refused:
            refused += 1
    return refused


async def test_what_holds_for_everybody_takes_everybodys_lock_before_any_ask(postgres_world: World) -> None:
    """Somebody answers Mona's ask in Rita's place meanwhile: Rita's lock first, then the ask, as everybody does."""
    world = postgres_world
    role = await world.open()
    await world.post(role)
    ask = await world.only_ask(owner=MONA)
    async with world.database.begin() as session:
        await people.lock(session, HERE, RITA)
        setting = asyncio.create_task(_for_all(world))
        await blocked(world.database)
        await session.get_one(models.Ask, ask.id, with_for_update=True)
    assert await setting > 0


async def test_an_answer_counts_hours_that_changed_while_it_waited_as_they_were(postgres_world: World) -> None:
    """Mona's mornings are her own from noon on; Ben, who decides in her place, has had to wait for her lock."""
    world = postgres_world
    role = await world.open(backup=BEN)
    submission = await world.post(role)
    ask, noon = await world.only_ask(owner=MONA), MONDAY + timedelta(hours=8)
    afternoons = Preferences(week=week(range(5), (time(13), time(20))))
    async with world.database.begin() as session:
        await people.lock(session, HERE, MONA)
        deciding = asyncio.create_task(world.approve(submission, by=BEN, at=noon))
        await blocked(world.database)
        await calendars.prefer(session, world.person(MONA), afternoons, at=noon)
        counted = (await session.get_one(models.Ask, ask.id)).elapsed
    await deciding
    (answered,) = await world.asks(id=ask.id)
    assert 0 < counted == answered.waited


async def _for_all(world: World) -> int:
    async with world.database.begin() as session:
        return await calendars.prefer_for_all(session, world.person(OTTO), Preferences(country="DE"), at=MONDAY)


async def _submission(world: World, submission_id: int | None) -> models.Submission:
    (row,) = await world.rows(models.Submission, id=submission_id)
    assert isinstance(row, models.Submission)
    return row


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
async def test_eight_hands_at_once_never_deadlock_and_leave_nothing_half_done(postgres_world: World, seed: int) -> None:
    world = postgres_world
    roles = [
        await world.open(recruiter=RITA, manager=MONA, backup=BEN, helpers=(HANA,)),
        await world.open(recruiter=MONA, manager=RITA, backup=HANA, helpers=(OTTO,)),
        await world.open(recruiter=HANA, manager=BEN, backup=RITA, helpers=(MONA,)),
    ]
    async with world.database.begin() as session:
        for who in PEOPLE:  # so that every change has several people's pages painted again
            await homes.opened(session, HERE, who, at=MONDAY)
    hands = [_somebody_acts(world, roles, 100 * seed + hand, 16) for hand in range(8)]
    refused = await asyncio.gather(*hands)
    assert sum(refused) < 8 * 16 / 2  # most of it really happened

    reviews = {ask.submission_id for ask in await world.asks(kind=Kind.REVIEW, state="open")}
    live = {role.id for role in await world.rows(models.Requisition) if role.closed_at is None}
    submissions = await world.rows(models.Submission)
    assert reviews == {row.id for row in submissions if row.stage == "review"}
    assert {row.requisition_id for row in submissions if row.stage in ("review", "interview")} <= live
    assert all((row.ended_at is not None) == (row.disposition is not None) for row in submissions)
    assert len(submissions) > 10
    standing = [(row.submission_id, row.from_stage) for row in await world.rows(models.Decision, undone_at=None)]
    assert len(standing) == len(set(standing))
    for role_id in {row.requisition_id for row in submissions}:
        numbers = sorted(row.number for row in submissions if row.requisition_id == role_id)
        assert numbers == list(range(1, len(numbers) + 1))
    for who in PEOPLE:
        windows = [ask.next_nudge_at for ask in await world.asks(owner=who, state="open") if ask.next_nudge_at]
        notices = await world.rows(models.Nudge, person=who, gathered_id=None)
        planned = (await world.row(who)).next_window_at
        assert (planned is not None) == bool(windows or notices), who
        assert not windows or (planned is not None and planned <= min(windows))
    rungs = [(row.ask_id, row.person, row.rung) for row in await world.rows(models.Nudge)]
    assert len(rungs) == len(set(rungs))
    windows_said = [(row.person, row.window_at) for row in await world.rows(models.Gathered)]
    assert len(windows_said) == len(set(windows_said))


async def test_opening_waits_for_whoever_holds_its_people_in_the_same_order(postgres_world: World) -> None:
    """Rita before Mona, while somebody holds Mona and then wants Rita."""
    world = postgres_world
    async with world.database.begin() as session:
        await people.lock(session, HERE, MONA)
        opening = asyncio.create_task(world.open(recruiter=RITA, manager=MONA))
        await blocked(world.database)
        await people.lock(session, HERE, RITA)
    assert (await opening).number == 1


async def test_locks_on_people_are_taken_in_one_order_whatever_order_they_are_named_in(postgres_world: World) -> None:
    world = postgres_world

    async def hold(*who: str) -> int:
        async with world.database.begin() as session:
            await people.lock(session, HERE, *who)
            return len(list(await session.scalars(select(models.Person.id).where(models.Person.id.in_(who)))))

    orders = [PEOPLE, PEOPLE[::-1], PEOPLE[2:] + PEOPLE[:2]]
    await asyncio.gather(*(hold(*orders[n % 3]) for n in range(30)))
