"""Deadlines: when whoever owes a decision is told that the candidate has another offer to answer. Source: the product's
list of what comes outside windows, and there in working time only."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from storage.rules.calendars import Calendar
from storage.rules.working_time import before, between, opening

LONGEST_AHEAD = timedelta(days=365)


def tell_at(calendar: Calendar, answers_by: date, at: datetime) -> datetime | None:
    """When the owner of an open ask is told that the candidate answers another offer by that day; UTC, never before
    `at`, and always while the owner works.

    While one working day of the owner is left before their own local end of that day, or at once where that is over.
    None where they do not work again before the day is over: nothing can be said in time.

    Where the promise falls due long before the deadline this moment stays as it is: an ask answered as promised is no
    longer open by then and nothing is said, and one that is late by then is just what the message is for.
    """
    ends = datetime.combine(answers_by + timedelta(days=1), time(), calendar.tz).astimezone(UTC)
    left = between(calendar, at, ends)
    if left > calendar.day:
        return before(calendar, ends, calendar.day)
    return opening(calendar, at) if left else None
