"""The outbox: in order per lane, one holder at a time, each key done once, nothing left behind."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from storage import due, models, outbox
from storage.database import Database
from storage.outbox import LEASE, PACE, Held, Row
from tests.conftest import copies
from tests.storage.world import HERE, TWIN, blocked, dump

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Box:
    """The outbox of one workspace, each step in a transaction of its own, as the postman takes them."""

    def __init__(self, database: Database, workspace: str = HERE) -> None:
        self.database, self.workspace = database, workspace

    async def send(self, lane: str, key: str, at: datetime = NOW) -> None:
        async with self.database.begin() as session:
            await outbox.send(session, self.workspace, lane, "say", {"n": 1}, key=key, at=at)

    async def repaint(self, lane: str, card: str, at: datetime = NOW) -> None:
        async with self.database.begin() as session:
            await outbox.repaint(session, self.workspace, lane, "paint", {"n": 1}, card=card, at=at)

    async def claim(self, at: datetime = NOW, limit: int = 10) -> list[Held]:
        async with self.database.begin() as session:
            return await outbox.claim_lanes(session, at=at, limit=limit)

    async def first(self, held: Held) -> Row | None:
        async with self.database.read() as session:
            return await outbox.first_row(session, held)

    async def head(self, held: Held) -> Row:
        row = await self.first(held)
        assert row is not None
        return row

    async def attempt(self, held: Held, row: Row, at: datetime = NOW) -> bool:
        async with self.database.begin() as session:
            return await outbox.attempt(session, held, row, at=at)

    async def settle(self, held: Held, row: Row, at: datetime = NOW, state: str = "done", **more: Any) -> None:
        async with self.database.begin() as session:
            await outbox.settle(session, held, row, state=state, at=at, **more)

    async def retry(self, held: Held, row: Row, at: datetime, *, keep: bool) -> None:
        async with self.database.begin() as session:
            await outbox.retry_later(session, held, row, at=at, keep_attempt=keep, error="slow")

    async def release(self, held: Held, at: datetime = NOW) -> None:
        async with self.database.begin() as session:
            await outbox.release(session, held, at=at)

    async def only_lane(self, at: datetime = NOW) -> Held:
        (held,) = await self.claim(at)
        return held

    async def rows(self) -> list[models.OutboxRow]:
        async with self.database.read() as session:
            return list(await session.scalars(select(models.OutboxRow).order_by(models.OutboxRow.id)))

    async def states(self) -> list[str]:
        return [row.state for row in await self.rows()]

    async def lane_due(self) -> datetime | None:
        async with self.database.read() as session:
            lanes = await session.scalars(select(models.Lane).where(models.Lane.workspace == self.workspace))
            return lanes.one().due_at


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


# The same as a machine: any order of adding, claiming, trying, failing, losing the lease and coming back late.

LANES, CARDS = ("C1", "C2"), ("card:1", "card:2")


class Model:
    """What must be true: rows per lane in order, and what Slack was told."""

    def __init__(self) -> None:
        self.sent: dict[str, int] = {}
        self.order: dict[str, list[str]] = {lane: [] for lane in LANES}
        self.added: dict[str, list[str]] = {lane: [] for lane in LANES}
        self.wanted = dict.fromkeys(CARDS, 0)
        self.painted = dict.fromkeys(CARDS, 0)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whatever_happens_each_key_is_done_once_in_order_and_nothing_is_lost(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    fresh = copies(kind, request, tmp_path)(True)
    with asyncio.Runner() as runner:
        database = Database.open(runner.run(fresh.__aenter__()))
        run = runner.run

        async def empty() -> None:
            async with database.begin() as session:
                await session.execute(models.OutboxRow.__table__.delete())  # type: ignore[attr-defined]
                await session.execute(models.Lane.__table__.delete())  # type: ignore[attr-defined]

        class Machine(RuleBasedStateMachine):
            @initialize()
            def start(self) -> None:
                run(empty())
                self.box, self.model, self.now, self.number = Box(database), Model(), NOW, 0
                self.workers: list[tuple[Held, Row, bool]] = []

            @rule(lane=st.sampled_from(LANES))
            def add(self, lane: str) -> None:
                self.number += 1
                run(self.box.send(lane, f"k{self.number}", self.now))
                self.model.added[lane].append(f"k{self.number}")

            @rule(card=st.sampled_from(CARDS))
            def change_a_card(self, card: str) -> None:
                self.model.wanted[card] += 1
                run(self.box.repaint("C1", card, self.now))

            @rule(seconds=st.sampled_from((1, 20, 61)))
            def wait(self, seconds: int) -> None:
                self.now += seconds * SECOND

            @rule(limit=st.integers(1, 3))
            def claim(self, limit: int) -> None:
                for held in run(self.box.claim(self.now, limit)):
                    row = run(self.box.first(held))
                    if row is None:
                        run(self.box.release(held, self.now))
                    else:
                        self.workers.append((held, row, False))

            def _begin(self, held: Held, row: Row) -> bool:
                """One worker's try. An earlier try whose end is unknown is looked up in Slack first."""
                assert row.key is None or held.lane in LANES
                if row.attempted_at is not None and row.key in self.model.sent:
                    run(self.box.settle(held, row, self.now))
                    return False
                return run(self.box.attempt(held, row, self.now))

            def _post(self, held: Held, row: Row) -> None:
                if row.key is None:
                    card = run(self.card(row))
                    self.model.painted[card] = self.model.wanted[card]
                    return
                self.model.sent[row.key] = self.model.sent.get(row.key, 0) + 1
                self.model.order[held.lane].append(row.key)

            async def card(self, row: Row) -> str:
                found = next(r for r in await self.box.rows() if r.id == row.id)
                assert found.repaints is not None
                return found.repaints

            @rule(
                which=st.integers(0, 3),
                end=st.sampled_from(("done", "done", "no", "lost answer", "lost request", "killed", "killed after")),
            )
            def work(self, which: int, end: str) -> None:
                if not self.workers:
                    return
                held, row, _ = self.workers.pop(which % len(self.workers))
                if not self._begin(held, row):
                    return
                if end in ("done", "lost answer", "killed after"):
                    self._post(held, row)
                if end == "done":
                    run(self.box.settle(held, row, self.now, paced=True))
                elif end == "no":
                    run(self.box.retry(held, row, self.now + SECOND, keep=False))
                elif end in ("lost answer", "lost request"):
                    run(self.box.retry(held, row, self.now + 20 * SECOND, keep=True))

            @invariant()
            def no_key_is_done_twice(self) -> None:
                if hasattr(self, "model"):
                    assert all(times == 1 for times in self.model.sent.values())
                    for lane in LANES:
                        done = self.model.order[lane]
                        assert done == self.model.added[lane][: len(done)]

            @invariant()
            def a_lane_with_something_to_do_is_due(self) -> None:
                async def asleep() -> list[int]:
                    async with database.read() as session:
                        box, lane = models.OutboxRow, models.Lane
                        found = await session.scalars(
                            select(lane.id)
                            .join(box, box.lane_id == lane.id)
                            .where(box.state == "waiting", lane.due_at.is_(None))
                        )
                        return list(found)

                if hasattr(self, "model"):
                    assert run(asleep()) == []

            def teardown(self) -> None:
                if not hasattr(self, "model"):
                    return
                self.workers.clear()  # everybody is killed, and somebody new finishes
                for _ in range(10 * (self.number + 8)):
                    self.now += LEASE
                    held = run(self.box.claim(self.now))
                    if not held:
                        break
                    for lane in held:
                        row = run(self.box.first(lane))
                        if row is None:
                            run(self.box.release(lane, self.now))
                        elif self._begin(lane, row):
                            self._post(lane, row)
                            run(self.box.settle(lane, row, self.now))
                assert self.model.order == self.model.added
                assert self.model.painted == self.model.wanted

        try:
            run_state_machine_as_test(
                Machine,
                settings=settings(
                    max_examples=15,
                    stateful_step_count=20,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            run(database.close())
            run(fresh.__aexit__(None, None, None))
