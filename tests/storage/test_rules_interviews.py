"""What marks mean, where people differ, and when an interviewer hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from storage.rules.calendars import Calendar
from storage.rules.interviews import (
    AS_A_WHOLE,
    BRIEF_BEFORE,
    MARKS,
    SETS,
    Judgement,
    agenda,
    anchors,
    side_by_side,
    tell_at,
    uncovered,
)
from tests.storage.world import BERLIN, berlin

LONGEST_ANCHOR = 71  # characters, so that Slack shows it beside its mark in one option


@pytest.mark.parametrize(
    ("criterion", "name"),
    [
        ("SQL at scale", "skill"),
        ("Has mentored juniors", "working with people"),
        ("Leads a TEAM of five", "working with people"),
        ("Explains trade-offs to customers", "making oneself understood"),
        ("On-call two nights a month", "what the job asks for"),
        ("System design", "solving problems"),
        ("Teaming", "working with people"),
        ("Steam engines", "skill"),  # a word, not a part of one
        (None, "the conversation as a whole"),
    ],
)
def test_a_criterion_takes_the_first_set_that_fits(criterion: str | None, name: str) -> None:
    assert anchors(criterion).name == name


def test_every_set_describes_each_mark_in_an_options_length() -> None:
    assert SETS[-1].words is None  # which fits everything
    for each in (*SETS, AS_A_WHOLE):
        assert len(each.marks) == len(MARKS) == len(set(each.marks))
        assert all(0 < len(mark) <= LONGEST_ANCHOR for mark in each.marks)
        assert each.tip.endswith(("?", "."))
        assert each.means.endswith(".")


def said(criterion: str, *marks: int) -> list[Judgement]:
    return [Judgement(f"U{at}", criterion, mark, "seen") for at, mark in enumerate(marks)]


def test_two_marks_apart_is_where_a_debrief_begins_in_the_order_it_came_in() -> None:
    sides = side_by_side([*said("SQL", 3, 4), *said("Mentoring", 2, 4), *said("On-call", 1), *said("", 4, 1, 2)])
    apart, alike = agenda(sides)
    assert [each.criterion for each in apart] == ["Mentoring", ""]  # not the furthest first
    assert [each.criterion for each in alike] == ["SQL", "On-call"]
    assert [(each.person, each.mark) for each in apart[1].said] == [("U0", 4), ("U1", 1), ("U2", 2)]


def test_no_marks_change_the_order_of_criteria_or_people() -> None:
    for marks in permutations(MARKS, 3):
        sides = side_by_side([*said("SQL", *marks), *said("On-call", *reversed(marks))])
        assert [each.criterion for each in sides] == ["SQL", "On-call"]
        assert [[each.person for each in side.said] for side in sides] == [["U0", "U1", "U2"]] * 2


def test_what_nobody_looks_at_is_named_by_number() -> None:
    assert uncovered(3, [2, 2]) == [1, 3]
    assert uncovered(0, []) == []


@pytest.mark.parametrize(
    ("now", "starts", "told"),
    [
        ("2026-06-01 10:00", "2026-06-02 14:00", "2026-06-01 10:00"),  # in their hours: at once
        ("2026-06-01 20:00", "2026-06-02 14:00", "2026-06-02 09:30"),  # at night: their next window
        ("2026-06-05 20:00", "2026-06-09 14:00", "2026-06-08 09:30"),  # over the weekend
        ("2026-06-01 20:00", "2026-06-02 10:00", "2026-06-01 20:00"),  # the window would be too late
        ("2026-06-06 10:00", "2026-06-06 12:00", "2026-06-06 10:00"),
    ],
)
def test_an_interviewer_hears_in_their_hours_unless_that_were_too_late(now: str, starts: str, told: str) -> None:
    assert tell_at(Calendar(zone=BERLIN), berlin(now), berlin(starts)) == berlin(told)


def test_the_brief_comes_an_hour_before() -> None:
    assert timedelta(hours=1) == BRIEF_BEFORE
    assert isinstance(berlin("2026-06-01 10:00"), datetime)
