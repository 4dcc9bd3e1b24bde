"""Nudges: gathered per person, said once, never more than two a day; and what happens next."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, time, timedelta

from sqlalchemy import update

from storage import digests, due, models, nudges, people
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from storage.rules.rhythm import local_day
from tests.storage.world import (
    BEN,
    BERLIN,
    HANA,
    HERE,
    MONA,
    MONDAY,
    NEW_YORK,
    RITA,
    TWIN,
    World,
    berlin,
    escalation_round,
    every_round,
    final_round,
    hours,
    new_york,
    nudge_round,
)

FIRST_WINDOW = new_york("2026-06-01 09:30")  # Mona's first after MONDAY


async def _said(world: World, who: str) -> list[list[tuple[int, Rung]]]:
    return [[(line.ask.id, line.rung) for line in message.lines] for message in await world.messages(who)]


async def test_everything_a_window_has_to_say_is_one_message(world: World) -> None:
    role, other = await world.open(), await world.open()
    posted = [await world.post(role), await world.post(other), await world.post(role)]
    assert await nudge_round(world.database, FIRST_WINDOW - hours(0.01)) == 0
    assert await nudge_round(world.database, FIRST_WINDOW) == 2  # the twin's Mona has one of her own
    (message,) = await world.messages(MONA)
    assert [line.ask.submission_id for line in message.lines] == [submission.id for submission in posted]
    assert {line.rung for line in message.lines} == {Rung.TOLD}
    assert [line.requisition.number for line in message.lines] == [1, 2, 1]
    assert {line.candidate.name for line in message.lines if line.candidate} == {"Ada Lovelace"}
    assert (message.window_at, message.is_first) == (FIRST_WINDOW, True)
    (twins,) = await world.twin.messages(MONA)
    assert len(twins.lines) == 1


async def test_a_round_run_twice_says_nothing_twice(world: World) -> None:
    await world.post(await world.open())
    await nudge_round(world.database, FIRST_WINDOW)
    assert await nudge_round(world.database, FIRST_WINDOW) == 0
    assert await nudge_round(world.database, FIRST_WINDOW + timedelta(minutes=1)) == 0
    assert len(await world.rows(models.Gathered)) == 1
    assert len(await world.rows(models.OutboxRow, kind="gathered.post")) == 1


async def test_several_workers_at_once_say_it_once(world: World) -> None:
    for manager in (MONA, RITA, BEN, HANA):
        await world.post(await world.open(manager=manager, backup=None))
    at = new_york("2026-06-01 10:00")  # 16:00 in Berlin; Kolkata is at home
    await asyncio.gather(*(nudge_round(world.database, at, limit=2) for _ in range(4)))
    said = Counter(row.person for row in await world.rows(models.Gathered))
    assert said == {MONA: 1, RITA: 1, HANA: 1}


async def test_a_claim_takes_no_more_people_than_it_says(world: World) -> None:
    """The twin's Mona has the same id and waits for the same window."""
    await world.post(await world.open())
    async with world.database.begin() as session:
        claimed = await nudges.claim_people(session, at=FIRST_WINDOW, limit=1)
        for workspace, person in claimed:
            await nudges.gather(session, workspace, person, at=FIRST_WINDOW)
    assert claimed == [(HERE, MONA)]
    assert (await world.twin.row(MONA)).next_window_at == FIRST_WINDOW


async def test_a_worker_leaves_alone_who_another_holds(postgres_world: World) -> None:
    world = postgres_world
    await world.post(await world.open())
    async with world.database.begin() as first:
        mine = await nudges.claim_people(first, at=FIRST_WINDOW, limit=1)
        async with world.database.begin() as second:
            theirs = await nudges.claim_people(second, at=FIRST_WINDOW)
        assert (mine, theirs) == ([(HERE, MONA)], [(TWIN, MONA)])


async def test_of_several_rungs_only_the_highest_is_said(world: World) -> None:
    await world.post(await world.open())
    await nudge_round(world.database, new_york("2026-06-03 14:00"))
    ask = await world.only_ask()
    assert await _said(world, MONA) == [[(ask.id, Rung.FULL_OVER)]]
    assert (ask.said, ask.next_nudge_at) == (Rung.FULL_OVER, None)
    assert (await world.row(MONA)).next_window_at is None


async def test_an_answered_ask_is_never_nudged_and_its_message_is_painted_again(world: World) -> None:
    role = await world.open()
    first, second = await world.post(role), await world.post(role)
    await nudge_round(world.database, FIRST_WINDOW)
    await world.approve(first, at=FIRST_WINDOW + hours(1))
    await nudge_round(world.database, new_york("2026-06-01 14:00"))
    later = await world.messages(MONA)
    assert [line.ask.submission_id for line in later[-1].lines] == [second.id]
    assert [line.ask.is_open for line in later[0].lines] == [False, True]
    (gathered, *_) = [row.id for row in await world.rows(models.Gathered)]
    (painted,) = await world.rows(models.OutboxRow, kind="gathered.repaint")
    assert painted.ids == {"gathered": gathered}
    await world.approve(second, at=new_york("2026-06-01 15:00"))
    assert (await world.row(MONA)).next_window_at is None
    assert await nudge_round(world.database, new_york("2026-06-02 14:00")) == 1  # the twin's


