"""Retrospectives: asked alone a day after the closing, revealed together, and carried to the next brief."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import update

from storage import journeys, last_time, models, retrospectives, role_holds
from storage.blind import Said
from storage.last_time import Action
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.promises import Kind
from tests.storage.world import (
    BEN,
    MONA,
    MONDAY,
    RITA,
    World,
    days,
    escalation_round,
    final_round,
    hours,
    refused,
)

CLOSED = MONDAY + days(2)
ASKED = CLOSED + hours(24)
ANSWERED, AGREED = ASKED + hours(1), ASKED + hours(2)
GOOD = Said(8, "Quick answers", "Fewer rounds")


async def closed(world: World, **of: str) -> Requisition:
    role = await world.open(**of)  # type: ignore[arg-type]
    async with world.database.begin() as session:
        row = models.Requisition
        its = (row.workspace == world.workspace) & (row.id == role.id)
        await session.execute(update(row).where(its).values(channel="C_ROLE", channel_kind="channel"))
    return await world.close(role, at=CLOSED)


async def ask_round(world: World, at: datetime = ASKED) -> int:
    async with world.database.read() as session:
        found = await retrospectives.due(session, at=at)
    done = 0
    for workspace, row in found:
        async with world.database.begin() as session:
            done += await retrospectives.begin(session, workspace, row, at=at)
    return done


async def remind_round(world: World, at: datetime) -> int:
    async with world.database.read() as session:
        found = await retrospectives.due_again(session, at=at)
    done = 0
    for workspace, row in found:
        async with world.database.begin() as session:
            done += await retrospectives.remind(session, workspace, row, at=at)
    return done


async def asked(world: World, state: str = "open") -> dict[str, int]:
    return {ask.owner: ask.id for ask in await world.asks(kind=Kind.RETROSPECTIVE, state=state)}


async def answer(world: World, who: str, ask_id: int, said: Said = GOOD, at: datetime = ANSWERED) -> None:
    async with world.database.begin() as session:
        await retrospectives.answer(session, world.person(who), ask_id, said, at=at)


async def look(world: World) -> retrospectives.Retrospective:
    row = (await world.rows(models.Retrospective))[-1]
    async with world.database.read() as session:
        found = await retrospectives.look(session, world.workspace, row.id)
    assert found is not None
    return found


async def sent(world: World, kind: str) -> list[str | None]:
    return [row.ids["person"] for row in await world.rows(models.OutboxRow) if row.kind == kind]


async def agree(world: World, who: str, *actions: Action, at: datetime = AGREED) -> None:
    found = await look(world)
    async with world.database.begin() as session:
        await retrospectives.agree(session, world.person(who), found.id, actions, at=at)


async def test_both_are_asked_alone_and_read_each_other_once_both_are_in(world: World) -> None:
    await closed(world)
    assert await ask_round(world, ASKED - hours(1)) == 0
    assert await ask_round(world) == 1
    assert await ask_round(world) == 0
    both = await asked(world)
    assert set(both) == {MONA, RITA}
    for who in (BEN, RITA):
        assert (await refused(answer(world, who, both[MONA]))).why is Why.NOT_YOUR_ASK
    await answer(world, MONA, both[MONA])
    assert (await refused(answer(world, MONA, both[MONA]))).why is Why.ALREADY_ANSWERED
    assert (await look(world)).answers == ()
    assert await sent(world, "retrospective.shown") == []
    await answer(world, RITA, both[RITA], Said(5, "The brief", "Pay earlier"))
    found = await look(world)
    assert [(each.person, each.said) for each in found.answers] == [
        (MONA, GOOD),
        (RITA, Said(5, "The brief", "Pay earlier")),
    ]
    assert await sent(world, "retrospective.shown") == [None]


async def test_two_weeks_later_it_lapses_and_shows_what_there_is(world: World) -> None:
    await closed(world)
    await ask_round(world)
    both = await asked(world)
    (owed,) = [ask for ask in await world.asks(owner=RITA, kind=Kind.RETROSPECTIVE)]
    assert owed.due_at == ASKED + days(7)  # five working days, as promised
    await answer(world, MONA, both[MONA])
    await escalation_round(world.database, ASKED + days(8))
    assert set(await asked(world)) == {RITA}
    await escalation_round(world.database, ASKED + days(14))
    assert [each.person for each in (await look(world)).answers] == [MONA]
    assert await sent(world, "retrospective.shown") == [None]
    late = await refused(answer(world, RITA, both[RITA], at=ASKED + days(15)))
    assert (late.why, late.facts) == (Why.LOOKED_BACK, {"at": ASKED + days(14)})
    assert [each.person for each in (await look(world)).answers] == [MONA]


async def test_where_nobody_answers_the_facts_are_shown(world: World) -> None:
    await closed(world)
    await ask_round(world)
    await escalation_round(world.database, ASKED + days(21))
    found = await look(world)
    assert (found.asked, found.answers) == (True, ())
    assert await sent(world, "retrospective.shown") == [None]


async def test_one_who_is_both_is_asked_nothing_and_reads_the_facts(world: World) -> None:
    await closed(world, manager=RITA, backup=MONA)
    assert await ask_round(world) == 1
    assert await asked(world) == {}
    assert (await look(world)).asked is False
    assert await sent(world, "retrospective.shown") == [None]


async def test_of_a_role_opened_again_nothing_is_asked_any_more(world: World) -> None:
    role = await closed(world)
    await ask_round(world)
    both = await asked(world)
    await answer(world, MONA, both[MONA])
    async with world.database.begin() as session:
        await role_holds.reopen(session, world.person(RITA), role.id, at=ASKED + hours(2))
    late = await refused(answer(world, RITA, both[RITA], at=ASKED + hours(3)))
    assert (late.why, late.facts) == (Why.LOOKED_BACK, {"at": None})
    assert await world.rows(models.BlindAnswer) == []
    await world.close(role, at=ASKED + days(3))
    assert await ask_round(world, ASKED + days(4)) == 1
    assert set(await asked(world)) == {MONA, RITA}
    assert await sent(world, "retrospective.shown") == []


async def test_a_role_reopened_within_the_day_is_not_looked_back_on(world: World) -> None:
    role = await closed(world)
    async with world.database.begin() as session:
        await role_holds.reopen(session, world.person(RITA), role.id, at=CLOSED + hours(2))
    assert await ask_round(world, ASKED + days(9)) == 0


async def test_where_the_channel_is_gone_or_shared_each_reads_it_directly(world: World) -> None:
    role = await closed(world)
    async with world.database.begin() as session:
        await session.execute(
            update(models.Requisition).where(models.Requisition.id == role.id).values(channel_kind="shared")
        )
    await ask_round(world)
    for who, ask_id in (await asked(world)).items():
        await answer(world, who, ask_id)
    assert await sent(world, "retrospective.shown") == [MONA, RITA]


async def test_what_the_two_agree_has_owners_returns_in_the_next_brief_and_is_said_once_more(world: World) -> None:
    await closed(world)
    await ask_round(world)
    first = Action("Two rounds at most", "manager")
    assert (await refused(agree(world, RITA, first))).why is Why.LOOKED_BACK_NOT
    for who, ask_id in (await asked(world)).items():
        await answer(world, who, ask_id)
    assert (await refused(agree(world, BEN, first))).why is Why.NOT_ALLOWED
    with pytest.raises(ValueError, match="has an owner"):
        await agree(world, RITA, Action("Somebody does it"))
    await agree(world, RITA, first)
    await agree(world, MONA, first)  # pressed again
    assert len(await world.rows(models.AgreedAction)) == 1
    both = (first, Action("Say the pay", "recruiter"))
    await agree(world, MONA, *both, at=ASKED + hours(3))
    assert (await look(world)).actions == both
    next_role = await world.open(at=ASKED + days(1))
    async with world.database.read() as session:
        before = await last_time.of(session, world.person(MONA), next_role)
    assert before is not None
    assert before.agreed == list(both)
    assert await remind_round(world, ASKED + days(29)) == 0
    assert not (await look(world)).is_reminded
    assert await remind_round(world, ASKED + days(32)) == 1
    assert (await look(world)).is_reminded
    assert await remind_round(world, ASKED + days(33)) == 0
    assert await sent(world, "retrospective.remind") == [None]
    await agree(world, MONA, first, at=ASKED + days(40))
    assert await remind_round(world, ASKED + days(90)) == 0


async def test_the_picture_of_a_search_is_replayed_from_what_happened(world: World) -> None:
    role = await world.open()
    first, second, third = [await world.post(role) for _ in range(3)]
    await world.approve(first, at=MONDAY + hours(5))
    await world.undo(await world.approve(second, at=MONDAY + hours(5)), at=MONDAY + hours(5))
    await world.reject(third, at=MONDAY + days(8))
    at = MONDAY + days(10)
    await final_round(world.database, at)
    closed_role = await world.close(role, at=at)
    async with world.database.read() as session:
        search = await journeys.of(session, closed_role, at)
    journey = search.journey
    assert [(point.stages, point.yes, point.no) for point in journey.points] == [
        ((2, 1, 0, 0), 1, 0),
        ((1, 1, 0, 0), 0, 1),
    ]
    assert (journey.days, journey.profiles, journey.yes, journey.no, journey.hired) == (10, 3, 1, 1, 0)
    assert set(search.sides) >= {Holder.MANAGER, Holder.RECRUITER}
