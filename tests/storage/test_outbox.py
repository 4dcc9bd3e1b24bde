"""The outbox: in order per lane, one holder at a time, each key done once, nothing left behind."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from storage import due, outbox
from storage.database import Database
from storage.outbox import LEASE, PACE, Held
from tests.storage.box import NOW, SECOND, Box
from tests.storage.world import HERE, TWIN, blocked, dump


@pytest.fixture
async def box(fresh_database_url: str) -> Any:
    opened = Database.open(fresh_database_url)
    yield Box(opened)
    await opened.close()


@pytest.fixture
async def postgres_box(postgres: Database) -> Box:
    return Box(postgres)


async def test_a_lane_is_worked_in_order(box: Box) -> None:
    for key in "abc":
        await box.send("C1", key)
    done = []
    while held := await box.claim():
        row = await box.head(held[0])
        assert await box.attempt(held[0], row)
        await box.settle(held[0], row)
        done.append(row.key)
    assert done == ["a", "b", "c"]
    assert await box.lane_due() is None
    async with box.database.read() as session:
        assert await due.unsent(session) == {}


async def test_the_same_key_is_sent_once_even_when_asked_for_at_once(box: Box) -> None:
    await asyncio.gather(*(box.send("C1", "a") for _ in range(6)))
    held = await box.only_lane()
    await box.settle(held, await box.head(held))
    await box.send("C1", "a")
    assert await box.states() == ["done"]


async def test_two_workspaces_may_use_the_same_key_lane_and_card(box: Box) -> None:
    twin = Box(box.database, TWIN)
    for one in (box, twin):
        await one.send("C1", "a")
        await one.repaint("C1", "card")
    before = await dump(box.database, TWIN)
    ours = next(held for held in await box.claim(limit=10) if held.workspace == HERE)
    await box.attempt(ours, await box.head(ours))
    await box.settle(ours, await box.head(ours))
    after = await dump(box.database, TWIN)
    assert after["outbox"] == before["outbox"]
    stranger = Held(TWIN, ours.lane_id, ours.lane, ours.lease)
    assert await box.first(stranger) is None
    assert not await box.attempt(stranger, (await box.head(ours)))


async def test_a_lane_has_one_holder(box: Box) -> None:
    for lane in ("C1", "C2", "C3"):
        await box.send(lane, lane)
    taken = await asyncio.gather(*(box.claim(limit=2) for _ in range(4)))
    names = [held.lane for some in taken for held in some]
    assert sorted(names) == ["C1", "C2", "C3"]
    assert await box.claim(NOW + LEASE - SECOND) == []


async def test_a_lost_lease_cannot_send(box: Box) -> None:
    await box.send("C1", "a")
    late = await box.only_lane()
    row = await box.head(late)
    now_holding = await box.only_lane(NOW + LEASE)
    assert not await box.attempt(late, row, NOW + LEASE)
    assert await box.attempt(now_holding, row, NOW + LEASE)
    await box.retry(late, row, NOW + 3 * LEASE, keep=False)
    await box.release(late, NOW + LEASE)
    assert await box.lane_due() == NOW + 2 * LEASE  # the holder's lease, untouched


async def test_what_a_late_holder_did_is_recorded_and_not_done_again(box: Box) -> None:
    await box.send("C1", "a")
    await box.send("C1", "b")
    late = await box.only_lane()
    row = await box.head(late)
    assert await box.attempt(late, row)
    holder = await box.only_lane(NOW + LEASE)
    seen = await box.head(holder)
    assert seen.attempted_at == NOW
    await box.settle(late, row, NOW + LEASE, channel="C1", ts="1.0")
    assert not await box.attempt(holder, seen, NOW + LEASE)  # it was done in between
    assert [(row.state, row.ts) for row in await box.rows()] == [("done", "1.0"), ("waiting", None)]
    again = await box.only_lane(NOW + LEASE)  # and the lane was given back for what else waits there
    assert (await box.head(again)).key == "b"


async def test_repaints_that_wait_collapse_into_one(box: Box) -> None:
    for _ in range(3):
        await box.repaint("C1", "card:1")
    await box.repaint("C1", "card:2")
    assert await box.states() == ["waiting", "waiting"]


async def test_a_repaint_that_is_being_tried_does_not_swallow_a_newer_one(box: Box) -> None:
    await box.repaint("C1", "card")
    held = await box.only_lane()
    row = await box.head(held)
    assert await box.attempt(held, row)
    await box.repaint("C1", "card")  # what changed after it was rendered
    await box.repaint("C1", "card")
    await box.settle(held, row, NOW)
    assert await box.states() == ["done", "waiting"]
    assert await box.lane_due() == NOW


async def test_a_refused_repaint_gives_way_to_a_newer_one(box: Box) -> None:
    await box.repaint("C1", "card")
    held = await box.only_lane()
    row = await box.head(held)
    await box.attempt(held, row)
    await box.repaint("C1", "card")
    await box.retry(held, row, NOW + SECOND, keep=False)
    assert await box.states() == ["dropped", "waiting"]


async def test_an_ambiguous_end_is_remembered_and_a_clear_no_is_not(box: Box) -> None:
    await box.send("C1", "a")
    held = await box.only_lane()
    row = await box.head(held)
    await box.attempt(held, row)
    await box.retry(held, row, NOW + 30 * SECOND, keep=True)
    assert await box.claim(NOW + 29 * SECOND) == []
    held = await box.only_lane(NOW + 30 * SECOND)
    row = await box.head(held)
    assert (row.attempted_at, row.attempts) == (NOW, 1)
    await box.attempt(held, row, NOW + 30 * SECOND)
    await box.retry(held, row, NOW + 40 * SECOND, keep=False)
    held = await box.only_lane(NOW + 40 * SECOND)
    row = await box.head(held)
    assert (row.attempted_at, row.attempts) == (None, 2)
    assert (await box.rows())[0].error == "slow"


async def test_messages_to_one_place_are_a_second_apart(box: Box) -> None:
    for key in "ab":
        await box.send("C1", key)
    held = await box.only_lane()
    await box.settle(held, await box.head(held), paced=True)
    assert await box.claim(NOW + PACE - SECOND / 2) == []
    await box.only_lane(NOW + PACE)


async def test_what_slack_refused_for_good_is_shown_to_the_administrator(box: Box) -> None:
    for key in ("parked", "unknown", "dropped", "left"):
        await box.send("C1", key)
    for state in ("parked", "unknown", "dropped"):
        held = await box.only_lane()
        await box.settle(held, await box.head(held), state=state, error="invalid_blocks")
    async with box.database.read() as session:
        assert await due.unsent(session) == {"parked": 1, "unknown": 1, "waiting": 1}


async def test_an_empty_lane_sleeps_until_something_is_added(box: Box) -> None:
    await box.send("C1", "a")
    held = await box.only_lane()
    await box.settle(held, await box.head(held))
    assert await box.claim(NOW + LEASE) == []
    await box.send("C1", "b", NOW + LEASE)
    held = await box.only_lane(NOW + LEASE)
    assert (await box.head(held)).key == "b"
    await box.settle(held, await box.head(held))
    await box.release(held)
    assert await box.lane_due() is None


@pytest.mark.parametrize("adder_first", [True, False])
async def test_a_row_added_while_its_lane_is_settled_is_not_left_behind(postgres_box: Box, adder_first: bool) -> None:
    """Two transactions on one lane: whichever comes second waits for the first and sees what it did."""
    box = postgres_box
    await box.send("C1", "a")
    held = await box.only_lane()
    row = await box.head(held)

    async def add(session: Any) -> None:
        await outbox.send(session, HERE, "C1", "say", {}, key="b", at=NOW)
        await outbox.write(session)

    async def settle(session: Any) -> None:
        await outbox.settle(session, held, row, state="done", at=NOW)

    steps = (add, settle) if adder_first else (settle, add)

    async def second() -> None:
        async with box.database.begin() as session:
            await steps[1](session)

    async with box.database.begin() as session:
        await steps[0](session)
        waits = asyncio.create_task(second())
        await blocked(box.database)
        assert not waits.done()
    await waits
    assert await box.lane_due() == NOW
    assert (await box.head(await box.only_lane())).key == "b"


async def test_what_is_asked_for_after_its_lane_was_settled_makes_it_due_again(box: Box) -> None:
    """All in one transaction, which had to do with the lane before."""
    await box.send("C1", "a")
    held = await box.only_lane()
    row = await box.head(held)
    async with box.database.begin() as session:
        await outbox.send(session, HERE, "C1", "test", {}, key="a", at=NOW)  # there already
        await outbox.settle(session, held, row, state="done", at=NOW)
        await outbox.send(session, HERE, "C1", "test", {}, key="b", at=NOW + SECOND)
    assert await box.lane_due() == NOW + SECOND
    assert (await box.head(await box.only_lane(NOW + SECOND))).key == "b"
