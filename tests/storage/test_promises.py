"""Promises: agreed per requisition over the workspace's, and never for what was asked before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import promises, requisitions
from storage.rules.promises import PROMISES, Kind
from tests.storage.world import DAY, HERE, MONA, OTTO, RITA, TWIN, World, new_york

USUAL = {kind: promise.half_days for kind, promise in PROMISES.items()}
NOW = new_york("2026-06-01 10:00")


async def agree(world: World, role_id: int, chosen: dict[Kind, int]) -> dict[Kind, int]:
    async with world.database.begin() as session:
        await requisitions.lock(session, world.workspace, role_id)
        return await promises.agree(session, world.person(RITA), role_id, chosen, at=NOW)


async def test_what_the_two_agreed_holds_from_then_on_and_rewrites_nothing(world: World) -> None:
    role, other = await world.open(), await world.open()
    await world.post(role, at=NOW)
    assert await agree(world, role.id, {Kind.REVIEW: 6, Kind.CONTACT: 2}) == {Kind.REVIEW: 6}  # the rest held already
    await world.post(role, at=NOW + timedelta(minutes=1))
    await world.post(other, at=NOW + timedelta(minutes=2))
    assert [ask.promise for ask in await world.asks(owner=MONA)] == [DAY, 3 * DAY, DAY]
    assert await agree(world, role.id, {Kind.REVIEW: 2}) == {Kind.REVIEW: 2}
    await world.post(role, at=NOW + timedelta(minutes=3))
    assert [ask.promise for ask in await world.asks(owner=MONA)] == [DAY, 3 * DAY, DAY, DAY]


async def test_the_workspaces_promises_hold_where_the_two_agreed_on_nothing(world: World) -> None:
    role, other = await world.open(), await world.open()
    await agree(world, role.id, {Kind.REVIEW: 1})
    async with world.database.begin() as session:
        await promises.agree_for_all(session, world.person(OTTO), {Kind.REVIEW: 4, Kind.OUTCOME: 4}, at=NOW)
    async with world.database.read() as session:
        assert await promises.agreement(session, HERE, role.id) == USUAL | {Kind.REVIEW: 1}
        assert await promises.agreement(session, HERE, other.id) == USUAL | {Kind.REVIEW: 4}
        assert await promises.promised(session, HERE, other.id, Kind.REVIEW) == 4
        assert await promises.defaults(session, TWIN) == USUAL
    async with world.database.begin() as session:
        await promises.agree_for_all(session, world.person(OTTO), {}, at=NOW)
    async with world.database.read() as session:
        assert await promises.agreement(session, HERE, other.id) == USUAL


@pytest.mark.parametrize("half_days", [0, -2, 41])
async def test_what_is_no_promise_is_refused(world: World, half_days: int) -> None:
    role = await world.open()
    with pytest.raises(ValueError, match="is no promise"):
        await agree(world, role.id, {Kind.REVIEW: half_days})
