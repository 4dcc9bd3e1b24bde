"""The outbox, its lanes and two postmen as a machine: whatever Slack answers, whoever dies, however the clock steps and
the database fails, each message is posted at most once, in the order of its lane, and none is left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings as Settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.postman import Postman
from handlers.steps import Moot, Post, Repaint
from storage import models
from storage.cards import Place
from storage.database import Database
from storage.outbox import LEASE, Row
from tests.conftest import FreshDatabase, copies, opened
from tests.machine.broken import POSTMEN
from tests.machine.profiles import settings_for
from tests.machine.slack import ANSWERS, Answer
from tests.machine.works import STUMBLES, Stumble, Works
from tests.storage.box import NOW, SECOND, Box

LOST: tuple[Answer, ...] = ("answer lost", "request lost", "5xx after", "5xx before")
LANES, CARDS = ("C1", "C2"), ("card:1", "card:2")
HOUR = timedelta(hours=1)


class Truth:
    """What there is to say: numbered messages, of which some become untrue, and cards in the colour they have now."""

    def __init__(self) -> None:
        self.untrue: set[int] = set()
        self.colours = dict.fromkeys(CARDS, 0)

    async def say(self, _session: AsyncSession, row: Row, _now: datetime) -> Post | Moot:
        number = int(row.ids["n"])
        post = Post("C1", f"message {number}", [])
        return Moot(post) if number in self.untrue else post

    async def paint(self, _session: AsyncSession, row: Row, _now: datetime) -> Repaint:
        card = str(row.ids["shown"])
        return Repaint(Place("C1", card), f"{self.colours[card]}", [])


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def test_whatever_happens_each_message_is_posted_once_in_order_and_none_is_left(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    play(copies(kind, request, tmp_path), settings_for(6, 20))


@pytest.mark.parametrize("postman", sorted(POSTMEN))
def test_a_broken_postman_is_found_out(postman: str, fresh_sqlite: FreshDatabase) -> None:
    with pytest.raises(AssertionError):
        play(fresh_sqlite, settings_for(80, 20, deep=0), POSTMEN[postman])


async def one_under_way(database: Database) -> Works:
    """A postman whose one message is on its way to Slack."""
    works = Works(database, NOW, {"say": Truth().say})
    await works.start()
    await Box(database).send("C1", "k1", n=1)
    await works.turn(0)
    return works


async def test_a_clock_put_forward_before_a_postmans_first_look_has_no_message_sent_again(
    fresh_database_url: str,
) -> None:
    async with opened(fresh_database_url) as database:
        works = await one_under_way(database)
        works.shaky.coming = ["before"]  # whoever comes next does not get to see what is due
        await works.kill(0, arrives=True)
        works.set(NOW + HOUR)
        await works.turn(0)
        assert works.slack.calls == []  # no look into a history that does not show it yet
        await works.pass_(2 * LEASE)
        await works.recover(2)
        assert (works.slack.twice, [row.state for row in await works.rows()]) == ([], ["done"])
        await works.close()


@pytest.mark.parametrize(("step", "dies"), [(HOUR, False), (-HOUR, False), (-HOUR, True)])
async def test_a_postman_looks_for_a_message_of_unknown_end_a_minute_later_however_the_clock_is_set(
    step: timedelta, dies: bool, fresh_database_url: str
) -> None:
    async with opened(fresh_database_url) as database:
        works = await one_under_way(database)
        await works.answer(works.slack.calls[0], "answer lost")
        works.set(NOW + step)
        if dies:
            await works.kill(0, arrives=True)
        await works.turn(0)
        assert works.slack.calls == []
        await works.pass_(LEASE)
        await works.turn(0)
        assert [call.looking for call in works.slack.calls] == [True]
        await works.close()


def play(database_of: FreshDatabase, settings: Settings, make_postman: Callable[..., Postman] = Postman) -> None:
    """Plays against what that postman keeps."""
    fresh = database_of(True)
    with asyncio.Runner() as runner:
        run = runner.run
        database = Database.open(run(fresh.__aenter__()))

        async def begin(truth: Truth) -> Works:
            async with database.begin() as session:
                await session.execute(delete(models.OutboxRow))
                await session.execute(delete(models.Lane))
            works = Works(database, NOW, {"say": truth.say, "paint": truth.paint}, make_postman)
            for _ in range(2):
                await works.start()
            return works

        class Machine(RuleBasedStateMachine):
            works: Works | None = None

            @initialize()
            def start(self) -> None:
                self.truth, self.number = Truth(), 0
                self.works, self.box = run(begin(self.truth)), Box(database)
                self.fall_due(LANES[0], 1)
                self.take_a_turn(0)

            @property
            def at(self) -> Works:
                assert self.works is not None
                return self.works

            @rule(lane=st.sampled_from(LANES), times=st.integers(1, 2))
            def fall_due(self, lane: str, times: int) -> None:
                for _ in range(times):
                    self.number += 1
                    run(self.box.send(lane, f"k{self.number}", self.at.now, n=self.number))

            @rule(card=st.sampled_from(CARDS))
            def change(self, card: str) -> None:
                self.truth.colours[card] += 1
                run(self.box.repaint("C1", card, self.at.now, shown=card))

            @rule(which=st.integers(0, 9))
            def become_untrue(self, which: int) -> None:
                self.truth.untrue.add(which)

            @rule(which=st.integers(0, 1))
            def take_a_turn(self, which: int) -> None:
                run(self.at.turn(which))

            @rule(which=st.integers(0, 3), how=st.sampled_from((*ANSWERS, "refused")))
            def answer(self, which: int, how: Answer) -> None:
                if calls := self.at.slack.calls:
                    run(self.at.answer(calls[which % len(calls)], how))

            @rule(which=st.integers(0, 3), how=st.sampled_from(LOST))
            def lose_the_answer(self, which: int, how: Answer) -> None:
                """Both look again at once, and Slack answers whoever looks into its history."""
                self.answer(which, how)
                self.look_again()

            @rule(which=st.integers(0, 1), arrives=st.booleans())
            def kill(self, which: int, arrives: bool) -> None:
                run(self.at.kill(which, arrives=arrives))

            @rule(seconds=st.sampled_from((1, 5, 20, 61)), late=st.sampled_from(("answer lost", "request lost")))
            def wait(self, seconds: int, late: Answer) -> None:
                run(self.at.pass_(seconds * SECOND, late))

            @rule(step=st.sampled_from((HOUR, -HOUR)))
            def step_the_clock(self, step: timedelta) -> None:
                self.at.set(self.at.now + step)
                self.look_again()

            def look_again(self) -> None:
                for which in range(2):
                    run(self.at.turn(which))
                for call in list(self.at.slack.calls):
                    if call.looking:
                        run(self.at.answer(call, "ok"))

            @rule(how=st.sampled_from(STUMBLES), skip=st.integers(0, 2))
            def the_database_will_stumble(self, how: Stumble, skip: int) -> None:
                coming: list[Stumble] = [""] * skip
                self.at.shaky.coming = [*coming, how]

            @invariant()
            def nothing_is_posted_twice_or_out_of_order_or_stuck(self) -> None:
                if self.works is None:
                    return
                assert run(self.works.stuck()) == []
                assert self.works.slack.twice == []
                for done in self.works.slack.order.values():
                    assert done == sorted(done)

            def teardown(self) -> None:
                works, self.works = self.works, None
                if works is not None:
                    run(self.finish(works))

            async def finish(self, works: Works) -> None:
                """From now on nothing fails: what there is comes to its end, four leases later and one each."""
                try:
                    await works.recover(4 + self.number + sum(self.truth.colours.values()))
                    self.judge(works, await works.rows())
                finally:
                    await works.close()

            def judge(self, works: Works, rows: list[models.OutboxRow]) -> None:
                said = {row.key: row for row in rows if row.key}
                assert len(said) == self.number
                for key, row in said.items():
                    assert row.state in ("done", "dropped", "parked"), (key, row.state, row.error)
                    assert (row.state == "done") == (key in works.slack.sent), (key, row.state)
                    assert row.state != "dropped" or row.ids["n"] in self.truth.untrue
                    assert row.state != "parked" or row.id in works.slack.refused
                shown = {place[1]: text for place, (text, _) in works.slack.shown.items() if place[1] in CARDS}
                assert shown == {card: f"{colour}" for card, colour in self.truth.colours.items() if colour}

        try:
            run_state_machine_as_test(Machine, settings=settings)
        finally:
            run(database.close())
            run(fresh.__aexit__(None, None, None))
