"""Fair to everybody: an overrun stays an overrun, nobody counts another's waiting, whoever left is left in peace."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from storage import digests, measures, models
from storage.database import Database
from storage.rules.promises import Kind
from tests.storage.world import (
    BEN,
    BERLIN,
    HERE,
    MONA,
    MONDAY,
    RITA,
    World,
    escalation_round,
    hours,
    new_york,
    nudge_round,
)

DUE = new_york("2026-06-01 17:00")  # asked before Mona's Monday began, one working day promised


async def _leave(world: World, who: str) -> None:
    async with world.database.begin() as session:
        await session.execute(
            update(models.Person)
            .where(models.Person.workspace == HERE, models.Person.id == who)
            .values(is_deactivated=True)
        )


async def test_an_answer_taken_back_after_the_promise_ran_out_stays_as_late_as_it_was(world: World) -> None:
    submission = await world.post(await world.open())
    late = new_york("2026-06-02 12:00")
    decision = await world.approve(submission, at=late)
    await world.undo(decision, at=late + hours(0.5))
    ask = await world.only_ask(kind=Kind.REVIEW)
    assert ask.due_at == DUE
    assert ask.escalate_at == new_york("2026-06-02 17:00")
    await world.approve(submission, at=new_york("2026-06-02 13:00"))
    assert (await world.only_ask(kind=Kind.REVIEW)).waited == (8 + 3 + 0.5) * 3600


async def test_the_backups_answer_is_in_nobodys_private_figures(world: World) -> None:
    submission = await world.post(await world.open(backup=BEN))
    at = new_york("2026-06-02 12:00")
    await world.approve(submission, by=BEN, at=at)
    async with world.database.read() as session:
        for who in (BEN, MONA):
            found = await measures.answered_by(session, world.person(who), since=MONDAY, until=at + timedelta(days=1))
            assert found == []


async def test_a_backup_who_left_is_passed_over_for_the_one_who_waits(world: World) -> None:
    await world.post(await world.open(backup=BEN))
    await _leave(world, BEN)
    await escalation_round(world.database, new_york("2026-06-02 17:00"))
    assert [(nudge.person, nudge.workspace) for nudge in await world.rows(models.Nudge)] == [(RITA, HERE)]


async def test_whoever_left_is_told_nothing_and_wakes_no_round(world: World) -> None:
    await world.post(await world.open())
    await _leave(world, MONA)
    window = new_york("2026-06-01 09:30")
    await nudge_round(world.database, window)
    assert await world.messages(MONA) == []
    assert (await world.row(MONA)).next_window_at is None


async def test_two_people_who_set_one_channels_digest_at_once_leave_one_digest(world: World) -> None:
    async def set_by(who: str) -> None:
        async with world.database.begin() as session:
            await digests.set_digest(
                session, world.person(who), "C1", days=frozenset({0}), at=time(9), zone=BERLIN, now=MONDAY
            )

    await asyncio.gather(*(set_by(who) for who in (RITA, MONA, BEN)))
    assert len(await world.rows(models.Digest)) == 1


async def test_the_timeline_cannot_be_emptied_at_a_stroke(postgres: Database) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with postgres.begin() as session:
            await session.execute(text("truncate timeline"))


async def test_a_promise_made_moments_after_opening_runs_out_at_closing_time(world: World) -> None:
    opening = new_york("2026-06-01 09:00")
    role = await world.open()
    await world.post(role, at=opening + timedelta(seconds=20))
    assert (await world.only_ask(kind=Kind.REVIEW)).due_at == DUE


async def test_a_promise_made_a_few_minutes_after_opening_runs_out_the_next_morning(world: World) -> None:
    role = await world.open()
    await world.post(role, at=new_york("2026-06-01 09:05"))
    assert (await world.only_ask(kind=Kind.REVIEW)).due_at == new_york("2026-06-02 09:05")


async def test_an_older_message_says_that_a_later_one_lists_what_is_still_open(world: World) -> None:
    role = await world.open()
    first, second = await world.post(role), await world.post(role)
    await nudge_round(world.database, new_york("2026-06-01 09:30"))
    await world.approve(first, at=new_york("2026-06-01 10:00"))
    await nudge_round(world.database, new_york("2026-06-01 14:00"))
    older, newer = await world.messages(MONA)
    assert {line.ask.submission_id: line.is_superseded for line in older.lines} == {first.id: False, second.id: True}
    assert {line.ask.submission_id: line.is_superseded for line in newer.lines} == {second.id: False}
    assert (older.is_latest, newer.is_latest) == (False, True)
