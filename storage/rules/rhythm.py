"""Rhythm: when a weekly or daily thing comes round next, on a wall clock that may skip or repeat an hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from storage.rules.calendars import Calendar, zone


def next_occurrence(zone_name: str, days: frozenset[int], at: time, moment: datetime) -> datetime:
    """The first local `at` on one of `days` (Monday is 0) strictly after `moment`; UTC.

    A local time that a clock change skips happens as much later as the clock was put forward (02:30 at 03:30); one
    that it repeats, the first time only.
    Raises ValueError without days.
    """
    if not days:
        raise ValueError("a rhythm needs at least one day")
    tz = zone(zone_name)
    day = moment.astimezone(tz).date() - timedelta(days=1)  # a gap can push yesterday's time past midnight
    for _ in range(10):
        if day.weekday() in days:
            when = datetime.combine(day, at, tz).astimezone(UTC)
            if when > moment:
                return when
        day += timedelta(days=1)
    raise ValueError("no such day in a week")


def next_check_in(calendar: Calendar, day: int, moment: datetime) -> datetime:
    """The first window of the next `day` of the week, in the person's own zone."""
    return next_occurrence(calendar.zone, frozenset({day}), calendar.windows[0], moment)


def local_day(zone_name: str, moment: datetime) -> date:
    """The calendar day it is in that zone."""
    return moment.astimezone(zone(zone_name)).date()


def week_of(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())
