"""Blind rounds: each answers alone, and nobody reads another's answer before all have; on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from storage import blind, models
from storage.blind import Answer, Round, Said, Subject
from storage.refusals import Why
from tests.conftest import FreshDatabase, opened
from tests.storage.test_briefs import propose, sign
from tests.storage.world import BEN, HERE, MONA, MONDAY, OTTO, RITA, World, days, dump, hours, nudge_round, refused

SIGNING = Subject.SIGNING


async def begin(world: World, *asked: str, subject: int = 7) -> None:
    async with world.database.begin() as session:
        await blind.begin(session, world.workspace, SIGNING, subject, asked, at=MONDAY)


async def answer(world: World, who: str, number: int, text: str | None = None, *, subject: int = 7) -> None:
    async with world.database.begin() as session:
        await blind.answer(session, world.person(who), SIGNING, subject, Said(number, text), at=MONDAY)


async def reveal(world: World, subject: int = 7) -> bool:
    async with world.database.begin() as session:
        return await blind.reveal(session, world.workspace, SIGNING, subject, at=MONDAY + hours(1))


async def revealed(world: World, subject: int = 7) -> list[Answer]:
    async with world.database.read() as session:
        return await blind.revealed(session, world.workspace, SIGNING, subject)


async def own(world: World, who: str) -> Said | None:
    async with world.database.read() as session:
        return await blind.own(session, world.person(who), SIGNING, 7)


async def standing(world: World) -> Round:
    async with world.database.read() as session:
        found = await blind.standing(session, world.workspace, SIGNING, 7)
    assert found is not None
    return found


async def test_each_reads_their_own_answer_and_nobody_anothers_until_the_last_one_answered(lone: World) -> None:
    await begin(lone, MONA, RITA, BEN)
    await answer(lone, RITA, 9)
    await answer(lone, MONA, 5, "A day together")
    assert (await own(lone, MONA), await own(lone, RITA), await own(lone, BEN)) == (
        Said(5, "A day together"),
        Said(9),
        None,
    )
    assert not await reveal(lone)
    assert await revealed(lone) == []
    assert (await standing(lone)).waits_for == (BEN,)
    await answer(lone, BEN, 7)
    assert await revealed(lone) == []  # complete, and still nobody was told
    assert await reveal(lone)
    found = [(each.person, each.said.number) for each in await revealed(lone)]
    assert found == [(MONA, 5), (RITA, 9), (BEN, 7)]  # in the order in which they were asked
    assert not await reveal(lone)  # once


async def test_until_then_a_second_answer_takes_the_firsts_place_and_afterwards_none_does(lone: World) -> None:
    await begin(lone, RITA)
    await answer(lone, RITA, 3, "Unsure")
    await answer(lone, RITA, 4)
    assert await own(lone, RITA) == Said(4)
    await reveal(lone)
    assert (await refused(answer(lone, RITA, 10))).why is Why.ALREADY_ANSWERED
    assert [each.said for each in await revealed(lone)] == [Said(4)]


async def test_a_closed_round_waits_for_nobody_and_shows_what_was_said(lone: World) -> None:
    await begin(lone, MONA, RITA)
    await answer(lone, MONA, 8)
    async with lone.database.begin() as session:
        await blind.close(session, HERE, SIGNING, 7, at=MONDAY)
    assert not (await standing(lone)).waits_on(RITA)
    assert (await refused(answer(lone, RITA, 1))).why is Why.ALREADY_ANSWERED
    assert await reveal(lone)
    assert await revealed(lone) == [Answer(MONA, Said(8))]


async def test_only_who_was_asked_answers_and_only_from_zero_to_ten(lone: World) -> None:
    await begin(lone, RITA)
    assert (await refused(answer(lone, OTTO, 5))).why is Why.NOT_YOUR_ASK
    assert (await refused(answer(lone, RITA, 5, subject=8))).why is Why.NOT_YOUR_ASK
    for wrong in (-1, 11):
        with pytest.raises(ValueError, match="from 0 to 10"):
            await answer(lone, RITA, wrong)


async def test_a_round_that_came_to_nothing_is_forgotten_unless_it_was_revealed(lone: World) -> None:
    for subject in (7, 8):
        await begin(lone, RITA, subject=subject)
        await answer(lone, RITA, 5, "Zyxhigher", subject=subject)
    await reveal(lone, subject=8)
    async with lone.database.begin() as session:
        for subject in (7, 8):
            await blind.discard(session, HERE, SIGNING, subject)
    assert [row.subject_id for row in await lone.rows(models.BlindRound)] == [8]
    assert len(await lone.rows(models.BlindAnswer)) == 1


async def test_another_workspaces_round_does_not_exist(world: World) -> None:
    await begin(world.twin, RITA)
    await answer(world.twin, RITA, 2)
    async with world.database.begin() as session:
        assert await blind.standing(session, HERE, SIGNING, 7) is None
        assert not await blind.reveal(session, HERE, SIGNING, 7, at=MONDAY)
    assert (await refused(answer(world, RITA, 5))).why is Why.NOT_YOUR_ASK
    assert await own(world, RITA) is None


def test_an_answer_does_not_print_itself() -> None:
    assert repr([Answer(RITA, Said(3, "Zyxhigher"))]) == "[Answer('U_RITA', …)]"


async def _told(fresh_world: FreshDatabase, said: Said) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in every other table once Rita proposed, said so, and Mona's and Rita's messages went out."""
    async with fresh_world(True) as url, opened(url) as database:
        world = World(database)
        role = await world.open()
        await propose(world, role, pictured=said)
        for day in range(3):
            await nudge_round(database, MONDAY + days(day) + hours(6))
        found = await dump(database, HERE)
    (mine,) = [row for row in found.pop("blind_answers") if said.number in row and said.text in row]
    assert RITA in mine
    return found


