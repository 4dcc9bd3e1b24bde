"""The report: what a month came to, and whether its targets were met; pure sums over what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean

from bot.scheduler import EVERY
from storage.asks import Ask
from storage.measures import ResponseTimes, summary
from storage.rules.promises import Kind
from storage.rules.rhythm import local_day
from storage.rules.working_time import HOUR
from tests.benchmarks.figures import Figure
from tests.simulation.month import Month
from tests.simulation.watch import MOST_A_DAY, Fault, Message


@dataclass(frozen=True)
class Sum:
    """Asks of one kind, or of all: how each ended, those that missed their time (late, lapsed, or still open past it),
    and the waiting of the answered ones."""

    number: int
    lapsed: int
    cancelled: int
    open: int
    missed: int
    times: ResponseTimes

    @property
    def in_time(self) -> float | None:
        """The share answered in time, of those whose time came or that were answered before; None without any."""
        counted = self.times.within + self.missed
        return self.times.within / counted if counted else None


def summed(asks: Sequence[Ask], at: datetime) -> Sum:
    """Sums up asks as they stood at `at`."""
    states = [ask.state for ask in asks]
    times = summary([ask for ask in asks if ask.state == "answered"])
    overdue = sum(1 for ask in asks if ask.is_open and ask.due_at <= at)
    missed = times.number - times.within + states.count("lapsed") + overdue
    return Sum(len(asks), states.count("lapsed"), states.count("cancelled"), states.count("open"), missed, times)


def by_kind(asks: Sequence[Ask], at: datetime) -> dict[Kind, Sum]:
    """The kinds that came up, in the order of the product's table."""
    sums = {kind: summed([ask for ask in asks if ask.kind is kind], at) for kind in Kind}
    return {kind: found for kind, found in sums.items() if found.number}


def a_day(month: Month) -> list[int]:
    """The messages of each working day of each person who is still here, and of any other day that brought some."""
    found = []
    for who, calendar in month.calendars.items():
        for day in range(month.script.days):
            date = local_day(calendar.zone, month.script.starts + timedelta(days=day, hours=12))
            if (number := month.watch.a_day[who, date]) or calendar.works_on(date):
                found.append(number)
    return found


def percentile(numbers: Iterable[int], hundredths: int) -> int:
    """The nearest rank: the smallest of the numbers that so many in a hundred do not exceed; 0 without any."""
    ordered = sorted(numbers)
    return ordered[-(-len(ordered) * hundredths // 100) - 1] if ordered else 0


def blind(asks: Sequence[Ask], messages: Iterable[Message]) -> int:
    """The messages of a system that sends one for each ask when it opens, each rung it reaches, each time it is said
    again, and each person it escalates to."""
    highest: dict[int, int] = {}
    others = 0
    for line in (line for message in messages for line in message.lines):
        if line.is_mine and not line.again:
            highest[line.ask] = max(line.rung, highest.get(line.ask, 0))
        else:
            others += 1
    return sum(highest.get(ask.id, 1) for ask in asks) + others


def figures(month: Month) -> list[Figure]:
    """Every line of the report; those without a target are there to be read."""
    watch, every = month.watch, summed(month.asks, month.script.ends)
    days, lines = a_day(month), [len(message.lines) for message in watch.messages]
    loud, quiet = blind(month.asks, watch.messages), len(watch.messages)
    most = max(watch.a_day.values(), default=0)
    slowest = max(watch.delays.values(), default=0.0)
    missed = len(watch.faults[Fault.MISSED])
    return [
        _told("asks · answered in time", f"{every.number:,} · {share(every.in_time)}"),
        _told("still open at the end · past due", f"{every.open} · {_overdue(month)}"),
        _told("gathered messages · lines in one, mean", f"{quiet:,} · {mean(lines or [0]):.1f}"),
        _told("a message for each ask and rung would make", f"{loud:,} (× {loud / max(quiet, 1):.1f})"),
        _told("messages per person and working day, mean", f"{mean(days or [0]):.2f}"),
        _told("… 95th percentile", str(percentile(days, 95))),
        Figure("… most on anybody's local day", str(most), f"≤ {MOST_A_DAY}", most <= MOST_A_DAY),
        _told("working days without any", share(days.count(0) / len(days) if days else None)),
        _told("escalations and lapses: due · done", f"{len(watch.delays) + missed} · {len(watch.delays)}"),
        Figure("… longest wait for a round", f"{slowest:.2f} s", f"≤ {EVERY.seconds} s", slowest <= EVERY.seconds),
        *(Figure(fault.value, str(len(watch.faults[fault])), "0", not watch.faults[fault]) for fault in Fault),
    ]


def hours(seconds: int | None) -> str:
    return "–" if seconds is None else f"{seconds / HOUR:.1f}"


def _told(what: str, found: str) -> Figure:
    return Figure(what, found, "", True)


def share(part: float | None) -> str:
    return "–" if part is None else f"{part:.0%}"


def _overdue(month: Month) -> int:
    return sum(1 for ask in month.asks if ask.is_open and ask.due_at <= month.script.ends)