async def test_a_window_has_one_message_however_late_something_joins(world: World) -> None:
    at, moment = FIRST_WINDOW, timedelta(seconds=1)
    await world.post(await world.open())
    await nudge_round(world.database, at)
    async with world.database.begin() as session:
        await session.execute(
            update(models.Ask).where(models.Ask.workspace == HERE).values(next_nudge_at=at + 7 * moment)
        )
        await session.execute(
            update(models.Person)
            .where(models.Person.workspace == HERE, models.Person.id == MONA)
            .values(next_window_at=at + 7 * moment)
        )
    assert await nudge_round(world.database, at + 30 * moment) == 0
    assert (await world.row(MONA)).next_window_at == new_york("2026-06-01 14:00")
    await nudge_round(world.database, new_york("2026-06-01 14:00"))
    assert [message.window_at for message in await world.messages(MONA)] == [at, new_york("2026-06-01 14:00")]


async def test_a_round_that_was_held_up_wakes_nobody_at_night(world: World) -> None:
    await world.post(await world.open())
    assert await nudge_round(world.database, new_york("2026-06-02 03:00")) == 0
    assert (await world.row(MONA)).next_window_at == new_york("2026-06-02 09:30")
    await nudge_round(world.database, new_york("2026-06-02 11:00"))  # late, but at work
    assert [message.window_at for message in await world.messages(MONA)] == [new_york("2026-06-02 09:30")]


async def test_a_late_review_is_told_to_the_backup_once(world: World) -> None:
    """New York: due Monday 17:00, a full promise over Tuesday 17:00, which is Wednesday 02:30 in Kolkata."""
    await world.post(await world.open())
    over = new_york("2026-06-02 17:00")
    assert (await world.only_ask()).escalate_at == over
    assert await escalation_round(world.database, over - hours(0.01)) == 0
    assert await escalation_round(world.database, over) == 2  # one of them the twin's
    assert await escalation_round(world.database, over + hours(1)) == 0
    assert (await world.row(BEN)).next_window_at == berlin("2026-06-03 06:00")  # 09:30 in Kolkata
    await nudge_round(world.database, berlin("2026-06-03 06:00"))
    ask = await world.only_ask()
    assert await _said(world, BEN) == [[(ask.id, Rung.FULL_OVER)]]
    (message,) = await world.messages(BEN)
    assert not message.lines[0].for_owner(BEN)
    assert (await world.row(BEN)).next_window_at is None


async def test_without_a_backup_whoever_waits_is_told(world: World) -> None:
    await world.post(await world.open(backup=None, helpers=(HANA,)), by=HANA)
    await escalation_round(world.database, new_york("2026-06-02 17:00"))
    await nudge_round(world.database, berlin("2026-06-03 09:30"))
    ask = await world.only_ask()
    assert await _said(world, HANA) == [[(ask.id, Rung.FULL_OVER)]]


async def test_nobody_is_told_of_their_own_lateness_twice(world: World) -> None:
    """Recruiter and manager are one person and there is no backup: the ladder says it all."""
    await world.post(await world.open(manager=RITA, backup=None))
    await escalation_round(world.database, berlin("2026-06-10 09:00"))
    assert [row for row in await world.rows(models.Nudge) if row.person == RITA] == []


async def test_what_was_answered_before_it_was_said_is_not_said(world: World) -> None:
    submission = await world.post(await world.open())
    await escalation_round(world.database, new_york("2026-06-02 17:00"))
    await world.approve(submission, at=new_york("2026-06-02 18:00"))
    await nudge_round(world.database, berlin("2026-06-03 06:00"))
    assert await _said(world, BEN) == []
    assert (await world.row(BEN)).next_window_at is None


async def test_an_ask_that_is_late_again_after_an_undo_is_escalated_without_a_stumble(world: World) -> None:
    submission = await world.post(await world.open())
    await escalation_round(world.database, new_york("2026-06-02 17:00"))
    decision = await world.approve(submission, at=new_york("2026-06-03 10:00"))
    await world.undo(decision, at=new_york("2026-06-03 10:30"))
    await every_round(world.database, new_york("2026-06-10 14:00"))
    assert (await world.only_ask(kind=Kind.REVIEW)).escalate_at is None
    assert len(await world.rows(models.Nudge, person=BEN, rung=Rung.FULL_OVER)) == 1


async def test_a_late_word_to_a_candidate_is_told_to_the_helper(world: World) -> None:
    role = await world.open(helpers=(HANA,))
    await world.approve(await world.post(role))
    await final_round(world.database, MONDAY + hours(1))
    ask = await world.only_ask(state="open")
    assert ask.escalate_at == berlin("2026-06-03 11:00")
    await escalation_round(world.database, berlin("2026-06-03 11:00"))
    await nudge_round(world.database, berlin("2026-06-03 14:00"))
    assert await _said(world, HANA) == [[(ask.id, Rung.FULL_OVER)]]


