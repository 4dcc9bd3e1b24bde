"""Periods, stays and groups as tables; and two views of groups, whichever, differ by three people or by none."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.digests import SMALLEST_GROUP
from storage.rules.groups import Case, cells, last_months, months
from storage.rules.measures import DEFINITIONS, IN_VIEW, WITHOUT_TIMING, Measure, View, spread
from storage.rules.periods import Choice, Period, Wrong, between, chosen, whole_months
from storage.rules.stays import Staged, Stay, stays

TODAY = date(2026, 11, 24)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("choice", "first", "before"),
    [
        (Choice.DAYS_30, "10-26", ("09-26", "10-25")),
        (Choice.DAYS_90, "08-27", ("05-29", "08-26")),
        (Choice.QUARTER, "10-01", ("08-07", "09-30")),
        (Choice.YEAR, "01-01", None),
    ],
)
def test_a_period_goes_up_to_today_and_is_held_against_its_length_before(
    choice: Choice, first: str, before: tuple[str, str] | None
) -> None:
    found = chosen(choice, TODAY)
    assert found == Period(day(first), TODAY)
    assert found.before.days == found.days
    if before:
        assert found.before == Period(day(before[0]), day(before[1]))


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (day("11-02"), day("11-02"), Period(day("11-02"), day("11-02"))),
        (day("11-20"), day("12-31"), Period(day("11-20"), TODAY)),  # as far as it has gone by
        (day("11-03"), day("11-02"), Wrong.BACKWARDS),
        (day("11-25"), day("11-30"), Wrong.FUTURE),
        (None, day("11-02"), Wrong.MISSING),
        (day("11-02"), None, Wrong.MISSING),
        (date(2024, 11, 20), day("11-20"), Period(date(2024, 11, 20), day("11-20"))),
        (date(2024, 11, 19), day("11-20"), Wrong.TOO_LONG),
        (date.min, date.min, Wrong.LONG_AGO),
    ],
)
def test_two_days_make_a_period_or_it_is_said_why_not(
    first: date | None, last: date | None, found: Period | Wrong
) -> None:
    assert between(first, last, TODAY) == found


@given(first=st.dates(date(2020, 1, 1), date(2026, 1, 1)), length=st.integers(0, 730))
def test_the_parts_of_a_period_cover_it_without_a_gap_and_fit_a_picture(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length))
    parts = period.parts()
    assert (parts[0].first, parts[-1].last) == (period.first, period.last)
    assert all(one.last + timedelta(days=1) == other.first for one, other in pairwise(parts))
    assert len(parts) <= 25
    assert sum(part.days for part in parts) == period.days


def test_days_begin_at_local_midnight_whatever_the_clocks_do() -> None:
    begin, end = Period(date(2026, 10, 25), date(2026, 10, 25)).bounds("Europe/Berlin")
    assert (end - begin) == timedelta(hours=25)
    assert begin == datetime(2026, 10, 24, 22, tzinfo=UTC)


def test_a_measure_has_a_definition_and_stands_in_a_view() -> None:
    assert set(DEFINITIONS) == set(Measure) == {each for its in IN_VIEW.values() for each in its}
    assert set(WITHOUT_TIMING) < set(IN_VIEW[View.ROLE])
    assert (spread([]).median, spread([3, 1, 2, 9]).median, spread([3, 1]).most) == (None, 2.5, 3)


def at(hour: int) -> datetime:
    return datetime(2026, 6, 1, hour, tzinfo=UTC)


def test_an_end_taken_back_is_part_of_no_stay_and_the_stay_goes_on() -> None:
    course = [
        Staged("review", at(1), at(4)),
        Staged("review", at(6), at(7)),  # in between a no that was taken back
        Staged("interview", at(7), None),
    ]
    assert stays(course) == [
        Stay("review", ((at(1), at(4)), (at(6), at(7)))),
        Stay("interview", ((at(7), None),)),
    ]
    assert [stay.ended_at for stay in stays(course)] == [at(7), None]
    assert stays([]) == []


# --- groups

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_groups_are_counted_by_months_that_are_over_and_settled() -> None:
    assert months(Period(date(2026, 8, 2), TODAY), NOW) == (date(2026, 9, 1), date(2026, 10, 1))
    second_of_november = datetime(2026, 11, 2, tzinfo=UTC)
    assert months(Period(date(2026, 10, 1), TODAY), second_of_november - timedelta(hours=1)) == ()
    assert last_months(3, NOW) == Period(date(2026, 8, 1), date(2026, 10, 31))
    assert last_months(1, second_of_november) == Period(date(2026, 9, 1), date(2026, 9, 30))
    assert last_months(1, second_of_november + timedelta(days=1)) == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert whole_months(Period(date(2026, 2, 1), date(2026, 2, 27))) == ()


MONTHS = [date(2026, month, 1) for month in range(1, 5)]
ANSWERS = st.lists(st.tuples(st.sampled_from(MONTHS), st.sampled_from("ABCDE"), st.sampled_from("uvwxyz")), max_size=60)


@given(answers=ANSWERS)
def test_no_two_views_of_groups_differ_by_fewer_than_three_people(
    answers: list[tuple[date, str, str]],
) -> None:
    """Every view there is: any run of months, any group in it, all of it together. What can be reckoned from them is
    made of the smallest pieces they cut the answers into; each of these is three people's or more."""
    cases = [Case(month, group, person, number) for number, (month, group, person) in enumerate(answers)]
    whose = {case.what: case.person for case in cases}
    views: set[frozenset[int]] = set()
    for begin in range(len(MONTHS)):
        for end in range(begin + 1, len(MONTHS) + 1):
            period = set(MONTHS[begin:end])
            shown = cells(case for case in cases if case.month in period)
            by_group: dict[str | None, set[int]] = defaultdict(set)
            for cell in shown:
                by_group[cell.group] |= {case.what for case in cell.cases}
                views.add(frozenset(case.what for case in cell.cases))
            views |= {frozenset(inside) for inside in by_group.values()}
            views.add(frozenset(case.what for cell in shown for case in cell.cases))
    pieces: dict[frozenset[frozenset[int]], set[int]] = defaultdict(set)
    for number in whose:
        pieces[frozenset(view for view in views if number in view)].add(number)
    for seen_in, piece in pieces.items():
        assert not seen_in or len({whose[number] for number in piece}) >= SMALLEST_GROUP


def test_small_groups_are_taken_together_where_that_points_at_nobody() -> None:
    month, other = MONTHS[:2]

    def said(*answers: tuple[date, str, str]) -> list[tuple[date, str | None, int]]:
        found = cells(Case(*answer, None) for answer in answers)
        return [(cell.month, cell.group, len(cell.cases)) for cell in found]

    three = [(month, "A", "u"), (month, "A", "v"), (month, "A", "w"), (month, "A", "w")]
    assert said(*three) == [(month, "A", 4)]
    assert said(*three, (month, "B", "x"), (month, "C", "y")) == [(month, "A", 4)]  # two people: nowhere
    assert said(*three, (month, "B", "x"), (month, "C", "y"), (month, "C", "z")) == [(month, "A", 4), (month, None, 3)]
    most = (month, "A", "w")
    assert said(*three, most) == []  # more than half are one person's, and so would be the median
    assert said(*three, most, (month, "B", "x")) == [(month, None, 6)]
    assert said(*three[:2], (other, "A", "w")) == []  # three people, but not in one month
    assert said() == []
