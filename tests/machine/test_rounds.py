"""Rounds, real messages and two postmen as a machine: people open, put forward, decide and forget while the clock
steps, the database fails and processes die. Everybody is told what they are to be told, never twice, never of somebody
who was forgotten, and every answer that is owed has been asked for."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import settings as Settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.exc import OperationalError

from bot.scheduler import TIMETABLE, Round
from handlers import MESSAGES
from storage import digests, forgetting, models
from storage.database import Database
from storage.refusals import Refused
from storage.requisitions import Requisition
from storage.rules.rhythm import local_day
from storage.submissions import Submission
from tests.conftest import FreshDatabase, opened
from tests.machine import broken
from tests.machine.profiles import settings_for
from tests.machine.slack import ANSWERS, Answer
from tests.machine.works import STUMBLES, Stumble, Works
from tests.storage.conftest import worlds
from tests.storage.world import BERLIN, MONA, MONDAY, RITA, ZONES, World

ROUNDS = ("finals", "escalations", "nudges", "digests")
MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)
STEPS = HOUR, -HOUR, 25 * HOUR, -25 * HOUR
NINE = time(9)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def test_whatever_happens_everybody_is_told_once_and_nobody_of_the_forgotten(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    play(worlds(kind, request, tmp_path), settings_for(3, 20))


@pytest.mark.parametrize("variant", sorted(broken.ROUNDS))
def test_a_broken_round_is_found_out(variant: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        play(worlds("sqlite", request, tmp_path), settings_for(40, 20, deep=0), broken.ROUNDS[variant])


def play(fresh: FreshDatabase, settings: Settings, round_of: Callable[[str], Round] = TIMETABLE.__getitem__) -> None:
    """Plays against those rounds."""
    with asyncio.Runner() as runner:
        run = runner.run

        class Machine(RuleBasedStateMachine):
            works: Works | None = None

            @initialize()
            def start(self) -> None:
                self.place = fresh(True)
                self.open = opened(run(self.place.__aenter__()))
                self.world = World(run(self.open.__aenter__()))
                self.works = Works(self.world.database, MONDAY, MESSAGES)
                for _ in range(2):
                    run(self.works.start())
                self.rounds = {name: round_of(name) for name in ROUNDS}
                self.role: Requisition = run(self.world.open(at=MONDAY))
                self.posted: list[tuple[str, Submission]] = []
                self.gone: set[str] = set()
                self.off = timedelta()
                self.put_forward()
                self.decide(0, True)
                self.put_forward()
                run(self.set_digest())

            async def set_digest(self) -> None:
                async with self.world.database.begin() as session:
                    every = frozenset(range(7))
                    rita = self.world.person(RITA)
                    await digests.set_digest(session, rita, "C_ALL", days=every, at=NINE, zone=BERLIN, now=MONDAY)

            async def look(self, database: Database) -> None:
                """All rounds, as a timetable runs them: one that fails is run again by the next beat."""
                for each in self.rounds.values():
                    try:
                        await each(database, self.at.now)
                    except OperationalError:
                        continue

            @property
            def at(self) -> Works:
                assert self.works is not None
                return self.works

            # --- people

            @rule()
            def put_forward(self) -> None:
                if len(self.posted) < 3:
                    word = f"Zyx{len(self.posted)}w"
                    self.posted.append((word, run(self.world.post(self.role, name=word, at=self.at.now))))

            @rule(which=st.integers(0, 2), yes=st.booleans())
            def decide(self, which: int, yes: bool) -> None:
                verb = self.world.approve if yes else self.world.reject
                try:
                    run(verb(self.posted[which % len(self.posted)][1], by=MONA, at=self.at.now))
                except Refused:
                    return  # decided or forgotten before

            @rule(which=st.integers(0, 2))
            def forget(self, which: int) -> None:
                word, submission = self.posted[which % len(self.posted)]

                async def erase() -> None:
                    async with self.world.database.begin() as session:
                        person = self.world.person(RITA)
                        await forgetting.forget(session, person, submission.id, why="asked", at=self.at.now)

                if word not in self.gone:
                    run(erase())
                    self.gone.add(word)
                    self.at.slack.forgotten.add(word)

            # --- time and trouble

            @rule(both=st.booleans())
            def rounds_look(self, both: bool) -> None:
                async def looks() -> None:
                    await asyncio.gather(*(self.look(self.at.shaky) for _ in range(1 + both)))

                run(looks())

            @rule(minutes=st.sampled_from((1, 30, 330, 1440)))
            def wait(self, minutes: int) -> None:
                run(self.at.pass_(minutes * MINUTES))

            @rule(step=st.sampled_from(STEPS), noticed=st.booleans())
            def step_the_clock(self, step: timedelta, noticed: bool) -> None:
                """It goes wrong, or is set right, and the next second everything looks. `noticed`: it is set right at
                once."""
                for off in (step, timedelta()) if noticed else (timedelta() if self.off else step,):
                    self.off = off
                    self.at.set(self.at.slack.true + off)
                    self.rounds_look(False)
                    for which in range(2):
                        run(self.at.turn(which))

            @rule(which=st.integers(0, 1), how=st.sampled_from(ANSWERS))
            def work(self, which: int, how: Answer) -> None:
                run(self.at.turn(which))
                for call in list(self.at.slack.calls)[:1]:
                    run(self.at.answer(call, how))

            @rule()
            def work_on(self) -> None:
                run(self.at.drain())

            @rule(which=st.integers(0, 1), arrives=st.booleans())
            def kill(self, which: int, arrives: bool) -> None:
                run(self.at.kill(which, arrives=arrives))

            @rule(how=st.sampled_from(STUMBLES), skip=st.integers(0, 4))
            def the_database_will_stumble(self, how: Stumble, skip: int) -> None:
                coming: list[Stumble] = [""] * skip
                self.at.shaky.coming = [*coming, how]

            # --- what must hold

            @invariant()
            def nothing_is_said_twice_or_of_the_forgotten(self) -> None:
                if self.works is not None:
                    assert run(self.works.stuck()) == []
                    assert self.works.slack.twice == []
                    assert self.works.slack.told_of == []

            def teardown(self) -> None:
                if self.works is not None:
                    run(self.finish(self.works))

            async def finish(self, works: Works) -> None:
                try:
                    began = works.now
                    for _ in range(16):  # four days in which nothing fails: soon after a window, once on a working day
                        works.shaky.coming = []
                        await self.look(works.shaky)
                        await works.recover(40)
                        await works.pass_(6 * HOUR)
                    await self.judge(works, began)
                finally:
                    self.works = None
                    await works.close()
                    await self.open.__aexit__(None, None, None)
                    await self.place.__aexit__(None, None, None)

            async def judge(self, works: Works, began: datetime) -> None:
                assert works.slack.twice == []
                assert works.slack.told_of == []
                left = [(row.kind, row.state, row.error) for row in await works.rows()]
                assert [each for each in left if each[1] not in ("done", "dropped")] == []
                for text in works.slack.shown.values():
                    assert not any(word in str(text) for word in self.gone), text
                looked = works.now - 6 * HOUR
                await self.judge_what_fell_due(began, looked)
                gathered = await self.world.rows(models.Gathered)
                days = Counter((row.person, local_day(ZONES[row.person], row.window_at)) for row in gathered)
                assert max(days.values(), default=0) <= 2
                lines = await self.world.rows(models.Nudge)
                said = Counter((line.ask_id, line.person, line.rung) for line in lines)  # nobody asked for it anew
                assert max(said.values(), default=0) <= 1

            async def judge_what_fell_due(self, began: datetime, looked: datetime) -> None:
                asks = await self.world.asks(state="open")
                assert [(ask.id, ask.kind) for ask in asks if not ask.said and ask.asked_at < began] == []
                assert [ask.id for ask in asks if ask.escalate_at and ask.escalate_at <= looked] == []
                for decision in await self.world.rows(models.Decision):
                    assert decision.final_at or decision.undone_at or decision.undo_until > looked
                issues = {issue.day for issue in await self.world.rows(models.DigestIssue)}
                whole = (local_day(BERLIN, began + timedelta(days=number)) for number in (1, 2, 3))
                assert issues.issuperset(whole)

        run_state_machine_as_test(Machine, settings=settings)
