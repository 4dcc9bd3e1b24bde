"""A few days played for real: every target is met, the same seed plays the same days, and a sick bot is found out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.scheduler import TIMETABLE
from storage.database import Database
from tests.simulation.month import play
from tests.simulation.report import a_day, figures
from tests.simulation.script import Script
from tests.simulation.watch import Fault

WEDNESDAY = datetime(2026, 3, 11, tzinfo=UTC)  # check-ins are asked on Thursday and lapse on Friday
FEW = Script(days=3, roles=3, starts=WEDNESDAY)


@pytest.mark.long
async def test_a_few_days_meet_every_target_and_a_seed_plays_the_same_on_both_databases(
    sqlite: Database, postgres: Database
) -> None:
    month, same = await play(sqlite, FEW), await play(postgres, FEW)
    assert [figure.what for figure in figures(month) if not figure.met] == []
    assert {ask.state for ask in month.asks} >= {"answered", "open", "lapsed"}
    assert month.watch.delays
    assert max(a_day(month)) in (1, 2)
    assert (month.asks, month.watch.messages) == (same.asks, same.watch.messages)


@pytest.mark.long
async def test_a_bot_that_does_not_escalate_misses_its_targets(sqlite: Database) -> None:
    rounds = {name: round_ for name, round_ in TIMETABLE.items() if name != "escalations"}
    month = await play(sqlite, FEW, rounds)
    assert set(month.watch.faults) == {Fault.MISSED, Fault.STUCK}
    assert {figure.what for figure in figures(month) if not figure.met} == {Fault.MISSED, Fault.STUCK}
