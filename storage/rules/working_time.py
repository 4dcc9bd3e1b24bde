"""The fair clock: what a stretch of time is worth in one person's working hours.

A first pattern (weekdays 9–17 in the person's own zone); holidays, absences and other patterns come on top.
All arithmetic goes over prefix sums of the person's working spans, kept a year at a time, in UTC seconds, so
that nights, weekends and the two odd nights of the year cost nothing extra.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

HOUR = 3600
WORKING_DAY = 8 * HOUR  # seconds; the worth of one promised day with the default hours


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


@dataclass(frozen=True)
class _Year:
    """Working spans that start in one local year: starts and ends in epoch seconds, and seconds worked before each."""

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
            start = int(datetime.combine(day, calendar.opens, calendar.tz).timestamp())
            end = int(datetime.combine(day, calendar.closes, calendar.tz).timestamp())
            if end > start:
                starts.append(start)
                ends.append(end)
                before.append(total)
                total += end - start
        day += timedelta(days=1)
    return _Year(tuple(starts), tuple(ends), tuple(before), total)


def _local_year(calendar: Calendar, moment: datetime) -> int:
    return moment.astimezone(calendar.tz).year


def _worked_in_year(year: _Year, moment: float) -> float:
    """Seconds worked in `year` up to `moment` (epoch seconds)."""
    i = bisect_right(year.starts, moment) - 1
    if i < 0:
        return 0
    return year.before[i] + min(moment, year.ends[i]) - year.starts[i]


def between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working seconds from `start` to `end` (0 when `end` is not later), fractions dropped."""
    if end <= start:
        return 0
    first, last = _local_year(calendar, start), _local_year(calendar, end)
    worked = -_worked_in_year(_year(calendar, first), start.timestamp())
    for year in range(first, last):
        worked += _year(calendar, year).total
    return int(worked + _worked_in_year(_year(calendar, last), end.timestamp()))


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
    target = _worked_in_year(spans, start.timestamp()) + seconds
    while target > spans.total:
        target -= spans.total
        year += 1
        spans = _year(calendar, year)
    i = bisect_right(spans.before, target) - 1
    if i > 0 and spans.before[i] == target:
        i -= 1
    return datetime.fromtimestamp(spans.starts[i] + target - spans.before[i], UTC)


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """Whether the person works at `moment`."""
    spans = _year(calendar, _local_year(calendar, moment))
    i = bisect_right(spans.starts, moment.timestamp()) - 1
    return i >= 0 and moment.timestamp() < spans.ends[i]
