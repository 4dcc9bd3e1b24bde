"""Hours as people write them are read as people mean them, and written back as they were read."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.calendars import DAY_MINUTES, OFFICE, Hours, Week
from storage.rules.hours import Flaw, Unclear, hours, in_words, other_hours, together, written

H = 60
NINE_TO_FIVE = ((9 * H, 17 * H),)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("9:00–17:00", NINE_TO_FIVE),
        ("9-17", NINE_TO_FIVE),
        ("9-5", NINE_TO_FIVE),
        ("09.00 - 17.00", NINE_TO_FIVE),
        ("0900-1700", NINE_TO_FIVE),
        ("9h to 17h", NINE_TO_FIVE),
        ("9am–5pm", NINE_TO_FIVE),
        ("9 a.m. until 5 p.m.", NINE_TO_FIVE),
        ("9-5pm", NINE_TO_FIVE),
        ("1-5pm", ((13 * H, 17 * H),)),
        ("5-9pm", ((17 * H, 21 * H),)),
        ("12am-6am", ((0, 6 * H),)),
        ("12pm-6pm", ((12 * H, 18 * H),)),
        ("10-6", ((10 * H, 18 * H),)),
        ("9:00-12:30, 14:00-18:00", ((9 * H, 12 * H + 30), (14 * H, 18 * H))),
        ("14:00-18:00 and 9:00-12:30", ((9 * H, 12 * H + 30), (14 * H, 18 * H))),
        ("9-1, 2-6", ((9 * H, 13 * H), (14 * H, 18 * H))),
        ("9-13; 13-17", ((9 * H, 13 * H), (13 * H, 17 * H))),
        ("22:00–06:00", ((22 * H, 30 * H),)),
        ("9:00-5:00", ((9 * H, 29 * H),)),  # with minutes it is the clock of a day, to the letter
        ("0:00-24:00", ((0, 24 * H),)),
        ("24:00-6:00", ((0, 6 * H),)),
        ("٩-١٧", NINE_TO_FIVE),
    ],
)
def test_hours_are_read_however_they_are_written(text: str, read: object) -> None:
    assert hours(text) == read


@pytest.mark.parametrize(
    ("text", "flaw", "part"),
    [
        ("", Flaw.NOT_HOURS, ""),
        ("mornings", Flaw.NOT_HOURS, "mornings"),
        ("9", Flaw.NOT_HOURS, "9"),
        ("9-12, later", Flaw.NOT_HOURS, "later"),
        ("9-12,", Flaw.NOT_HOURS, "9-12,"),
        ("9-12-15", Flaw.NOT_HOURS, "9-12-15"),
        ("9:00-25:00", Flaw.NO_SUCH_TIME, "9:00-25:00"),
        ("9:60-17:00", Flaw.NO_SUCH_TIME, "9:60-17:00"),
        ("24:30-6:00", Flaw.NO_SUCH_TIME, "24:30-6:00"),
        ("13pm-5pm", Flaw.NO_SUCH_TIME, "13pm-5pm"),
        ("9:00-9:00", Flaw.NO_LENGTH, "9:00-9:00"),
        ("9:00-13:00, 12:00-17:00", Flaw.OVERLAP, "9:00-13:00, 12:00-17:00"),
        ("0:00-24:00, 22:00-6:00", Flaw.OVERLAP, "0:00-24:00, 22:00-6:00"),
    ],
)
def test_hours_that_cannot_be_read_are_refused_with_the_part_it_is_about(text: str, flaw: Flaw, part: str) -> None:
    with pytest.raises(Unclear) as unclear:
        hours(text)
    assert (unclear.value.flaw, unclear.value.part) == (flaw, part)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", {}),
        ("Fri 9:00–13:00", {4: ((9 * H, 13 * H),)}),
        ("fridays: 9-1", {4: ((9 * H, 13 * H),)}),
        ("Mon, Wed and Thurs 10-16", {0: ((10 * H, 16 * H),), 2: ((10 * H, 16 * H),), 3: ((10 * H, 16 * H),)}),
        ("Mon–Wed off", {0: (), 1: (), 2: ()}),
        ("Sat - Mon 10-12", {5: ((10 * H, 12 * H),), 6: ((10 * H, 12 * H),), 0: ((10 * H, 12 * H),)}),
        ("Weekends 10-12", {5: ((10 * H, 12 * H),), 6: ((10 * H, 12 * H),)}),
        ("every day: 10-12\n", dict.fromkeys(range(7), ((10 * H, 12 * H),))),
        ("weekdays 9-17", dict.fromkeys(range(5), NINE_TO_FIVE)),
        ("Tu off; We 9-12\n\nTh 13-17", {1: (), 2: ((9 * H, 12 * H),), 3: ((13 * H, 17 * H),)}),
    ],
)
def test_a_line_gives_days_other_hours(text: str, days: object) -> None:
    assert other_hours(text) == days


@pytest.mark.parametrize(
    ("text", "flaw", "part"),
    [
        ("9-12", Flaw.NOT_A_LINE, "9-12"),
        ("Friday", Flaw.NOT_A_LINE, "Friday"),
        ("Fri 9:00–13:00\nwhenever", Flaw.NOT_A_LINE, "whenever"),
        ("Fry 9-12", Flaw.NO_SUCH_DAY, "fry"),
        ("T 9-12", Flaw.NO_SUCH_DAY, "t"),
        ("Mon–xyz 9-12", Flaw.NO_SUCH_DAY, "xyz"),
        ("– 9-12", Flaw.NOT_A_LINE, "– 9-12"),
        ("Mon 9-12\nMon-Tue 13-17", Flaw.DAY_TWICE, "Monday"),
        ("Fri 9-", Flaw.NOT_HOURS, "9-"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(text: str, flaw: Flaw, part: str) -> None:
    with pytest.raises(Unclear) as unclear:
        other_hours(text)
    assert (unclear.value.flaw, unclear.value.part) == (flaw, part)


def test_a_night_may_end_when_the_next_day_begins_but_not_later() -> None:
    nights = together(range(5), hours("22:00-6:00"), {2: hours("6:00-14:00")})
    assert nights[1] == ((22 * H, 30 * H),)
    for days, others, day in (
        (range(5), {2: hours("5:00-14:00")}, "Tuesday"),
        ((6,), {0: hours("0:00-5:00")}, "Sunday"),
    ):
        with pytest.raises(Unclear) as unclear:
            together(days, hours("22:00-6:00"), others)
        assert (unclear.value.flaw, unclear.value.part) == (Flaw.INTO_THE_NEXT_DAY, day)


@pytest.mark.parametrize(
    ("week", "words"),
    [
        (OFFICE, "Mon–Fri 9:00–17:00"),
        (
            together((1, 2, 4), hours("9-12:30, 14-18"), {}),
            "Tue–Wed 9:00–12:30 + 14:00–18:00, Fri 9:00–12:30 + 14:00–18:00",
        ),
        (together(range(5), hours("9-17"), {4: hours("9-13")}), "Mon–Thu 9:00–17:00, Fri 9:00–13:00"),
        (together((5,), hours("22-6:00"), {}), "Sat 22:00–6:00"),
        (together((), (), {}), "no working days"),
    ],
)
def test_a_week_reads_as_people_say_it(week: Week, words: str) -> None:
    assert in_words(week) == words


@st.composite
def days(draw: st.DrawFn) -> tuple[Hours, ...]:
    """Up to three stretches, the last one into the night at most; a whole day only from midnight to midnight."""
    edges = sorted(draw(st.sets(st.integers(0, DAY_MINUTES), max_size=6)))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    if spans and spans[-1][0] > 1 and draw(st.booleans()):
        opens = spans[-1][0]
        spans[-1] = (opens, DAY_MINUTES + draw(st.integers(1, opens - 1)))
    return tuple(spans)


def runs_over(week: Week) -> bool:
    ends = [(of_day[-1][1] - DAY_MINUTES if of_day else 0) for of_day in week]
    return any(week[(day + 1) % 7] and end > week[(day + 1) % 7][0][0] for day, end in enumerate(ends))


@given(st.tuples(*[days()] * 7).filter(lambda week: not runs_over(week)))
def test_what_is_written_is_read_back_as_the_same_week(week: Week) -> None:
    form = written(week)
    assert together(form.days, hours(form.hours) if form.hours else (), other_hours(form.others)) == week


@given(st.text(alphabet=st.sampled_from("0123456789:.-–, hapm;&+anduntilMoFri\n"), max_size=40))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(Unclear):
        read = hours(text)
        assert all(0 <= opens < closes <= opens + DAY_MINUTES for opens, closes in read)
        assert all(one[1] <= other[0] for one, other in pairwise(read))
    with suppress(Unclear):
        assert set(other_hours(text)) <= set(range(7))
