"""The fair clock: what a stretch of time is worth in one person's working hours.

All arithmetic goes over prefix sums of the person's working spans, kept a year at a time, in whole UTC microseconds, so
that nights, weekends, holidays and the odd nights of the year cost nothing extra, and no second is lost to a float.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta

from storage.rules.calendars import SECOND, Calendar, Spans, micros, moment, spans

HOUR = 3600
_SPILL = 60  # seconds
_EMPTY_YEARS = 3  # in a row: then nobody is coming back


def _upto(year: Spans, at: int) -> int:
    """Time worked in `year` up to `at`, all in microseconds."""
    i = bisect_right(year.starts, at) - 1
    if i < 0:
        return 0
    return year.before[i] + min(at, year.ends[i]) - year.starts[i]


def between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working seconds from `start` to `end` (0 when `end` is not later), fractions dropped."""
    if end <= start:
        return 0
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    worked = _upto(spans(calendar, end.year), micros(end)) - _upto(spans(calendar, start.year), micros(start))
    for year in range(start.year, end.year):
        worked += spans(calendar, year).total
    return worked // SECOND


def after(calendar: Calendar, start: datetime, seconds: int) -> datetime:
    """The moment when `seconds` of working time have passed since `start`; UTC.

    A promise that runs out exactly at closing time is due at closing time, not at the next opening. With 0 seconds:
    `start` itself. ValueError where years go by without any working time.
    """
    if start.tzinfo is not UTC:
        start = start.astimezone(UTC)
    if seconds <= 0:
        return start
    number = start.year
    year = spans(calendar, number)
    target = _upto(year, micros(start)) + seconds * SECOND
    empty = 0
    while target > year.total:
        empty = 0 if year.total else empty + 1
        if empty > _EMPTY_YEARS:
            raise ValueError("a calendar without working hours has no due times")
        target -= year.total
        number += 1
        year = spans(calendar, number)
    i = bisect_right(year.before, target) - 1
    if i > 0 and year.before[i] == target:
        i -= 1
    return moment(year.starts[i] + target - year.before[i])


def before(calendar: Calendar, end: datetime, seconds: int) -> datetime:
    """The last moment from which `seconds` of working time, more than none, still pass until `end`: always one at which
    the person works; UTC. ValueError where years went by without any working time."""
    number = end.astimezone(UTC).year
    year = spans(calendar, number)
    target = _upto(year, micros(end)) - seconds * SECOND
    empty = 0
    while target < 0:
        empty = 0 if year.total else empty + 1
        if empty > _EMPTY_YEARS:
            raise ValueError("a calendar without working hours has no day before")
        number -= 1
        year = spans(calendar, number)
        target += year.total
    i = bisect_right(year.before, target) - 1
    return moment(year.starts[i] + target - year.before[i])


def due(calendar: Calendar, start: datetime, seconds: int) -> datetime:
    """As `after`, but what would spill into the next stretch of work by under a minute falls due at closing time: *by
    17:00* is what people say, and nobody is owed the first seconds of the next morning."""
    exact = after(calendar, start, seconds)
    before = after(calendar, start, max(seconds - _SPILL, 0))
    if (exact - before).total_seconds() <= _SPILL:
        return exact
    return closing(calendar, before)


def closing(calendar: Calendar, at: datetime) -> datetime:
    """When the stretch of work ends that is going on at `at`, or ended last before it. ValueError where there is none
    in this year or the last."""
    here, year = micros(at), at.astimezone(UTC).year
    for number in (year, year - 1):
        found = spans(calendar, number)
        i = bisect_right(found.starts, here) - 1
        if i >= 0:
            return moment(found.ends[i])
    raise ValueError("a calendar without working hours never closes")


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the person works at `at`."""
    here = micros(at)
    year = spans(calendar, at.astimezone(UTC).year)
    i = bisect_right(year.starts, here) - 1
    return i >= 0 and here < year.ends[i]


def opening(calendar: Calendar, at: datetime) -> datetime:
    """When the person works next: `at` itself if they do. ValueError where years go by without any working time."""
    return at if is_open(calendar, at) else after(calendar, at, 1) - timedelta(seconds=1)
