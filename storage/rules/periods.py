"""Periods: from which local day to which something is measured, both included, and the same length just before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from storage.rules.calendars import zone
from storage.rules.rhythm import week_of

LONGEST = 731  # days: two years, one of them a leap year
_EARLIEST = date(2000, 1, 1)  # nothing here is older
_BY_WEEKS = 14 * 7  # days: what is longer is shown month by month
_DAY = timedelta(days=1)


class Choice(StrEnum):
    """What can be chosen; DATES are two days of one's own."""

    DAYS_30 = "30"
    DAYS_90 = "90"
    QUARTER = "quarter"
    YEAR = "year"
    DATES = "dates"


class Wrong(StrEnum):
    """Why two days make no period."""

    MISSING = "missing"
    BACKWARDS = "backwards"
    FUTURE = "future"
    TOO_LONG = "too long"
    LONG_AGO = "long ago"


@dataclass(frozen=True)
class Period:
    """From the beginning of `first` to the end of `last`, on the wall clock of whoever asks. ValueError where `last`
    comes before `first`."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends no earlier than it begins")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """The period of equal length that ends the day before this one begins."""
        return Period(self.first - timedelta(days=self.days), self.first - _DAY)

    def bounds(self, zone_name: str) -> tuple[datetime, datetime]:
        """The UTC moments it begins and ends at; the second is no longer part of it."""
        return midnight(self.first, zone_name), midnight(self.last + _DAY, zone_name)

    def parts(self) -> tuple[Period, ...]:
        """Its weeks (from Monday), or its months where it is longer than fourteen weeks; the first and the last may be
        cut off."""
        found, begin = [], self.first
        while begin <= self.last:
            end = min(week_of(begin) + timedelta(days=6) if self.days <= _BY_WEEKS else _month_end(begin), self.last)
            found.append(Period(begin, end))
            begin = end + _DAY
        return tuple(found)

    @property
    def is_by_weeks(self) -> bool:
        return self.days <= _BY_WEEKS


def midnight(day: date, zone_name: str) -> datetime:
    """The first moment of a day there, in UTC."""
    return datetime.combine(day, time(), zone(zone_name)).astimezone(UTC)


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - _DAY


def chosen(choice: Choice, today: date) -> Period:
    """The period of a choice, up to today. ValueError for DATES, which are two days of somebody's own."""
    match choice:
        case Choice.DAYS_30 | Choice.DAYS_90:
            return Period(today - timedelta(days=int(choice) - 1), today)
        case Choice.QUARTER:
            return Period(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), today)
        case Choice.YEAR:
            return Period(today.replace(month=1, day=1), today)
        case Choice.DATES:
            raise ValueError("these are two days of somebody's own")


def between(first: date | None, last: date | None, today: date) -> Period | Wrong:
    """The period from one day to another, as far as it has gone by; or why it is none."""
    if first is None or last is None:
        return Wrong.MISSING
    if last < first:
        return Wrong.BACKWARDS
    if first > today:
        return Wrong.FUTURE
    if first < _EARLIEST:
        return Wrong.LONG_AGO
    period = Period(first, min(last, today))
    return Wrong.TOO_LONG if period.days > LONGEST else period


def whole_months(period: Period) -> tuple[date, ...]:
    """The first days of the months that lie wholly within it."""
    begin = period.first if period.first.day == 1 else _month_end(period.first) + _DAY
    found = []
    while _month_end(begin) <= period.last:
        found.append(begin)
        begin = _month_end(begin) + _DAY
    return tuple(found)
