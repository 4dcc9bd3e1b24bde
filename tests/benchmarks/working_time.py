"""The fair clock: a hundred thousand due times, beside the same reckoned day by day."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from time import perf_counter

from storage.rules.calendars import Calendar
from storage.rules.working_time import HOUR, after
from tests.benchmarks.figures import Figure, ratio

MANY = 100_000
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago")


def day_by_day(calendar: Calendar, start: datetime, seconds: int) -> datetime:
    """The plain way: walk over the days and take what each has to give."""
    day, left = start.astimezone(calendar.tz).date(), float(seconds)
    while True:
        if day.weekday() < 5:
            opens = datetime.combine(day, time(9), calendar.tz).astimezone(UTC)
            closes = datetime.combine(day, time(17), calendar.tz).astimezone(UTC)
            begin = max(opens, start)
            here = (closes - begin).total_seconds()
            if here >= left:
                return begin + timedelta(seconds=left)
            left -= max(here, 0)
        day += timedelta(days=1)


def measure() -> list[Figure]:
    chance = random.Random(1)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    cases = [
        (Calendar(chance.choice(ZONES)), first + timedelta(seconds=chance.randrange(365 * 86400)), 24 * HOUR)
        for _ in range(MANY)
    ]
    few = cases[:5_000]
    assert [after(*case) for case in few] == [day_by_day(*case) for case in few]
    began = perf_counter()
    for case in cases:
        after(*case)
    ours = perf_counter() - began
    began = perf_counter()
    for case in few:
        day_by_day(*case)
    plain = (perf_counter() - began) * MANY / len(few)
    return [ratio(f"+24 working hours, {MANY:,} times ÷ day by day", ours, plain, 0.5)]
