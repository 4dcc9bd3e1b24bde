"""What the simulation looks for it finds where it is planted, and nowhere else; its sums are right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from storage.asks import Ask
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from storage.rules.working_time import HOUR
from tests.simulation.cast import MANAGERS, dealt, people
from tests.simulation.report import blind, by_kind, percentile, summed
from tests.simulation.tempers import Told, late, prompt, silent
from tests.simulation.watch import Fault, Line, Message, Open, Watch

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=4)
SAID = Line(1, Kind.REVIEW, Rung.TOLD, 0, "open", is_mine=True, may_answer=True)
MESSAGE = Message(1, "U_HAL", NOON, NOON.date(), in_hours=True, lines=(SAID,))
OPEN = Open(1, Kind.REVIEW, 7, LATER, LATER, owner_is_here=True, next_window_at=LATER)
ASK = Ask(
    id=1,
    workspace="T_MONTH",
    requisition_id=1,
    submission_id=7,
    kind=Kind.REVIEW,
    owner="U_HAL",
    asker="U_RITA",
    state="answered",
    asked_at=NOON,
    due_at=LATER,
    promise=8 * HOUR,
    said=Rung.TOLD,
    answered_at=LATER,
    answered_by="U_HAL",
    waited=4 * HOUR,
)


def due(rung: Rung, number: int) -> Message:
    return replace(MESSAGE, id=number, lines=(replace(SAID, rung=rung),))


def test_a_day_on_which_all_is_well_has_no_fault() -> None:
    watch = Watch()
    watch.hear(MESSAGE)
    watch.hear(due(Rung.DUE, 2))
    watch.hear(replace(due(Rung.FULL_OVER, 3), reader="U_BO"))
    watch.hear(replace(due(Rung.HALF_OVER, 4), day=LATER.date() + timedelta(days=1)))
    watch.escalated(2, 0.5)
    again = replace(OPEN, id=2, kind=Kind.QUESTION, escalate_at=None, next_nudge_at=None, next_window_at=None)
    gone = replace(OPEN, id=3, kind=Kind.CONTACT, owner_is_here=False, next_window_at=None)
    watch.check([OPEN, again, gone], NOON)
    assert dict(watch.faults) == {}


@pytest.mark.parametrize(
    ("fault", "messages"),
    [
        (Fault.THIRD, [MESSAGE, due(Rung.DUE, 2), due(Rung.HALF_OVER, 3)]),
        (Fault.OUT_OF_HOURS, [replace(MESSAGE, in_hours=False)]),
        (Fault.EMPTY, [replace(MESSAGE, lines=())]),
        (Fault.TWICE, [MESSAGE, replace(MESSAGE, id=2)]),
        (Fault.TWICE, [due(Rung.FULL_OVER, 1), due(Rung.DUE, 2)]),
        (Fault.OVER, [replace(MESSAGE, lines=(replace(SAID, state="answered"),))]),
    ],
)
def test_a_message_that_should_not_have_been_is_found(fault: Fault, messages: list[Message]) -> None:
    watch = Watch()
    for message in messages:
        watch.hear(message)
    assert {found: len(where) for found, where in watch.faults.items()} == {fault: 1}


@pytest.mark.parametrize(
    ("fault", "asks"),
    [
        (Fault.NO_OWNER, [replace(OPEN, owner_is_here=None)]),
        (Fault.MISSED, [replace(OPEN, escalate_at=NOON)]),
        (Fault.UNPLANNED, [replace(OPEN, escalate_at=None)]),
        (Fault.FORGOTTEN, [replace(OPEN, next_window_at=None)]),
        (Fault.FORGOTTEN, [replace(OPEN, next_window_at=LATER + timedelta(days=1))]),
        (Fault.PAIR, [OPEN, replace(OPEN, id=2)]),
    ],
)
def test_an_open_ask_that_somebody_forgot_is_found(fault: Fault, asks: list[Open]) -> None:
    watch = Watch()
    watch.check(asks, NOON)
    assert {found: len(where) for found, where in watch.faults.items()} == {fault: 1}


def test_the_share_in_time_counts_the_late_the_lapsed_and_those_still_open_past_due() -> None:
    waiting = replace(ASK, state="open", answered_at=None, answered_by=None, waited=None)
    asks = [
        ASK,
        replace(ASK, waited=9 * HOUR),
        waiting,
        replace(waiting, due_at=LATER + timedelta(hours=1)),
        replace(waiting, state="cancelled"),
        replace(waiting, state="lapsed", kind=Kind.CHECK_IN),
    ]
    found = summed(asks, LATER)
    assert (found.number, found.open, found.cancelled, found.lapsed, found.missed) == (6, 2, 1, 1, 3)
    assert found.in_time == 1 / 4
    assert summed([waiting], NOON).in_time is None
    assert {kind: sums.number for kind, sums in by_kind(asks, LATER).items()} == {Kind.REVIEW: 5, Kind.CHECK_IN: 1}


def test_a_blind_system_sends_each_ask_each_rung_and_each_escalation_by_itself() -> None:
    others = replace(SAID, rung=Rung.FULL_OVER, is_mine=False)
    snoozed = replace(SAID, rung=Rung.DUE, again=1)
    messages = [MESSAGE]
    assert blind([ASK, replace(ASK, id=2)], []) == 2
    assert blind([ASK], messages) == 1
    assert blind([ASK], [*messages, due(Rung.FULL_OVER, 2)]) == 4
    assert blind([ASK], [*messages, replace(MESSAGE, lines=(others, snoozed))]) == 3


def test_a_percentile_is_the_nearest_rank() -> None:
    assert [percentile(range(1, 21), hundredths) for hundredths in (50, 95, 100)] == [10, 19, 20]
    assert percentile([], 95) == 0


def test_tempers_differ_in_what_moves_them() -> None:
    chance = Random(1)
    told = {rung: Told(Kind.REVIEW, rung, is_mine=True) for rung in Rung}
    assert all(prompt(told[rung], chance) for rung in Rung)
    assert [late(told[rung], chance) is not None for rung in (Rung.TOLD, Rung.DUE, Rung.HALF_OVER)] == [
        False,
        False,
        True,
    ]
    assert all(silent(told[Rung.HALF_OVER], chance) is None for _ in range(50))
    assert any(silent(told[Rung.FULL_OVER], chance) for _ in range(50))


def test_a_seed_draws_the_same_people_and_every_temper_its_share() -> None:
    managers, recruiters = people(Random(3), 60)
    assert (managers, recruiters) == people(Random(3), 60)
    assert (len(managers), len(recruiters)) == (20, 10)
    assert [[player.temper for player in managers].count(temper) for _, temper in MANAGERS] == [9, 6, 3, 2]
    assert sorted(dealt(Random(3), 4, [(3, "a"), (1, "b")])) == ["a", "a", "a", "b"]
