"""The fair clock: working seconds between two moments, and the moment after so many of them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.calendars import DAY_MINUTES, Calendar, Week, week, zone
from storage.rules.holidays import countries, public_holidays
from storage.rules.working_time import after, between, closing, due, is_open
from tests.storage.world import BERLIN, DAY, KOLKATA, NEW_YORK, local

ZONES = (
    "UTC",
    BERLIN,
    NEW_YORK,
    KOLKATA,
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "America/Santiago",
    "Pacific/Apia",
    "America/St_Johns",
    "Africa/Casablanca",
    "Asia/Tehran",
    "Pacific/Chatham",
    "America/Nuuk",
    "Asia/Gaza",
    "America/Asuncion",
)
HOUR = 3600
ODD_DAYS = [  # around clock changes, around the day Samoa skipped, and New Year
    datetime(year, month, day, tzinfo=UTC)
    for year, month, day in (
        (2026, 3, 7),
        (2026, 3, 28),
        (2026, 4, 4),
        (2026, 4, 23),
        (2026, 9, 5),
        (2026, 10, 3),
        (2026, 10, 24),
        (2026, 10, 29),
        (2026, 10, 31),
        (2011, 12, 29),
        (2025, 12, 31),
    )
]


def test_a_day_of_the_usual_hours_is_worth_eight() -> None:
    assert Calendar().day == DAY == 8 * HOUR


@pytest.mark.parametrize(
    ("where", "start", "end", "worked"),
    [
        (BERLIN, "2026-06-01 10:00", "2026-06-01 11:30", 1.5 * HOUR),
        (BERLIN, "2026-06-01 07:00", "2026-06-01 20:00", DAY),
        (BERLIN, "2026-06-01 18:00", "2026-06-02 08:00", 0),
        (BERLIN, "2026-06-01 16:00", "2026-06-02 10:00", 2 * HOUR),
        (BERLIN, "2026-06-05 16:00", "2026-06-08 10:00", 2 * HOUR),  # over a weekend
        (BERLIN, "2026-06-06 10:00", "2026-06-07 15:00", 0),
        (BERLIN, "2026-03-27 16:00", "2026-03-30 10:00", 2 * HOUR),  # clocks go forward on the 29th
        (BERLIN, "2026-10-23 16:00", "2026-10-26 10:00", 2 * HOUR),  # and back on the 25th
        (NEW_YORK, "2026-03-06 16:00", "2026-03-09 10:00", 2 * HOUR),
        (NEW_YORK, "2026-10-30 16:00", "2026-11-02 10:00", 2 * HOUR),
        (KOLKATA, "2026-03-27 16:00", "2026-03-30 10:00", 2 * HOUR),
        (BERLIN, "2025-12-31 16:00", "2026-01-02 10:00", 10 * HOUR),  # New Year is a working day until holidays come
        (BERLIN, "2026-06-01 11:00", "2026-06-01 10:00", 0),
        (BERLIN, "2024-01-01 09:00", "2026-01-01 09:00", (262 + 261) * DAY),
    ],
)
def test_working_seconds_between_two_moments(where: str, start: str, end: str, worked: float) -> None:
    assert between(Calendar(zone=where), local(where, start), local(where, end)) == worked


@pytest.mark.parametrize(
    ("where", "start", "seconds", "end"),
    [
        (BERLIN, "2026-06-01 10:00", DAY, "2026-06-02 10:00"),
        (BERLIN, "2026-06-01 09:00", DAY, "2026-06-01 17:00"),  # due at closing time, not at the next opening
        (BERLIN, "2026-06-01 20:00", DAY, "2026-06-02 17:00"),
        (BERLIN, "2026-06-05 15:00", DAY, "2026-06-08 15:00"),
        (BERLIN, "2026-06-06 15:00", 1, "2026-06-08 09:00:01"),
        (BERLIN, "2026-06-01 10:00", 0, "2026-06-01 10:00"),
        (BERLIN, "2026-06-06 10:00", 0, "2026-06-06 10:00"),
        (BERLIN, "2026-03-27 15:00", 2 * DAY, "2026-03-31 15:00"),
        (NEW_YORK, "2026-10-30 15:00", 2 * DAY, "2026-11-03 15:00"),
        (KOLKATA, "2025-12-31 15:00", DAY, "2026-01-01 15:00"),
        (KOLKATA, "2025-12-31 15:00", 262 * DAY, "2027-01-01 15:00"),
    ],
)
def test_the_moment_after_so_much_working_time(where: str, start: str, seconds: int, end: str) -> None:
    assert after(Calendar(zone=where), local(where, start), seconds) == local(where, end)


def test_the_same_stretch_is_worth_different_hours_to_different_people() -> None:
    """Friday 15:00 to Monday 15:00 UTC: Berlin 17:00–17:00, New York 11:00–11:00, Kolkata 20:30–20:30."""
    start, end = datetime(2026, 6, 5, 15, tzinfo=UTC), datetime(2026, 6, 8, 15, tzinfo=UTC)
    worth = {where: between(Calendar(zone=where), start, end) for where in (BERLIN, NEW_YORK, KOLKATA)}
    assert worth == {BERLIN: DAY, NEW_YORK: 6 * HOUR + 2 * HOUR, KOLKATA: DAY}
    half = datetime(2026, 6, 8, 10, tzinfo=UTC)  # Monday 12:00, 06:00, 15:30
    worth = {where: between(Calendar(zone=where), start, half) for where in (BERLIN, NEW_YORK, KOLKATA)}
    assert worth == {BERLIN: 3 * HOUR, NEW_YORK: 6 * HOUR, KOLKATA: 6.5 * HOUR}


def test_a_day_that_a_country_skipped_was_not_worked() -> None:
    """Samoa had no 30 December 2011, a Friday; the day after was a Saturday."""
    apia = Calendar(zone="Pacific/Apia")
    thursday, monday = local("Pacific/Apia", "2011-12-29 16:00"), local("Pacific/Apia", "2012-01-02 10:00")
    assert between(apia, thursday, monday) == 2 * HOUR
    assert after(apia, thursday, 2 * HOUR) == monday


def test_a_zone_nobody_knows_counts_as_utc() -> None:
    assert zone("Mars/Olympus").key == "UTC"
    assert zone("").key == "UTC"
    assert zone("../../etc/passwd").key == "UTC"


def test_a_calendar_without_hours_has_no_due_times() -> None:
    away_for_good = Calendar(away=((date(2026, 1, 1), date(9999, 12, 31)),))
    for empty in (Calendar(week=week(())), away_for_good):
        with pytest.raises(ValueError, match="without working hours"):
            after(empty, datetime(2026, 6, 1, tzinfo=UTC), 1)


def test_open_means_working_right_now() -> None:
    calendar = Calendar(zone=BERLIN)
    answers = {
        wall: is_open(calendar, local(BERLIN, wall))
        for wall in ("2026-06-01 08:59", "2026-06-01 09:00", "2026-06-01 16:59", "2026-06-01 17:00", "2026-06-06 12:00")
    }
    assert list(answers.values()) == [False, True, True, False, False]


def test_a_promise_that_would_spill_over_by_under_a_minute_is_due_at_closing_time() -> None:
    split = Calendar(BERLIN, week(range(5), (time(9), time(12)), (time(13), time(17))))
    asked = local(BERLIN, "2026-06-01 09:00:30")
    assert due(split, asked, 3 * HOUR) == local(BERLIN, "2026-06-01 12:00")
    assert due(split, asked, 7 * HOUR) == local(BERLIN, "2026-06-01 17:00")
    assert due(split, asked, 7 * HOUR + 31) == local(BERLIN, "2026-06-02 09:01:01")
    assert due(split, asked, 0) == asked


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    nights = Calendar(BERLIN, week((4,), (time(22), time(6))))  # Friday evening to Saturday morning
    assert nights.day == 8 * HOUR
    assert is_open(nights, local(BERLIN, "2026-06-06 05:59"))
    assert not is_open(nights, local(BERLIN, "2026-06-05 05:59"))
    assert between(nights, local(BERLIN, "2026-06-05 00:00"), local(BERLIN, "2026-06-08 00:00")) == 8 * HOUR
    assert closing(nights, local(BERLIN, "2026-06-07 12:00")) == local(BERLIN, "2026-06-06 06:00")


@pytest.mark.parametrize(
    ("night", "worked"),
    [("2026-03-28", 7 * HOUR), ("2026-10-24", 9 * HOUR)],  # the hour that is skipped, and the one that comes twice
)
def test_a_night_of_the_clock_change_is_worth_what_it_lasts(night: str, worked: int) -> None:
    nights = Calendar(BERLIN, week(range(7), (time(22), time(6))))
    start = local(BERLIN, f"{night} 12:00")
    assert between(nights, start, start + timedelta(days=1)) == worked


def test_a_shift_that_ends_in_an_hour_shown_twice_is_worked_both_times() -> None:
    """Berlin, 25 October 2026: 02:00–03:00 comes twice; whoever works until 02:30 is there for both halves."""
    late = Calendar(BERLIN, week(range(7), (time(18), time(2, 30))))
    start = local(BERLIN, "2026-10-24 12:00")
    assert between(late, start, start + timedelta(days=1)) == 9 * HOUR
    assert not is_open(late, datetime(2026, 10, 25, 0, 45, tzinfo=UTC))  # 02:45, the first time
    assert is_open(late, datetime(2026, 10, 25, 1, 15, tzinfo=UTC))  # 02:15, the second


def test_the_days_of_somebody_part_time_are_worth_what_they_work() -> None:
    half = Calendar(BERLIN, week((0, 2), (time(9), time(13))))
    assert half.day == 4 * HOUR
    assert after(half, local(BERLIN, "2026-06-01 11:00"), half.day) == local(BERLIN, "2026-06-03 11:00")
    uneven: Week = (*week((0,), (time(9), time(17)))[:1], *week((1,), (time(9), time(13)))[1:])
    assert Calendar(week=uneven).day == 6 * HOUR
    assert Calendar(week=week(())).day == 0


def test_holidays_and_absences_stop_the_clock() -> None:
    berlin = Calendar(BERLIN, country="DE", region="BE")
    assert between(berlin, local(BERLIN, "2026-12-24 16:00"), local(BERLIN, "2026-12-28 10:00")) == 2 * HOUR
    bavaria = berlin._replace(region="BY")  # Epiphany, 6 January: a holiday in Bavaria, not in Berlin
    assert [after(each, local(BERLIN, "2026-01-05 16:00"), 2 * HOUR) for each in (berlin, bavaria)] == [
        local(BERLIN, "2026-01-06 10:00"),
        local(BERLIN, "2026-01-07 10:00"),
    ]
    away = berlin._replace(away=((date(2026, 6, 1), date(2026, 6, 12)),))
    assert after(away, local(BERLIN, "2026-05-29 16:00"), 2 * HOUR) == local(BERLIN, "2026-06-15 10:00")
    assert not is_open(away, local(BERLIN, "2026-06-12 16:59"))


def test_a_holiday_table_that_knows_no_such_place_stops_nobodys_clock() -> None:
    assert public_holidays(None, None, 2026) == public_holidays("XX", None, 2026) == frozenset()
    assert public_holidays("DE", "ZZ", 2026) == public_holidays("DE", None, 2026)
    assert "BE" in countries()["DE"]


HOURS = (
    ((time(9), time(17)),),
    ((time(8, 30), time(12)), (time(13), time(16, 15))),
    ((time(22), time(6)),),
    ((time(0), time(0)),),  # around the clock
    ((time(2, 30), time(5)),),  # opens in an hour that some nights skip or repeat
    ((time(18), time(2)), (time(3), time(4))),
)
WEEKDAYS = (range(5), range(7), (6, 0, 1, 2, 3), (1, 5))
PLACES = ((None, None), ("DE", "BE"), ("US", "CA"), ("JP", None))


def _works(calendar: Calendar, moment: datetime) -> bool:
    """The oracle's only knowledge: what the person's wall clock shows at that minute."""
    wall = moment.astimezone(ZoneInfo(calendar.zone))
    shown = wall.hour * 60 + wall.minute
    for day, at in ((wall.date(), shown), (wall.date() - timedelta(days=1), shown + DAY_MINUTES)):
        here = any(opens <= at < closes for opens, closes in calendar.week[day.weekday()])
        if here and not any(first <= day <= last for first, last in calendar.away):
            return day not in public_holidays(calendar.country, calendar.region, day.year)
    return False


def test_ten_thousand_stretches_agree_with_counting_minute_by_minute() -> None:
    """Four days around clock changes, New Year, the day Samoa skipped, or anywhere in 35 years; 50 stretches each."""
    chance = random.Random(20261122)
    mismatches = []
    for _ in range(200):
        country, region = chance.choice(PLACES)
        calendar = Calendar(chance.choice(ZONES), week(chance.choice(WEEKDAYS), *chance.choice(HOURS)), country, region)
        anywhere = datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(35 * 366 * 1440))
        begin = chance.choice([*ODD_DAYS, anywhere]) - timedelta(days=2, minutes=chance.randrange(1440))
        worked = [0]
        for minute in range(4 * 1440):
            worked.append(worked[-1] + 60 * _works(calendar, begin + timedelta(minutes=minute)))
        for _ in range(50):
            first, last = sorted((chance.randrange(len(worked)), chance.randrange(len(worked))))
            start, end = begin + timedelta(minutes=first), begin + timedelta(minutes=last)
            if between(calendar, start, end) != worked[last] - worked[first]:
                mismatches.append((calendar, start, end))
    assert mismatches == []


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    country, region = draw(st.sampled_from(PLACES))
    hours = week(draw(st.sampled_from(WEEKDAYS)), *draw(st.sampled_from(HOURS)))
    first = draw(st.dates(date(2026, 3, 1), date(2026, 11, 30)))
    away = ((first, first + timedelta(days=draw(st.integers(0, 20)))),)
    return Calendar(draw(st.sampled_from(ZONES)), hours, country, region, draw(st.sampled_from(((), away))))


minutes = st.one_of(
    st.integers(0, 40 * 366 * 1440).map(lambda n: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=n)),
    st.builds(lambda day, n: day + timedelta(minutes=n), st.sampled_from(ODD_DAYS), st.integers(-2880, 2880)),
)


@settings(max_examples=50, deadline=None)
@given(calendar=calendars(), start=minutes, length=st.integers(0, 3000))
def test_working_time_agrees_with_counting_minute_by_minute(calendar: Calendar, start: datetime, length: int) -> None:
    counted = sum(_works(calendar, start + timedelta(minutes=n)) for n in range(length))
    assert between(calendar, start, start + timedelta(minutes=length)) == counted * 60


@settings(max_examples=100, deadline=None)
@given(calendar=calendars(), start=minutes, promised=st.integers(1, 1200))
def test_the_due_time_is_the_end_of_the_last_minute_counted(calendar: Calendar, start: datetime, promised: int) -> None:
    moment, left = start, promised
    while left:
        left -= _works(calendar, moment)
        moment += timedelta(minutes=1)
    assert after(calendar, start, promised * 60) == moment


@settings(max_examples=500, deadline=None)
@given(
    calendar=calendars(),
    start=st.integers(0, 35 * 366 * 86_400_000_000).map(
        lambda micros: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    ),
    seconds=st.integers(0, 400 * DAY),
)
def test_what_lies_before_the_due_time_is_exactly_the_promise(
    calendar: Calendar, start: datetime, seconds: int
) -> None:
    assert between(calendar, start, after(calendar, start, seconds)) == seconds


@settings(max_examples=300, deadline=None)
@given(calendar=calendars(), moments=st.tuples(minutes, minutes, minutes))
def test_working_time_adds_up(calendar: Calendar, moments: tuple[datetime, datetime, datetime]) -> None:
    first, second, third = sorted(moments)
    assert between(calendar, first, third) == between(calendar, first, second) + between(calendar, second, third)
