"""When a person works: a week of hours in their own zone, public holidays, and the days they are away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.rules.holidays import public_holidays

Hours = tuple[int, int]  # from, to: minutes after local midnight; above 1440 lies the next morning
Week = tuple[tuple[Hours, ...], ...]  # seven days, Monday first; a day off is empty
Days = tuple[date, date]  # first and last, both included

DAY_MINUTES = 24 * 60
_LONGEST_LEAVE = 400  # days
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOOK = timedelta(hours=6)  # no zone has ever changed its clocks twice within so short a time
SECOND = 1_000_000  # microseconds


def week(weekdays: Iterable[int], *hours: tuple[time, time]) -> Week:
    """The same hours on each of `weekdays` (Monday is 0). What closes at or before it opens ends the next morning."""
    spans = tuple((_minutes(opens), _minutes(closes)) for opens, closes in hours)
    day = tuple((opens, closes if closes > opens else closes + DAY_MINUTES) for opens, closes in spans)
    wanted = set(weekdays)
    return tuple(day if weekday in wanted else () for weekday in range(7))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


OFFICE = week(range(5), (time(9), time(17)))
WINDOWS = (time(9, 30), time(14))  # when a person is told what waits on them, until they choose otherwise


class Calendar(NamedTuple):
    """`country` and `region` are ISO 3166 codes as the holiday table knows them; `away` are local days; `windows` stand
    in order. A named tuple, for it is a key that must be quick to look up."""

    zone: str = "UTC"
    week: Week = OFFICE
    country: str | None = None
    region: str | None = None
    away: tuple[Days, ...] = ()
    windows: tuple[time, ...] = WINDOWS

    @property
    def tz(self) -> ZoneInfo:
        return zone(self.zone)

    @property
    def day(self) -> int:
        """What one of this person's working days is worth, in seconds: the mean of those they work. 0 without any."""
        days = [sum(closes - opens for opens, closes in hours) for hours in self.week if hours]
        return sum(days) * 60 // len(days) if days else 0

    def works_on(self, day: date) -> bool:
        """Whether a working day begins on that local day: in the week's pattern, no holiday, and not away."""
        if not self.week[day.weekday()] or any(first <= day <= last for first, last in self.away):
            return False
        return day not in public_holidays(self.country, self.region, day.year)


def away_on(calendar: Calendar, day: date) -> date | None:
    """The last of the days away of which this is one; None where it is none."""
    return max((last for first, last in calendar.away if first <= day <= last), default=None)


def back_on(calendar: Calendar, at: datetime) -> date | None:
    """The first day on which somebody who is away at that moment works again; None where they are here."""
    last = away_on(calendar, at.astimezone(calendar.tz).date())
    if last is None:
        return None
    ahead = (last + timedelta(days=n) for n in range(1, _LONGEST_LEAVE))
    return next((each for each in ahead if calendar.works_on(each)), last + timedelta(days=1))


def zone(name: str) -> ZoneInfo:
    """The zone called `name`, or UTC where Slack sent a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


@dataclass(frozen=True)
class Spans:
    """The working spans of one UTC year, in order: starts, ends, and the time worked before each; all in UTC
    microseconds since 1970. A span that goes on over New Year is cut there."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    total: int


def micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


@lru_cache(maxsize=4096)
def spans(calendar: Calendar, year: int) -> Spans:
    """Everything this person works in one UTC year."""
    first, last = micros(datetime(year, 1, 1, tzinfo=UTC)), micros(datetime(year + 1, 1, 1, tzinfo=UTC))
    found: list[tuple[int, int]] = []
    day = date(year - 1, 12, 30)  # a night may begin on the day before, and no zone is over a day from UTC
    while day <= date(year + 1, 1, 2):
        if calendar.works_on(day):
            for hours in calendar.week[day.weekday()]:
                found += _on_the_wall(calendar.zone, day, hours, year)
        day += timedelta(days=1)
    starts, ends, before, total = [], [], [], 0
    for start, end in _joined(found):
        start, end = max(start, first), min(end, last)
        if start < end:
            starts.append(start)
            ends.append(end)
            before.append(total)
            total += end - start
    return Spans(tuple(starts), tuple(ends), tuple(before), total)


def _joined(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, and no moment twice: a late shift may reach into the hours of the next day."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _on_the_wall(zone_name: str, day: date, hours: Hours, year: int) -> list[tuple[int, int]]:
    """The moments at which the wall clock shows a time within these hours: one span, and on the odd nights of the year
    two (an hour shown twice), a shorter one, or none (a day that a country skipped)."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    opens, closes = midnight + timedelta(minutes=hours[0]), midnight + timedelta(minutes=hours[1])
    found = []
    for since, until, offset in _offsets(zone_name, year):
        start, end = max(opens - offset, since), min(closes - offset, until)
        if start < end:
            found.append((micros(start), micros(end)))
    return found


@lru_cache(maxsize=1024)
def _offsets(zone_name: str, year: int) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """What a zone's clocks are ahead of UTC in a year and a little around it: from, to, by how much."""
    tz = zone(zone_name)
    begin, end = datetime(year - 1, 12, 28, tzinfo=UTC), datetime(year + 1, 1, 6, tzinfo=UTC)
    found, since = [], begin
    at, offset = begin, _offset(tz, begin)
    while at < end:
        ahead = min(at + _LOOK, end)
        if _offset(tz, ahead) != offset:
            change = _change(tz, at, ahead, offset)
            found.append((since, change, offset))
            since, offset = change, _offset(tz, ahead)
        at = ahead
    return (*found, (since, end, offset))


def _offset(tz: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(tz).utcoffset() or timedelta()


def _change(tz: ZoneInfo, before: datetime, after: datetime, offset: timedelta) -> datetime:
    """The second at which the offset stops being `offset`."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _offset(tz, middle) == offset:
            before = middle
        else:
            after = middle
    return after
