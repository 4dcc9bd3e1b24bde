"""Decisions keep the version they were made under, and say which of its must-haves was not seen; on both databases."""

from __future__ import annotations

import pytest

from storage import criteria, decisions, dossiers, holds, models
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.dispositions import CLOSED_WITH_ROLE, CRITERION, HIRED, OTHER, REASONS, REJECTIONS
from storage.submissions import Submission
from tests.storage.test_briefs import propose, sign
from tests.storage.world import MONA, MONDAY, World, hours, refused


async def wanted(world: World, role: Requisition) -> list[tuple[int, int, str]]:
    async with world.database.read() as session:
        found = await criteria.holding(session, world.workspace, role.id)
    return [(each.version, each.number, each.text) for each in found]


async def reject(
    world: World, submission: Submission, cites: tuple[int, int] | None, *, disposition: str = CRITERION
) -> dossiers.Decision:
    async with world.database.begin() as session:
        return await decisions.reject(
            session,
            world.person(MONA),
            submission.id,
            disposition=disposition,
            evidence="Never on call",
            cites=cites,
            at=MONDAY + hours(1),
        )


async def test_the_must_haves_are_those_of_the_version_that_holds(lone: World) -> None:
    role = await lone.open()
    first = await propose(lone, role)
    assert await wanted(lone, role) == []
    await sign(lone, first)
    assert await wanted(lone, role) == [(1, 1, "SQL"), (1, 2, "On-call")]
    await propose(lone, role, must_haves="SQL")
    assert await wanted(lone, role) == [(1, 1, "SQL"), (1, 2, "On-call")]


async def test_a_decision_keeps_its_version_whatever_is_signed_afterwards(lone: World) -> None:
    role = await lone.open()
    early, yes, no = [await lone.post(role) for _ in range(3)]
    before = await lone.approve(early)  # before any brief
    brief = await sign(lone, await propose(lone, role))
    made = await lone.approve(yes)
    missed = await reject(lone, no, (brief.id, 2))
    await sign(lone, await propose(lone, role, must_haves="Python"))
    assert (before.brief_id, made.brief_id, missed.brief_id) == (None, brief.id, brief.id)
    async with lone.database.read() as session:
        found = await dossiers.last_decision(session, lone.workspace, no.id)
    assert found is not None
    assert (found.disposition, found.missed) == (CRITERION, "On-call")
    held = (await lone.rows(models.Submission, id=no.id))[0]
    assert held.disposition == CRITERION


async def test_the_version_the_decider_had_before_them_may_be_cited_though_a_newer_one_holds(lone: World) -> None:
    role = await lone.open()
    first = await sign(lone, await propose(lone, role))
    submission = await lone.post(role)
    await sign(lone, await propose(lone, role, must_haves="Python"))
    assert (await reject(lone, submission, (first.id, 1))).missed == "SQL"


async def test_a_must_have_that_is_none_of_this_roles_is_refused_and_nothing_is_decided(world: World) -> None:
    role, other = await world.open(), await world.open()
    brief = await sign(world, await propose(world, role))
    elsewhere = await sign(world, await propose(world, other))
    twins = await sign(world.twin, await propose(world.twin, await world.twin.open()))
    waiting = await propose(world, role, must_haves="Python")
    submission = await world.post(role)
    for cites in ((brief.id, 3), (brief.id, 0), (elsewhere.id, 1), (twins.id, 1), (waiting.id, 1), (-1, 1)):
        assert (await refused(reject(world, submission, cites))).why is Why.NO_SUCH_BRIEF
    assert await world.rows(models.Decision) == []
    with pytest.raises(ValueError, match="must-have"):
        await reject(world, submission, (brief.id, 1), disposition="skills")
    with pytest.raises(ValueError, match="must-have"):
        await reject(world, submission, None)


async def test_a_hold_keeps_its_version_in_the_timeline(lone: World) -> None:
    role = await lone.open()
    brief = await sign(lone, await propose(lone, role))
    submission = await lone.post(role)
    async with lone.database.begin() as session:
        await holds.hold(session, lone.person(MONA), submission.id, reason="others", days=2, at=MONDAY)
    (held,) = await lone.rows(models.TimelineEntry, kind="held")
    assert held.facts["brief"] == brief.id


def test_reasons_are_the_listed_dispositions_and_something_else() -> None:
    assert set(REASONS) == {*REJECTIONS, OTHER}
    assert {CRITERION, CLOSED_WITH_ROLE, HIRED}.isdisjoint(REASONS)
