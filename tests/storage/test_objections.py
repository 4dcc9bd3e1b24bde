"""A change that needs no second signature holds at once and can be objected to for a day; on both databases."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest

from storage import briefs, drafts, hand_overs, models, objections, versions
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.briefs import OBJECT_FOR, Section
from storage.rules.differences import Change
from storage.rules.promises import Kind
from storage.rules.rights import Role
from storage.versions import Brief
from tests.storage.test_briefs import propose, sign, standing
from tests.storage.world import BEN, HANA, MONA, MONDAY, OTTO, RITA, World, berlin, days, hours, refused

TUESDAY = MONDAY + days(1)


async def object_to(world: World, brief: Brief, *, by: str = MONA, at: datetime = TUESDAY) -> Brief:
    async with world.database.begin() as session:
        return await objections.make(session, world.person(by), brief.id, "Nobody left", at=at)


async def signed(world: World, *, on: date | None = None, helpers: tuple[str, ...] = ()) -> tuple[Requisition, Brief]:
    role = await world.open(helpers=helpers)
    return role, await sign(world, await propose(world, role, on=on))


async def change(world: World, role: Requisition, why: str = "Two people left", *, at: datetime = TUESDAY) -> Brief:
    return await propose(world, role, why=why, at=at)


async def states(world: World) -> list[tuple[int, str]]:
    return [(row.version, row.state) for row in await world.rows(models.Brief)]


async def sent(world: World) -> list[str]:
    """What was said of briefs, in order; repaints left out."""
    kinds = [row.kind for row in await world.rows(models.OutboxRow)]
    return [kind for kind in kinds if kind.startswith("brief.") and kind != "brief.repaint"]


async def test_what_needs_no_second_signature_holds_at_once_and_asks_nobody(lone: World) -> None:
    role, _ = await signed(lone)
    brief = await change(lone, role)
    assert (brief.state, brief.waits_for, brief.object_until) == ("signed", [], TUESDAY + timedelta(days=1))
    assert [each.person for each in brief.signatures] == [RITA]
    assert await states(lone) == [(1, "superseded"), (2, "signed")]
    assert [ask.state for ask in await lone.asks(kind=Kind.SIGNATURE)] == ["answered"]
    assert await sent(lone) == ["brief.signed", "brief.changed"]
    assert len(await lone.rows(models.BlindRound)) == 1  # of the first version


async def test_what_needs_both_is_judged_against_the_version_that_holds(lone: World) -> None:
    role, _ = await signed(lone)
    both = await propose(lone, role, must_haves="SQL", why="Two people left")
    assert both.waits_for == [MONA]
    back = await propose(lone, role, by=MONA, why="Three people left")  # the must-haves are those signed
    assert back.object_until is not None
    assert await states(lone) == [(1, "superseded"), (2, "superseded"), (3, "signed")]
    assert (await lone.asks(owner=MONA))[-1].state == "cancelled"


async def test_what_was_objected_to_does_not_come_back_with_a_version_begun_over_it(lone: World) -> None:
    role, _ = await signed(lone)
    second = await change(lone, role)
    async with lone.database.begin() as session:
        words = {"join": "The team"}
        await drafts.save(session, lone.person(RITA), role.id, words, over={}, at=TUESDAY)
    await object_to(lone, second)
    async with lone.database.read() as session:
        draft = await drafts.look(session, lone.person(RITA), role.id)
    assert (draft.words["why"], draft.words["join"], draft.version) == ("Nightly loads fail", "The team", 3)


async def test_who_has_yet_to_sign_what_holds_signs_any_change_of_the_others(lone: World) -> None:
    role, _ = await signed(lone)
    async with lone.database.begin() as session:
        await hand_overs.hand(session, lone.person(RITA), role.id, Role.MANAGER, OTTO, at=TUESDAY)
    assert (await change(lone, role)).waits_for == [OTTO]
    own = await propose(lone, role, by=OTTO, why="Three people left", at=TUESDAY)
    assert (own.state, own.object_until is not None) == ("signed", True)
    assert [ask.state for ask in await lone.asks(owner=OTTO, kind=Kind.SIGNATURE)] == ["cancelled", "cancelled"]


async def test_an_objection_has_the_version_before_hold_again(lone: World) -> None:
    role, first = await signed(lone)
    second = await object_to(lone, await change(lone, role), at=TUESDAY + OBJECT_FOR - timedelta(seconds=1))
    assert (second.state, second.objected_by, second.objected_at) == (
        "objected",
        MONA,
        TUESDAY + hours(24) - timedelta(seconds=1),
    )
    assert await states(lone) == [(1, "signed"), (2, "objected")]
    now = await standing(lone, role)
    assert (now.holds, now.proposed) == (first, None)
    assert await sent(lone) == ["brief.signed", "brief.changed", "brief.objected"]
    entry = (await lone.rows(models.TimelineEntry, requisition_id=role.id))[-1]
    assert (entry.kind, entry.actor, entry.facts) == ("brief_objected", MONA, {"version": 2, "back_to": 1})
    third = await change(lone, role, "One person left")
    assert third.version == 3  # no number is given twice
    async with lone.database.read() as session:
        found = await versions.difference(session, third)
    assert found is not None
    assert (found.before.version, found.lines) == (
        1,
        {Section.WHY: Change(("Nightly loads fail",), ("One person left",))},
    )


@pytest.mark.parametrize("late", [OBJECT_FOR, OBJECT_FOR + timedelta(days=9)])
async def test_after_a_day_it_stays(lone: World, late: timedelta) -> None:
    role, _ = await signed(lone)
    brief = await change(lone, role)
    said_no = await refused(object_to(lone, brief, at=TUESDAY + late))
    assert (said_no.why, said_no.facts["until"]) == (Why.TOO_LATE_TO_OBJECT, TUESDAY + hours(24))
    assert await states(lone) == [(1, "superseded"), (2, "signed")]


async def test_only_the_other_of_the_two_objects_and_once(lone: World) -> None:
    role, first = await signed(lone, helpers=(HANA,))
    brief = await change(lone, role)
    for who in (BEN, HANA, OTTO):
        assert (await refused(object_to(lone, brief, by=who))).why is Why.NOT_ALLOWED
    assert (await refused(object_to(lone, brief, by=RITA))).why is Why.OBJECT_TO_ONESELF
    assert (await refused(object_to(lone, first))).why is Why.SIGNED_BY_BOTH
    done = await asyncio.gather(*(object_to(lone, brief) for _ in range(4)), return_exceptions=True)
    assert len([each for each in done if isinstance(each, Brief)]) == 1
    no = [each for each in done if isinstance(each, Refused)]
    assert [(each.why, each.facts["by"]) for each in no] == [(Why.ALREADY_OBJECTED, MONA)] * 3
    assert (await sent(lone)).count("brief.objected") == 1


async def test_an_objection_and_a_newer_version_at_once_leave_one_that_holds(lone: World) -> None:
    role, _ = await signed(lone)
    brief = await change(lone, role)
    done = await asyncio.gather(
        object_to(lone, brief), propose(lone, role, why="Three left", at=TUESDAY), return_exceptions=True
    )
    assert {each.why for each in done if isinstance(each, Refused)} <= {Why.CHANGED_SINCE}
    assert all(isinstance(each, Brief | Refused) for each in done)
    assert [state for _, state in await states(lone)].count("signed") == 1


async def test_a_change_of_a_change_can_be_objected_to_step_by_step(lone: World) -> None:
    role, _ = await signed(lone)
    second = await change(lone, role)
    third = await change(lone, role, "Three people left")
    assert (await refused(object_to(lone, second))).why is Why.CHANGED_SINCE
    await object_to(lone, third)
    await object_to(lone, second)
    assert await states(lone) == [(1, "signed"), (2, "objected"), (3, "objected")]


async def test_a_version_both_signed_ends_the_time_to_object(lone: World) -> None:
    role, _ = await signed(lone)
    second = await change(lone, role)
    third = await sign(lone, await propose(lone, role, by=RITA, must_haves="SQL", at=TUESDAY), at=TUESDAY)
    assert third.is_signed
    assert (await refused(object_to(lone, second))).why is Why.CHANGED_SINCE
    assert (await refused(object_to(lone, third))).why is Why.SIGNED_BY_BOTH


async def test_the_day_of_the_shortlist_goes_back_with_the_version(lone: World) -> None:
    role, _ = await signed(lone, on=date(2026, 6, 5))
    brief = await propose(lone, role, on=date(2026, 6, 9), at=TUESDAY)
    assert brief.object_until is not None
    await object_to(lone, brief)
    shortlists = [(ask.state, ask.due_at) for ask in await lone.asks(kind=Kind.SHORTLIST)]
    assert shortlists[-1] == ("open", berlin("2026-06-05 17:00"))
    assert [state for state, _ in shortlists] == ["cancelled", "cancelled", "open"]


async def test_whoever_is_both_changes_alone_and_has_nobody_to_object(lone: World) -> None:
    role = await lone.open(recruiter=RITA, manager=RITA)
    await propose(lone, role)
    brief = await change(lone, role)
    assert (brief.state, brief.object_until) == ("signed", None)
    assert await sent(lone) == ["brief.signed", "brief.signed"]


async def test_nobody_objects_on_a_closed_role_or_in_another_workspace(world: World) -> None:
    role, _ = await signed(world)
    brief = await change(world, role)
    assert (await refused(object_to(world.twin, brief))).why is Why.NO_SUCH_BRIEF
    await world.close(role, at=TUESDAY)
    assert (await refused(object_to(world, brief))).why is Why.CLOSED


async def test_somebody_deactivated_a_moment_ago_neither_signs_nor_objects(lone: World) -> None:
    role, _ = await signed(lone)
    brief = await change(lone, role)
    pending = await propose(lone, role, must_haves="SQL", at=TUESDAY)
    async with lone.database.begin() as session:
        (await session.get_one(models.Person, (lone.workspace, MONA))).is_deactivated = True
    for verb in (object_to(lone, brief), sign(lone, pending)):
        assert (await refused(verb)).why is Why.DEACTIVATED
    assert await states(lone) == [(1, "superseded"), (2, "signed"), (3, "signing")]
    async with lone.database.read() as session:
        assert (await briefs.known(session, lone.workspace, pending.id)).waits_for == [MONA]


async def test_a_page_offers_the_button_to_the_other_for_as_long_as_it_works(lone: World) -> None:
    role, _ = await signed(lone)
    await change(lone, role)

    async def offered(who: str, at: datetime) -> bool:
        async with lone.database.read() as session:
            return (await versions.page(session, lone.person(who), role, at=at)).may_object

    assert [await offered(who, TUESDAY) for who in (MONA, RITA, BEN)] == [True, False, False]
    assert not await offered(MONA, TUESDAY + OBJECT_FOR)
