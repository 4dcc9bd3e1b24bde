"""The fair clock: what a stretch of time is worth in one person's working hours.

A first pattern (weekdays 9–17 in the person's own zone); holidays, absences and other patterns come on top.
All arithmetic goes over prefix sums of the person's working spans, kept a year at a time, in whole UTC
microseconds, so that nights, weekends and the two odd nights of the year cost nothing extra, and no second is lost
to a float.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

HOUR = 3600
WORKING_DAY = 8 * HOUR  # seconds; the worth of one promised day with the default hours
_SECOND = 1_000_000  # microseconds
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Calendar:
    """When a person works: zone name, working weekdays (Monday is 0), and one span of hours."""

    zone: str = "UTC"
    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    opens: time = time(9)
    closes: time = time(17)

    @property
    def tz(self) -> ZoneInfo:
        return zone(self.zone)


def zone(name: str) -> ZoneInfo:
    """The zone called `name`, or UTC where Slack sent a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


@dataclass(frozen=True)
class _Year:
    """Working spans that start in one local year: starts, ends, and the time worked before each, in microseconds."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    total: int


@cache
def _year(calendar: Calendar, year: int) -> _Year:
    starts, ends, before, total = [], [], [], 0
    day = date(year, 1, 1)
    while day.year == year:
        if day.weekday() in calendar.weekdays:
            opens = datetime.combine(day, calendar.opens, calendar.tz).astimezone(UTC)
            start = _micros(opens)
            end = _micros(datetime.combine(day, calendar.closes, calendar.tz))
            existed = opens.astimezone(calendar.tz).date() == day  # Samoa had no 30 December 2011
            if end > start and existed:
                starts.append(start)
                ends.append(end)
                before.append(total)
                total += end - start
        day += timedelta(days=1)
    return _Year(tuple(starts), tuple(ends), tuple(before), total)


def _local_year(calendar: Calendar, moment: datetime) -> int:
    if 3 <= moment.day <= 29 or 2 <= moment.month <= 11:
        return moment.year  # no zone is two days off
    return moment.astimezone(calendar.tz).year


def _worked_in_year(year: _Year, moment: int) -> int:
    """Time worked in `year` up to `moment`, all in microseconds."""
    i = bisect_right(year.starts, moment) - 1
    if i < 0:
        return 0
    return year.before[i] + min(moment, year.ends[i]) - year.starts[i]


def between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working seconds from `start` to `end` (0 when `end` is not later), fractions dropped."""
    if end <= start:
        return 0
    first, last = _local_year(calendar, start), _local_year(calendar, end)
    worked = -_worked_in_year(_year(calendar, first), _micros(start))
    for year in range(first, last):
        worked += _year(calendar, year).total
    return (worked + _worked_in_year(_year(calendar, last), _micros(end))) // _SECOND


def after(calendar: Calendar, start: datetime, seconds: int) -> datetime:
    """The moment when `seconds` of working time have passed since `start`; UTC.

    A promise that runs out exactly at closing time is due at closing time, not at the next opening. With 0
    seconds: `start` itself.
    """
    if seconds <= 0:
        return start.astimezone(UTC)
    if not calendar.weekdays or calendar.closes <= calendar.opens:
        raise ValueError("a calendar without working hours has no due times")
    year = _local_year(calendar, start)
    spans = _year(calendar, year)
    target = _worked_in_year(spans, _micros(start)) + seconds * _SECOND
    while target > spans.total:
        target -= spans.total
        year += 1
        spans = _year(calendar, year)
    i = bisect_right(spans.before, target) - 1
    if i > 0 and spans.before[i] == target:
        i -= 1
    return _EPOCH + timedelta(microseconds=spans.starts[i] + target - spans.before[i])


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """Whether the person works at `moment`."""
    spans = _year(calendar, _local_year(calendar, moment))
    i = bisect_right(spans.starts, _micros(moment)) - 1
    return i >= 0 and _micros(moment) < spans.ends[i]
