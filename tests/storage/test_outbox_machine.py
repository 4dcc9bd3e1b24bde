"""The outbox as a machine: any order of adding, claiming, trying, failing, losing the lease and coming back late."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from storage import models
from storage.database import Database
from storage.outbox import LEASE, Held, Row
from tests.conftest import copies
from tests.storage.box import NOW, SECOND, Box

LANES, CARDS = ("C1", "C2"), ("card:1", "card:2")


class Model:
    """What must be true: rows per lane in order, and what Slack was told."""

    def __init__(self) -> None:
        self.sent: dict[str, int] = {}
        self.order: dict[str, list[str]] = {lane: [] for lane in LANES}
        self.added: dict[str, list[str]] = {lane: [] for lane in LANES}
        self.wanted = dict.fromkeys(CARDS, 0)
        self.painted = dict.fromkeys(CARDS, 0)


@pytest.mark.long
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
