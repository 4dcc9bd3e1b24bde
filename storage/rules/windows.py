"""Windows: the moments of a working day at which a person is told what waits on them, in order."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from storage.rules.calendars import Calendar
from storage.rules.working_time import is_open

_SEARCH_DAYS = 800  # longer than any leave


def windows_from(calendar: Calendar, moment: datetime, *, inclusive: bool = False) -> datetime:
    """The first window after `moment` (or at it, when `inclusive`) that opens while the person works; UTC.

    Raises ValueError for a calendar without a working day in the next two years, or without windows.
    """
    day = moment.astimezone(calendar.tz).date()
    for _ in range(_SEARCH_DAYS):
        for at in calendar.windows:
            window = datetime.combine(day, at, calendar.tz).astimezone(UTC)
            if (window > moment or (inclusive and window == moment)) and is_open(calendar, window):
                return window
        day += timedelta(days=1)
    raise ValueError("a calendar whose windows never open")


def windows_on(calendar: Calendar, day: date) -> list[time]:
    """The times of that local day at which the person is told what waits; none while they do not work then."""
    return [at for at in calendar.windows if is_open(calendar, datetime.combine(day, at, calendar.tz))]


def next_window(calendar: Calendar, moment: datetime) -> datetime:
    """The first window strictly after `moment`."""
    return windows_from(calendar, moment)


def window_at_or_after(calendar: Calendar, moment: datetime) -> datetime:
    """The first window not before `moment`."""
    return windows_from(calendar, moment, inclusive=True)


def last_window_before(calendar: Calendar, moment: datetime) -> datetime:
    """The last window before `moment`: the one that must say what falls due at `moment`, while there is time left."""
    return _windows_back(calendar, moment, inclusive=False)


def window_at_or_before(calendar: Calendar, moment: datetime) -> datetime:
    """The window that `moment` belongs to: a round that comes a few seconds, or hours, late still serves this one."""
    return _windows_back(calendar, moment, inclusive=True)


def _windows_back(calendar: Calendar, moment: datetime, *, inclusive: bool) -> datetime:
    day = moment.astimezone(calendar.tz).date()
    for _ in range(_SEARCH_DAYS):
        for at in reversed(calendar.windows):
            window = datetime.combine(day, at, calendar.tz).astimezone(UTC)
            if (window < moment or (inclusive and window == moment)) and is_open(calendar, window):
                return window
        day -= timedelta(days=1)
    raise ValueError("a calendar whose windows never open")
