"""How calibrations end: with the signature, with the role, and when a seat changes hands; on both databases."""

from __future__ import annotations

from storage import hand_overs, models
from storage.refusals import Why
from storage.requisitions import Requisition
from storage.rules.promises import Kind
from storage.rules.rights import Role
from tests.storage.test_briefs import propose, sign
from tests.storage.test_calibrations import FORGOTTEN, answer, differing, look, newest, prepared, start
from tests.storage.world import HANA, HERE, MONA, MONDAY, OTTO, RITA, World, dump, hours, refused


async def test_signing_forgets_the_samples_and_ends_what_is_open_and_the_counts_stay(lone: World) -> None:
    role = await prepared(lone)
    found = await start(lone, role)
    for who in (MONA, RITA, OTTO):
        await answer(lone, found, who, "yyyyyn" if who == RITA else "yyyyyy", "Zyxnote")
    brief = await propose(lone, role, must_haves="SQL\nOn-call")
    assert len(await lone.rows(models.CalibrationSample)) == 3  # not while it waits
    await sign(lone, brief)
    assert [await lone.rows(table) for table in FORGOTTEN] == [[], [], []]
    done = await newest(lone, role)
    assert (done.is_forgotten, done.differ, done.agree, done.samples) == (True, 1, 5, ())
    assert "Zyx" not in repr(await dump(lone.database, HERE))

    open_ = await start(lone, role, origin="V_SECOND")
    await answer(lone, open_, MONA, "yyyyyy", "Zyxnote")
    await propose(lone, role, why="Two people left")  # holds at once: nobody signs anew
    assert (await newest(lone, role)).is_open
    await sign(lone, await propose(lone, role, must_haves="SQL"))
    assert (await newest(lone, role)).id == found.id  # the second one ended with the signature
    assert (await refused(answer(lone, open_, RITA, "yyyyyy"))).why is Why.CALIBRATION_OVER
    assert "Zyx" not in repr(await dump(lone.database, HERE))


async def test_closing_the_role_ends_it(lone: World) -> None:
    role = await prepared(lone)
    found = await start(lone, role)
    await answer(lone, found, MONA, "yyyyyy", "Zyxnote")
    await lone.close(role)
    assert {ask.state for ask in await lone.asks(kind=Kind.CALIBRATION)} <= {"answered", "cancelled"}
    assert "Zyx" not in repr(await dump(lone.database, HERE))


async def hand(world: World, role: Requisition, to: str) -> None:
    async with world.database.begin() as session:
        await hand_overs.hand(session, world.person(RITA), role.id, Role.MANAGER, to, at=MONDAY + hours(1))


async def test_a_new_manager_is_asked_instead_of_one_who_had_not_handed_in(world: World) -> None:
    role = await prepared(world)
    found = await start(world, role, MONA, RITA)
    await answer(world, found, MONA, "yy")
    await answer(world, found, RITA, "yyyyyy")
    await hand(world, role, HANA)
    assert (await newest(world, role)).waits_for == [HANA]
    assert (await refused(answer(world, found, MONA, "yyyyyy"))).why is Why.NOT_YOUR_ASK
    assert await answer(world, found, HANA, "nyyyyy") is None
    assert differing((await look(world, role)).revealed) == [(1, 1)]


async def test_what_the_old_manager_handed_in_stays_and_two_seats_in_one_end_it(lone: World) -> None:
    role = await prepared(lone)
    found = await start(lone, role, MONA, RITA)
    await answer(lone, found, MONA, "yyyyyy")
    await hand(lone, role, HANA)
    assert [each.person for each in (await newest(lone, role)).participants] == [MONA, RITA]
    other = await prepared(lone)
    await start(lone, other, MONA, RITA, origin="V_SECOND")
    await hand(lone, other, RITA)  # nobody is left to differ from
    assert (await look(lone, other)).calibration is None