async def test_until_the_reveal_no_other_table_differs_whatever_was_said(fresh_world: FreshDatabase) -> None:
    one = await _told(fresh_world, Said(2, "Zyxhigher one"))
    assert "Zyxhigher" not in repr(one)
    assert one == await _told(fresh_world, Said(9, "Zyxhigher two"))


def _answers(rows: Iterable[models.BlindAnswer]) -> dict[str, int | None]:
    return {row.person: row.number for row in rows}


async def test_both_answers_are_revealed_with_the_last_signature(lone: World) -> None:
    role = await lone.open()
    brief = await propose(lone, role, pictured=Said(9))
    assert await revealed(lone, brief.id) == []
    signed = await asyncio.gather(*(sign(lone, brief, pictured=Said(n)) for n in (5, 5, 5)))
    assert all(each.is_signed for each in signed)
    assert [each.said.number for each in await revealed(lone, brief.id)] == [5, 9]
    sent = [row.kind for row in await lone.rows(models.OutboxRow) if row.kind.startswith("brief.")]
    assert sent == ["brief.signed"]
    await sign(lone, brief, pictured=Said(0))  # a second time changes nothing
    assert _answers(await lone.rows(models.BlindAnswer)) == {MONA: 5, RITA: 9}


async def test_who_signed_without_saying_may_say_it_later_and_then_both_are_revealed(lone: World) -> None:
    role = await lone.open()
    brief = await propose(lone, role)
    assert (await sign(lone, brief, pictured=Said(5))).is_signed  # nothing waits for it
    assert await revealed(lone, brief.id) == []
    await sign(lone, brief, by=RITA, pictured=Said(8))
    assert [each.said.number for each in await revealed(lone, brief.id)] == [5, 8]
    sent = [row.kind for row in await lone.rows(models.OutboxRow) if row.kind.startswith("brief.")]
    assert sent == ["brief.signed", "brief.pictured"]


async def test_what_was_said_of_a_version_that_gave_way_is_forgotten_and_asked_anew(lone: World) -> None:
    role = await lone.open()
    await propose(lone, role, pictured=Said(2, "Zyxhigher"))
    second = await propose(lone, role, by=MONA, why="Two people left", pictured=Said(7))
    assert _answers(await lone.rows(models.BlindAnswer)) == {MONA: 7, RITA: None}
    assert [row.subject_id for row in await lone.rows(models.BlindRound)] == [second.id]


async def test_whoever_is_both_is_asked_for_no_picture(lone: World) -> None:
    role = await lone.open(recruiter=RITA, manager=RITA)
    assert (await propose(lone, role, pictured=Said(9))).is_signed
    assert await lone.rows(models.BlindRound) == []
