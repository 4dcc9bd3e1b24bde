"""What a channel reads lets nobody single out one manager's timing: digests of one, two and three managers, a
celebration, and a search looked back on where others read too."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from handlers import retrospectives as looking_back
from handlers.blocks import celebrations as celebration_blocks
from handlers.blocks import digests as digest_blocks
from handlers.blocks import retrospectives as blocks
from handlers.blocks.kit import Block
from handlers.steps import Direct, Post
from storage import journeys, models, outbox, requisitions
from storage.requisitions import Requisition
from storage.rules.digests import Reach, Scope
from storage.rules.promises import Kind
from tests.storage.test_celebrations import FINAL, celebration_round, hired
from tests.storage.test_celebrations import look as celebrated
from tests.storage.test_digests import change, digest, said
from tests.storage.test_retrospectives import ANSWERED, answer, ask_round, asked, closed
from tests.storage.world import BEN, HANA, MONA, MONDAY, RITA, World, days, everybody, final_round, hours

HOURS = re.compile(r"working (hour|minute)|\d h\b|median", re.IGNORECASE)


def words(blocks: list[Block]) -> str:
    """Everything that is read: text and alternative text."""
    return "\n".join(re.findall(r"'(?:text|alt_text)': (?:'|\")(.*?)(?:'|\")[,}]", str(blocks)))


async def answered(world: World, *managers: str) -> list[Requisition]:
    """A role for each of these, who says yes to somebody after an hour or more."""
    roles = []
    for number, manager in enumerate(managers, start=1):
        role = await world.open(manager=manager, backup=None)
        await world.approve(await world.post(role), by=manager, at=MONDAY + hours(number))
        roles.append(role)
    return roles


@pytest.mark.parametrize("managers", [(MONA,), (MONA, BEN), (MONA, BEN, RITA)])
async def test_a_digest_says_hours_of_three_managers_and_never_whose(world: World, managers: tuple[str, ...]) -> None:
    set_up = await digest(world)
    roles = await answered(world, *managers)
    names = {person.first_name for person in everybody(world.workspace) if person.id in managers} - {"Rita"}
    text, shown, _ = digest_blocks.message(await said(world, set_up, MONDAY + days(1)), "Rita")
    assert bool(HOURS.search(words(shown))) is (len(managers) == 3)
    assert [name for name in names if name in text + words(shown)] == []
    # Nor does a digest of fewer roles beside it: one role's, or one department's.
    await change(world, roles[0], department="Data")
    alone = (
        Scope(Reach.REQUISITION, requisition_id=roles[0].id),
        Scope(Reach.DEPARTMENT, department="Data"),
    )
    for number, scope in enumerate(alone):
        of_one = await digest(world, f"C_{number}", scope=scope)
        _, shown, _ = digest_blocks.message(await said(world, of_one, MONDAY + days(1)), "Rita")
        assert roles[0].key in words(shown)
        assert not HOURS.search(words(shown))


@pytest.mark.parametrize(
    ("owners", "is_said"),
    [
        ((MONA, MONA, MONA, MONA), False),
        ((MONA, RITA, MONA, RITA), False),
        ((MONA, MONA, MONA, BEN, HANA), False),  # three people, and the median would be Mona's
        ((MONA, MONA, RITA, BEN, HANA), True),
    ],
)
async def test_a_celebration_says_a_median_of_a_group_only(
    world: World, owners: tuple[str, ...], *, is_said: bool
) -> None:
    role = await requisition(world, (await hired(world)).requisition_id)
    for _ in owners:
        await world.approve(await world.post(role), at=MONDAY + hours(7))
    row = models.Ask
    asks = await world.asks(kind=Kind.REVIEW, state="answered", requisition_id=role.id)
    async with world.database.begin() as session:
        for ask in await world.asks(requisition_id=role.id):  # as if nothing but these had been answered
            kept = ask.id in {each.id for each in asks[-len(owners) :]}
            values = {} if kept else {"state": "cancelled"}
            await session.execute(update(row).where(row.id == ask.id).values(waited=ask.waited, **values))
        for ask, who in zip(asks[-len(owners) :], owners, strict=True):
            await session.execute(update(row).where(row.id == ask.id).values(owner=who, answered_by=who))
    await celebration_round(world, FINAL)
    found = await celebrated(world)
    assert found is not None
    for elsewhere in (False, True):
        text, shown = celebration_blocks.said(found, elsewhere=elsewhere)
        assert bool(HOURS.search(text + words(shown))) is is_said


async def requisition(world: World, requisition_id: int) -> Requisition:
    async with world.database.read() as session:
        return await requisitions.known(session, world.workspace, requisition_id)


async def test_where_others_read_too_looking_back_reaches_the_two_alone(world: World) -> None:
    role = await closed(world)
    await change(world, role, channel_kind="shared")
    await ask_round(world)
    for who, ask_id in (await asked(world)).items():
        await answer(world, who, ask_id)
    rows = [row for row in await world.rows(models.OutboxRow) if row.kind.startswith("retrospective.")]
    assert [row.ids["person"] for row in rows] == [MONA, RITA]
    for row in rows:
        given = outbox.Row(row.id, row.workspace, row.lane_id, row.kind, row.key, row.ids, row.created_at, 0, None)
        async with world.database.read() as session:
            step = await looking_back.shown(session, given, ANSWERED)
        assert isinstance(step, Direct)


async def test_in_the_roles_own_channel_looking_back_shows_nobodys_hours_either(world: World) -> None:
    role = await world.open()
    await world.approve(await world.post(role), at=MONDAY + hours(7))
    await final_round(world.database, MONDAY + days(3))
    await change(world, role, channel="C_ROLE", channel_kind="channel")
    await world.close(role, at=MONDAY + days(3))
    await ask_round(world, MONDAY + days(4))
    for who, ask_id in (await asked(world)).items():
        await answer(world, who, ask_id, at=MONDAY + days(5))
    (row,) = [row for row in await world.rows(models.OutboxRow) if row.kind == "retrospective.shown"]
    given = outbox.Row(row.id, row.workspace, row.lane_id, row.kind, row.key, row.ids, row.created_at, 0, None)
    async with world.database.read() as session:
        step = await looking_back.shown(session, given, ANSWERED)
    assert isinstance(step, Post)
    assert len(step.pictures) == 1
    assert not HOURS.search(words(step.blocks) + step.pictures[0].chart.alt())


async def test_with_timing_turned_off_looking_back_shows_nobodys_hours(world: World) -> None:
    role = await world.open()
    await world.approve(await world.post(role), at=MONDAY + hours(7))
    await final_round(world.database, MONDAY + days(3))
    ended = await world.close(role, at=MONDAY + days(3))
    for on in (True, False):
        async with world.database.begin() as session:
            row = models.Workspace
            await session.execute(update(row).where(row.id == world.workspace).values(times_people=on))
        async with world.database.read() as session:
            search = await journeys.of(session, ended, MONDAY + days(3))
        assert bool(HOURS.search(blocks.chart(search).alt())) is on
        assert len(blocks.chart(search).png()) > 1000
