"""The fair clock: working seconds between two moments, and the moment after so many of them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.working_time import WORKING_DAY, Calendar, after, between, is_open, zone
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
)
HOUR = 3600


def test_a_promised_day_is_eight_hours() -> None:
    assert WORKING_DAY == DAY == 8 * HOUR


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
    for empty in (Calendar(weekdays=frozenset()), Calendar(opens=time(17), closes=time(9))):
        with pytest.raises(ValueError, match="without working hours"):
            after(empty, datetime(2026, 6, 1, tzinfo=UTC), 1)


def test_open_means_working_right_now() -> None:
    calendar = Calendar(zone=BERLIN)
    answers = {
        wall: is_open(calendar, local(BERLIN, wall))
        for wall in ("2026-06-01 08:59", "2026-06-01 09:00", "2026-06-01 16:59", "2026-06-01 17:00", "2026-06-06 12:00")
    }
    assert list(answers.values()) == [False, True, True, False, False]


def _works(calendar: Calendar, moment: datetime) -> bool:
    """The oracle's only knowledge: what the person's wall clock shows at that minute."""
    wall = moment.astimezone(ZoneInfo(calendar.zone))
    return wall.weekday() in calendar.weekdays and calendar.opens <= wall.time() < calendar.closes


calendars = st.builds(
    Calendar,
    zone=st.sampled_from(ZONES),
    weekdays=st.sampled_from((frozenset(range(5)), frozenset({6, 0, 1, 2, 3}), frozenset({1, 5}))),
    opens=st.sampled_from((time(9), time(8, 30), time(5, 45))),
    closes=st.sampled_from((time(17), time(16, 15), time(21, 30))),
)
minutes = st.one_of(
    st.integers(0, 40 * 366 * 1440).map(lambda n: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=n)),
    # around clock changes, and around the day Samoa skipped
    st.builds(
        lambda day, n: day + timedelta(minutes=n),
        st.sampled_from(
            [
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
        ),
        st.integers(-2880, 2880),
    ),
)


@settings(max_examples=500, deadline=None)
@given(calendar=calendars, start=minutes, length=st.integers(0, 3000))
def test_working_time_agrees_with_counting_minute_by_minute(calendar: Calendar, start: datetime, length: int) -> None:
    counted = sum(_works(calendar, start + timedelta(minutes=n)) for n in range(length))
    assert between(calendar, start, start + timedelta(minutes=length)) == counted * 60


@settings(max_examples=300, deadline=None)
@given(calendar=calendars, start=minutes, promised=st.integers(1, 1200))
def test_the_due_time_is_the_end_of_the_last_minute_counted(calendar: Calendar, start: datetime, promised: int) -> None:
    moment, left = start, promised
    while left:
        left -= _works(calendar, moment)
        moment += timedelta(minutes=1)
    assert after(calendar, start, promised * 60) == moment


@settings(max_examples=500, deadline=None)
@given(
    calendar=calendars,
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
@given(calendar=calendars, moments=st.tuples(minutes, minutes, minutes))
def test_working_time_adds_up(calendar: Calendar, moments: tuple[datetime, datetime, datetime]) -> None:
    first, second, third = sorted(moments)
    assert between(calendar, first, third) == between(calendar, first, second) + between(calendar, second, third)
