"""The pulse: once a month each of two people who share a role says alone, from 1 to 5, how well they work together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from storage.rules.calendars import zone
from storage.rules.rhythm import local_day

LEAST, MOST = 1, 5
OPEN_FOR = timedelta(days=7)  # from when the later of the two is asked
SETTLED = timedelta(days=14)  # two who have only just met have nothing to say yet
AGAIN = timedelta(days=1)  # where it cannot begin, it is looked at again
TREND = 12  # months shown


class State(StrEnum):
    """Where a month stands for one of the two."""

    OPEN = "open"
    IN = "in"  # theirs is in, the other's is not
    SHOWN = "shown"
    OVER = "over"  # a week went by without both


def month_at(zones: Iterable[str], moment: datetime) -> date:
    """The first day of the month it is for both of them: where one has the first already, and the other still the last,
    that is the old one."""
    return min(local_day(each, moment) for each in zones).replace(day=1)


def begins(zones: Iterable[str], month: date) -> datetime:
    """When that month has begun for both of them; UTC."""
    return max(datetime.combine(month, time(), zone(each)).astimezone(UTC) for each in zones)


def following(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def first(zones: Iterable[str], since: datetime) -> datetime:
    """When the first pulse of two who share a role since then may begin: the first month that finds them settled."""
    both = list(zones)
    return begins(both, following(month_at(both, since + SETTLED)))
