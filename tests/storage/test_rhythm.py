"""Check-ins, digests and measures: what comes round by the calendar, and what it adds up to."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

import pytest

from storage import check_in_answers, check_in_views, check_ins, closing, measures, models, people
from storage.check_in_answers import Said
from storage.check_in_views import Answer
from storage.measures import ResponseTimes
from storage.refusals import Refused, Why
from storage.rules.promises import Kind
from tests.storage.world import (
    BEN,
    BERLIN,
    HANA,
    HERE,
    MONA,
    MONDAY,
    RITA,
    World,
    berlin,
    blocked,
    check_in_round,
    days,
    escalation_round,
    hours,
    new_york,
    nudge_round,
)

THURSDAY = berlin("2026-06-04 09:30")
HERS = new_york("2026-06-04 09:30")


async def answer(world: World, who: str, said: dict[int, Said], at: datetime = THURSDAY) -> list[int]:
    async with world.database.begin() as session:
        return await check_in_answers.answer_all(session, world.person(who), said, at=at)


async def pending(world: World, who: str) -> list[tuple[int, int]]:
    """Answer id and number of every role they are asked about."""
    async with world.database.read() as session:
        found = await check_in_answers.pending(session, world.person(who))
    return [(each.answer_id, each.requisition.number) for each in found]


async def shown(world: World, at: datetime = THURSDAY) -> check_in_views.CheckIn:
    (row,) = await world.rows(models.CheckIn)
    async with world.database.read() as session:
        found = await check_in_views.shown(session, world.workspace, row.id, at=at)
    assert found is not None
    return found


async def test_each_side_is_asked_on_its_thursday_about_all_its_roles_at_once(world: World) -> None:
    for _ in range(2):
        await world.open()
    assert (await world.row(RITA)).next_check_in_at == THURSDAY
    assert (await world.row(MONA)).next_check_in_at == HERS
    assert (await world.row(BEN)).next_check_in_at is None  # a backup is no side
    await check_in_round(world.database, THURSDAY - hours(0.01))
    assert await world.asks() == []
    assert await check_in_round(world.database, THURSDAY) == 2 + 1  # and one of the twin's
    asked = await world.asks()
    assert [(ask.kind, ask.owner, ask.asker) for ask in asked] == [(Kind.CHECK_IN, RITA, None)] * 2
    await nudge_round(world.database, THURSDAY)
    (message,) = await world.messages(RITA)
    assert [line.requisition.number for line in message.lines] == [1, 2]
    await check_in_round(world.database, HERS)
    assert len(await world.rows(models.CheckIn)) == 2  # both sides of a week share one
    assert [number for _, number in await pending(world, MONA)] == [1, 2]


async def test_a_week_asks_once_whoever_runs_the_round(world: World) -> None:
    await world.open()

    async def ask() -> int:
        async with world.database.begin() as session:
            return await check_ins.ask_person(session, HERE, RITA, at=THURSDAY)

    assert sorted(await asyncio.gather(*(ask() for _ in range(4)))) == [0, 0, 0, 1]
    assert await check_in_round(world.database, THURSDAY + days(3)) == 3  # the twin's two and Mona, late; not Rita


async def test_both_answers_stand_together_the_recruiters_first(world: World) -> None:
    role = await world.open()
    await check_in_round(world.database, HERS)
    (mine,) = [answer_id for answer_id, _ in await pending(world, MONA)]
    assert await answer(
        world, MONA, {mine: Said("Two offers out", needs="A salary range", content=4)}, HERS + hours(1)
    ) == [role.number]
    assert await answer(world, RITA, {}, HERS + hours(2)) == [role.number]
    assert (await shown(world)).answers == [
        Answer(RITA, "Rita", "recruiter", HERS + hours(2), False, True),
        Answer(MONA, "Mona", "manager", HERS + hours(1), False, False, Said("Two offers out", needs="A salary range")),
    ]
    assert (await shown(world)).week == date(2026, 6, 1)
    posts = await world.rows(models.OutboxRow, kind="check_in.post")
    assert len(posts) == 1
    asked = await world.only_ask(owner=MONA)
    assert (asked.state, asked.waited) == ("answered", 3600)


async def test_a_check_in_is_answered_once(world: World) -> None:
    await world.open()
    await check_in_round(world.database, THURSDAY)
    ends = await asyncio.gather(*(answer(world, RITA, {}) for _ in range(3)), return_exceptions=True)
    assert [end for end in ends if end == [1]] == [[1]]
    assert [end.why for end in ends if isinstance(end, Refused)] == [Why.ALREADY_ANSWERED] * 2


async def test_a_check_in_lapses_when_it_is_due_and_is_no_ones_lateness(world: World) -> None:
    await world.open()
    await check_in_round(world.database, HERS)
    await answer(world, RITA, {}, HERS)
    asked = await world.only_ask(owner=MONA)
    assert (asked.due_at, asked.escalate_at) == (new_york("2026-06-05 09:30"),) * 2
    await escalation_round(world.database, asked.due_at)
    lapsed = await world.only_ask(owner=MONA)
    assert (lapsed.state, lapsed.waited) == ("lapsed", None)
    assert [answer.lapsed for answer in (await shown(world)).answers] == [False, True]
    assert len(await world.rows(models.OutboxRow, kind="check_in.repaint")) == 1
    with pytest.raises(Refused) as caught:
        await answer(world, MONA, {}, asked.due_at)
    assert caught.value.why is Why.ALREADY_ANSWERED


async def test_whoever_is_both_sides_is_asked_once(world: World) -> None:
    await world.open(manager=RITA, backup=None)
    await check_in_round(world.database, THURSDAY)
    assert len(await world.asks()) == 1


async def test_the_deactivated_are_asked_nothing(world: World) -> None:
    await world.open()
    async with world.database.begin() as session:
        await people.remember(session, people.Person(HERE, RITA, "R", BERLIN, is_deactivated=True), at=MONDAY)
    await check_in_round(world.database, THURSDAY)
    assert await world.asks() == []


async def test_a_role_closed_a_moment_ago_is_asked_about_no_more(postgres_world: World) -> None:
    """And what closed it, on the very Thursday, does not put off the question about the other."""
    world = postgres_world
    role, other = await world.open(), await world.open()

    async def ask() -> int:
        async with world.database.begin() as session:
            return await check_ins.ask_person(session, HERE, RITA, at=THURSDAY)

    async with world.database.begin() as session:
        await closing.close(session, world.person(RITA), role.id, outcome="cancelled", at=THURSDAY)
        asking = asyncio.create_task(ask())
        await blocked(world.database)
    assert await asking == 1
    assert [ask.requisition_id for ask in await world.asks()] == [other.id]


# Measures


async def test_response_times_by_hand(world: World) -> None:
    """Ten reviews asked Monday 09:00 in Berlin and answered after 1, 2 … 9 and 20 working hours."""
    role = await world.open(manager=HANA, backup=None)
    asked = berlin("2026-06-01 09:00")
    answered = [berlin(f"2026-06-01 {hour}:00") for hour in range(10, 17)]
    answered += [berlin("2026-06-01 17:00"), berlin("2026-06-02 10:00"), berlin("2026-06-03 13:00")]
    for moment in answered:
        await world.approve(await world.post(role, at=asked), by=HANA, at=moment)
    async with world.database.read() as session:
        hers = await measures.answered_by(session, world.person(HANA), since=asked, until=asked + days(9))
        early = await measures.answered_by(session, world.person(HANA), since=asked, until=answered[1])
        on_role = await measures.answered_on(session, HERE, role.id)
        everywhere = await measures.answered_in(session, HERE, since=asked, until=asked + days(9))
    assert [ask.waited for ask in hers] == [hour * 3600 for hour in (*range(1, 10), 20)]
    assert measures.summary(hers) == ResponseTimes(10, int(5.5 * 3600), 9 * 3600, 8)
    assert measures.summary(early) == ResponseTimes(1, 3600, 3600, 1)
    assert on_role == hers
    assert sorted(ask.id for ask in everywhere) == [ask.id for ask in hers]
    assert measures.summary([]) == ResponseTimes(0, None, None, 0)


async def test_what_became_moot_or_was_taken_back_is_in_no_measure(world: World) -> None:
    role = await world.open()
    await world.undo(await world.approve(await world.post(role)))
    await world.close(role)
    async with world.database.read() as session:
        assert await measures.answered_in(session, HERE, since=MONDAY - days(1), until=MONDAY + days(1)) == []
        assert await measures.answered_on(session, HERE, role.id) == []
