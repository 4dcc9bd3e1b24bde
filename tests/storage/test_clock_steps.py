"""A clock that was wrong and is set right: what it left in the outbox is neither held up by it nor done twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from storage import clock_steps
from storage.outbox import LEASE
from tests.conftest import opened
from tests.storage.box import NOW, SECOND, Box

HOUR = timedelta(hours=1)


@pytest.fixture
async def box(fresh_database_url: str) -> AsyncIterator[Box]:
    async with opened(fresh_database_url) as database:
        yield Box(database)


async def set_right(box: Box, at: datetime, *, forward: bool = False) -> None:
    async with box.database.begin() as session:
        await clock_steps.set_right(session, at=at, forward=forward)


async def test_a_lane_closed_by_a_clock_that_was_ahead_is_open_and_one_that_is_held_keeps_its_lease(box: Box) -> None:
    for lane in ("C1", "C2"):
        await box.send(lane, lane, NOW + HOUR)
    (held,) = await box.claim(NOW + HOUR, 1)
    assert await box.attempt(held, await box.head(held), NOW + HOUR)
    assert await box.claim(NOW) == []
    await set_right(box, NOW)
    other = await box.only_lane(NOW)
    assert other.lane == {"C1": "C2", "C2": "C1"}[held.lane]
    await box.settle(other, await box.head(other), NOW)
    again = await box.only_lane(NOW + LEASE)
    assert (again.lane, (await box.head(again)).attempted_at) == (held.lane, NOW)


async def test_what_comes_after_a_message_of_a_clock_that_was_ahead_does_not_wait_for_it(box: Box) -> None:
    await box.send("C1", "a", NOW + HOUR)
    held = await box.only_lane(NOW + HOUR)
    await box.settle(held, await box.head(held), NOW + HOUR, paced=True)
    await box.send("C1", "b", NOW)
    assert (await box.head(await box.only_lane(NOW))).key == "b"


async def test_a_lease_and_an_open_try_count_from_the_moment_the_clock_was_set_on(box: Box) -> None:
    await box.send("C1", "a")
    held = await box.only_lane()
    assert await box.attempt(held, await box.head(held))
    await set_right(box, NOW + HOUR, forward=True)
    assert await box.claim(NOW + HOUR + LEASE - SECOND) == []
    again = await box.only_lane(NOW + HOUR + LEASE)
    assert (await box.head(again)).attempted_at == NOW + HOUR


@pytest.mark.parametrize("forward", [False, True])
async def test_a_right_clock_changes_nothing_of_what_waits(box: Box, forward: bool) -> None:
    await box.send("C1", "a")
    held = await box.only_lane()
    await box.retry(held, await box.head(held), NOW + timedelta(minutes=5), keep=False)
    await set_right(box, NOW, forward=forward)
    assert await box.lane_due() == NOW + timedelta(minutes=5)
