"""Reality check and last time: facts with their cases, for the two; what was agreed opens the same manager's next
brief; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import update

from storage import closing, decisions, drafts, last_time, models, realities, requisitions
from storage.last_time import Action, LastTime
from storage.realities import Filled, Kept, Reality
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.dispositions import CRITERION
from tests.storage.test_briefs import propose, sign
from tests.storage.world import BEN, HANA, MONA, MONDAY, OTTO, RITA, World, days, hours, refused

LATER = MONDAY + days(100)


async def filled(world: World, title: str, after: float, *, manager: str = HANA, at: datetime = MONDAY) -> Requisition:
    role = await world.open(title=title, manager=manager, at=at)
    return await world.close(role, outcome="filled", at=at + days(after))


async def change(world: World, title: str, **values: object) -> None:
    row = models.Requisition
    async with world.database.begin() as session:
        await session.execute(
            update(row).where(row.workspace == world.workspace, row.title.endswith(title)).values(**values)
        )


async def look(world: World, role: Requisition, who: str = RITA, *, at: datetime = LATER) -> Reality:
    async with world.database.read() as session:
        return await realities.look(session, world.person(who), role.id, at=at)


async def before(world: World, role: Requisition, who: str = RITA) -> LastTime | None:
    async with world.database.read() as session:
        return await last_time.of(session, world.person(who), role)


async def test_time_to_fill_counts_similar_roles_filled_here_in_two_years(world: World) -> None:
    for title, after in (("Data Engineer", 20), ("Data Analyst", 50), ("Senior Data Scientist", 30), ("Designer", 9)):
        await filled(world, title, after)
    await filled(world.twin, "Data Engineer", 1)
    await filled(world, "Data Steward", 99, at=MONDAY - days(800))
    await world.close(await world.open(title="Data Engineer"), at=MONDAY + days(3))  # cancelled
    role = await world.open(title="Data Engineer")
    found = await look(world, role)
    assert found.filled == Filled(3, 20, 30, 50)
    assert (await look(world, await world.open(title="Cook"))).filled == Filled(0)
    await change(world, "Data Scientist", is_confidential=True)  # never counts for others
    assert (await look(world, role)).filled == Filled(2, 20, 35, 50)
    for title in ("Data Analyst", "Designer"):
        await change(world, title, department="Insight")
    cook = await world.open(title="Cook")
    await change(world, "Cook", department=" insight")
    assert (await look(world, cook)).filled == Filled(2, 9, 30, 50)  # of one department, whatever they are called


async def cite(world: World, role: Requisition, brief: int, criterion: int | None, *, by: str = MONA) -> None:
    submission = await world.post(role)
    async with world.database.begin() as session:
        await decisions.reject(
            session,
            world.person(by),
            submission.id,
            disposition=CRITERION if criterion else "skills",
            evidence="Not seen",
            cites=(brief, criterion) if criterion else None,
            at=MONDAY,
        )


async def test_rejections_are_counted_by_the_must_have_they_cite_on_this_managers_roles_and_like_ones(
    world: World,
) -> None:
    own, alike, other = [
        await world.open(title=title, manager=manager)
        for title, manager in (("Cook", MONA), ("Data Analyst", HANA), ("Cook", HANA))
    ]
    for role, manager, numbers in ((own, MONA, (1, 2, None)), (alike, HANA, (2, 2)), (other, HANA, (1,))):
        brief = await propose(world, role, must_haves="SQL\nOn-call")
        await sign(world, brief, by=manager)
        for number in numbers:
            await cite(world, role, brief.id, number, by=manager)
    found = await look(world, await world.open(title="Data Engineer"))
    assert (found.cited, found.rejections) == ([("On-call", 3), ("SQL", 1)], 4)


async def test_promises_kept_are_those_the_two_answered_each_other(world: World) -> None:
    role = await world.open()
    for late in (False, False, True):
        submission = await world.post(role)
        await world.approve(submission, at=MONDAY + (days(4) if late else hours(6)))
    await world.approve(await world.post(await world.open(manager=HANA)), by=HANA, at=MONDAY + hours(6))
    await world.approve(await world.post(role), by=BEN, at=MONDAY + hours(6))  # in her place
    found = await look(world, role)
    assert found.kept == [Kept(MONA, 3, 2), Kept(RITA, 0, 0)]
    later = await look(world, role, at=MONDAY + days(740))
    assert later.kept == [Kept(MONA, 0, 0), Kept(RITA, 0, 0)]  # two years are looked back on
    assert (await look(world, await world.open(manager=RITA))).kept == []  # one person in both seats
    assert (await refused(look(world, role, BEN))).why is Why.NOT_ALLOWED


async def test_what_was_agreed_opens_the_same_managers_next_brief_and_nobody_elses(world: World) -> None:
    first = await world.open(title="Cook")
    brief = await propose(world, first, last_time="Too many rounds")
    await sign(world, brief)
    async with world.database.begin() as session:
        lines = ["Two rounds at most", "Two rounds at most", "Answer on the day"]
        await closing.close(session, world.person(RITA), first.id, outcome="filled", agreed=lines, at=MONDAY + days(38))
    role = await world.open(recruiter=OTTO, at=MONDAY + days(40))
    found = await before(world, role, OTTO)
    assert found == LastTime(
        "REQ-1", "Cook", "filled", 38, [Action("Two rounds at most"), Action("Answer on the day")], "Too many rounds"
    )
    async with world.database.read() as session:
        assert (await drafts.look(session, world.person(MONA), role.id)).last_time == found
    assert (await refused(before(world, role, RITA))).why is Why.NOT_ALLOWED  # not one of the two
    assert await before(world, await world.open(manager=HANA)) is None
    assert await before(world, first) is None  # of itself
    await world.close(await world.open(title="Waiter"), at=MONDAY + days(50))
    assert (await before(world, role, OTTO)) == LastTime("REQ-4", "Waiter", "cancelled", 50, [], "")
    await change(world, "Waiter", is_confidential=True)
    assert await before(world, role, OTTO) == found  # Otto was not on the confidential one
    assert (await before(world, role, MONA) or found).key == "REQ-4"


@pytest.mark.parametrize("again", [[], ["Three rounds"]])
async def test_closing_again_agrees_anew(lone: World, again: list[str]) -> None:
    role = await lone.open()
    for lines, day in ((["Two rounds"], 1), (again, 2)):
        async with lone.database.begin() as session:
            await closing.close(
                session, lone.person(RITA), role.id, outcome="cancelled", agreed=lines, at=MONDAY + days(day)
            )
        async with lone.database.begin() as session:
            row = await session.get_one(models.Requisition, role.id)
            row.status, row.closed_at = "open", None
    async with lone.database.read() as session:
        assert await last_time.agreed(session, lone.workspace, role.id) == (again or ["Two rounds"])
        closed = await requisitions.known(session, lone.workspace, role.id)
        assert await last_time.agreed_on_closing(session, closed) == []  # it is open
        closed = replace(closed, closed_at=MONDAY + days(2))
        assert await last_time.agreed_on_closing(session, closed) == again