async def test_a_deactivated_person_is_told_nothing(world: World) -> None:
    await world.post(await world.open())
    async with world.database.begin() as session:
        gone = people.Person(world.workspace, MONA, "Mona Test", NEW_YORK, is_deactivated=True)
        await people.remember(session, gone, at=MONDAY)
    await nudge_round(world.database, FIRST_WINDOW)
    assert await world.messages(MONA) == []


async def test_the_next_thing_due_is_named(world: World) -> None:
    await every_round(world.database, MONDAY)
    assert await _next(world) == due.Next(FIRST_WINDOW, "nudge", "Mona Test")
    role = await world.open()
    assert await _next(world) == due.Next(MONDAY, "a message goes out")
    await every_round(world.database, MONDAY)
    await world.approve(await world.post(role))
    await every_round(world.database, MONDAY)
    assert await _next(world) == due.Next(MONDAY + hours(1), "a decision becomes final")
    async with world.database.begin() as session:
        every_day = frozenset(range(5))
        await digests.set_digest(
            session, world.person(RITA), "C_ALL", days=every_day, at=time(10, 30), zone=BERLIN, now=MONDAY
        )
    assert await _next(world) == due.Next(berlin("2026-06-01 10:30"), "a digest")


async def _next(world: World) -> due.Next | None:
    async with world.database.read() as session:
        return await due.next_due(session)


async def test_a_fortnight_walked_from_one_due_thing_to_the_next(world: World) -> None:
    """Everybody is late with everything; nothing is due in the past, no moment comes twice, and nobody hears more
    than twice a day."""
    role = await world.open(helpers=(HANA,))
    for wall in ("2026-06-01 10:00", "2026-06-01 16:00", "2026-06-03 09:30"):
        await world.post(role, at=berlin(wall))
    approved = await world.post(role)
    await world.approve(approved)
    async with world.database.begin() as session:
        await digests.set_digest(
            session, world.person(RITA), "C_ALL", days=frozenset({0, 3}), at=time(9), zone=BERLIN, now=MONDAY
        )
    now, steps, end = MONDAY, 0, MONDAY + timedelta(days=14)
    await every_round(world.database, now)
    while (upcoming := await _next(world)) and upcoming.at < end:
        assert upcoming.at > now, upcoming
        now, steps = upcoming.at, steps + 1
        await every_round(world.database, now)
        assert steps < 120
    zones = {who: world.person(who).zone for who in (RITA, MONA, BEN, HANA)}
    messages = [(who, message) for who in zones for message in await world.messages(who)]
    a_day: Counter[tuple[str, object]] = Counter(
        (who, local_day(zones[who], message.window_at)) for who, message in messages
    )
    assert max(a_day.values()) <= 2
    said = Counter((who, line.ask.id, line.rung) for who, message in messages for line in message.lines)
    assert max(said.values()) == 1
    reviews = {ask.id for ask in await world.asks(kind=Kind.REVIEW, state="open")}
    for ask_id in reviews:
        assert {rung for who, ask, rung in said if who == MONA and ask == ask_id} >= {Rung.TOLD, Rung.FULL_OVER}
        assert (BEN, ask_id, Rung.FULL_OVER) in said
    assert len(reviews) == 3
    assert {ask.state for ask in await world.asks(kind=Kind.CHECK_IN)} == {"lapsed"}
    assert now > end - timedelta(days=4)  # a check-in is due every Thursday


async def test_whoever_has_something_to_say_to_has_a_window(world: World) -> None:
    """`next_window_at` is the earliest of the asks' windows after every verb that moves one."""

    async def planned(who: str) -> datetime | None:
        windows = [ask.next_nudge_at for ask in await world.asks(owner=who, state="open") if ask.next_nudge_at]
        assert (await world.row(who)).next_window_at == min(windows, default=None)
        return min(windows, default=None)

    role = await world.open()
    assert await planned(MONA) is None
    first = await world.post(role)
    assert await planned(MONA) == FIRST_WINDOW
    second = await world.post(role, at=FIRST_WINDOW)
    assert await planned(MONA) == FIRST_WINDOW
    decision = await world.approve(first, at=FIRST_WINDOW)
    assert await planned(MONA) == new_york("2026-06-01 14:00")
    await world.undo(decision, at=FIRST_WINDOW + hours(0.5))
    await nudge_round(world.database, new_york("2026-06-01 14:00"))
    assert await planned(MONA) == new_york("2026-06-02 14:00")  # due at 09:30, half over at 13:30
    await world.approve(first, at=new_york("2026-06-01 15:00"))
    await world.reject(second, at=new_york("2026-06-01 15:00"))
    assert await planned(MONA) is None
