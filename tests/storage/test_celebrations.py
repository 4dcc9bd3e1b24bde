"""Celebrations: one for each hire, once it is final, by name only with consent, never for a confidential role."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from storage import celebrations, forgetting, job_offers, models
from storage.celebrations import Celebration
from storage.rules.job_offers import UNDO_FOR
from storage.submissions import Submission
from tests.storage.test_job_offers import START, at_offer, propose, undo
from tests.storage.world import HANA, MONA, MONDAY, RITA, World, days, hours

FINAL = MONDAY + UNDO_FOR


async def accept(world: World, submission: Submission, *, at: datetime = MONDAY, named: bool = False) -> None:
    async with world.database.begin() as session:
        await job_offers.accept(
            session, world.person(RITA), submission.id, START, may_name=named, announce="C_ALL", at=at
        )


async def hired(world: World, *, named: bool = False) -> Submission:
    submission = await at_offer(world, await world.open(helpers=(HANA,)), "Zyxada Hill")
    await propose(world, submission)
    await accept(world, submission, named=named)
    return submission


async def celebration_round(world: World, at: datetime) -> int:
    async with world.database.read() as session:
        found = await celebrations.due(session, at=at)
    done = 0
    for workspace, celebration in found:
        async with world.database.begin() as session:
            done += await celebrations.celebrate(session, workspace, celebration, at=at)
    return done


async def said(world: World) -> list[str]:
    rows = await world.rows(models.OutboxRow)
    return [row.kind for row in rows if row.kind in ("hire.celebrated", "hire.announced") and row.state != "dropped"]


async def look(world: World) -> Celebration | None:
    (row,) = await world.rows(models.Celebration)
    async with world.database.read() as session:
        return await celebrations.look(session, world.workspace, row.id)


async def test_a_hire_is_celebrated_once_when_it_can_be_undone_no_more(world: World) -> None:
    await hired(world)
    assert await celebration_round(world, FINAL - hours(1)) == 0
    assert await celebration_round(world, FINAL) == 1
    assert await celebration_round(world, FINAL) == 0
    assert await said(world) == ["hire.celebrated", "hire.announced"]
    found = await look(world)
    assert found is not None
    assert (found.name, found.number, found.channel) == (None, 1, "C_ALL")
    assert [(person.id, what) for person, what in found.helped] == [
        (RITA, "recruiter"),
        (MONA, "hiring manager"),
        (HANA, "helped to find people"),
    ]
    assert (found.days, found.profiles, found.interviews) == (0, 1, 0)
    assert (found.median, found.answerers) == (None, 1)  # of one person it would be theirs


async def test_the_name_is_said_only_where_they_agreed(world: World) -> None:
    await hired(world, named=True)
    await celebration_round(world, FINAL)
    found = await look(world)
    assert found is not None
    assert found.name == "Zyxada Hill"


async def test_an_undone_hire_is_not_celebrated_and_one_made_again_is(world: World) -> None:
    submission = await hired(world, named=True)
    await undo(world, submission)
    assert await celebration_round(world, FINAL) == 0
    await accept(world, submission, at=MONDAY + days(2))
    assert await celebration_round(world, FINAL) == 0
    assert await celebration_round(world, FINAL + days(2)) == 1
    found = await look(world)
    assert found is not None
    assert found.name is None  # the second form said nothing of a name


async def test_closing_the_role_celebrates_at_once_whom_it_hired_as_well(world: World) -> None:
    role = await world.open()
    submission = await world.post(role)
    await world.close(role, outcome="filled", hired=frozenset({submission.id}), at=MONDAY + days(3))
    assert await said(world) == ["hire.celebrated"]
    assert await celebration_round(world, FINAL + days(9)) == 0
    found = await look(world)
    assert found is not None
    assert found.days == 3


async def test_nothing_is_celebrated_on_a_confidential_role(world: World) -> None:
    role = await world.open()
    async with world.database.begin() as session:
        row = models.Requisition
        its = (row.workspace == world.workspace) & (row.id == role.id)
        await session.execute(update(row).where(its).values(is_confidential=True))
    submission = await world.post(role)
    await world.close(role, outcome="filled", hired=frozenset({submission.id}))
    assert await world.rows(models.Celebration) == []


async def test_whoever_is_forgotten_is_celebrated_no_more_and_the_message_goes(world: World) -> None:
    submission = await hired(world, named=True)
    await celebration_round(world, FINAL)
    async with world.database.begin() as session:
        await forgetting.forget(session, world.person(RITA), submission.id, why="asked", at=FINAL + hours(1))
    assert await said(world) == []  # what was not sent yet never is; what was is deleted by what it names
    assert await look(world) is None
