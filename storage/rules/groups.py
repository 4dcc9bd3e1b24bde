"""Groups: which answers may be summed up for everybody to read, so that nobody's own can be worked out.

Answers fall into cells: one group in one month. A cell with fewer than three people, or one of whom gave more than half
of the answers, goes together with the other such ones of its month; where even those point at somebody they are counted
nowhere. Whatever is shown is made of whole cells, so that no two views, of whatever periods and groups, differ by fewer
than three people's answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar

from storage.rules.digests import is_group
from storage.rules.periods import Period, midnight, whole_months

SETTLED = timedelta(days=2)  # after a month: by then nothing answered in it can be taken back
T = TypeVar("T")


@dataclass(frozen=True)
class Case(Generic[T]):
    """One answer: the month it was given in (its first day), whose group it belongs to, and whose it is."""

    month: date
    group: str
    person: str
    what: T


@dataclass(frozen=True)
class Cell(Generic[T]):
    """What may be shown of one month; `group` is None for the small groups together."""

    month: date
    group: str | None
    cases: tuple[Case[T], ...]


def cells(cases: Iterable[Case[T]]) -> list[Cell[T]]:
    """The cells that may be shown, by month and group; those of small groups together come last in their month."""
    by_month: dict[date, dict[str, list[Case[T]]]] = {}
    for case in cases:
        by_month.setdefault(case.month, {}).setdefault(case.group, []).append(case)
    found = []
    for month, groups in sorted(by_month.items()):
        small: list[Case[T]] = []
        for group, inside in sorted(groups.items()):
            if _is_enough(inside):
                found.append(Cell(month, group, tuple(inside)))
            else:
                small += inside
        if _is_enough(small):
            found.append(Cell(month, None, tuple(small)))
    return found


def _is_enough(cases: list[Case[T]]) -> bool:
    return is_group([case.person for case in cases])


def months(period: Period, now: datetime) -> tuple[date, ...]:
    """The whole months of a period that are over and settled, by their first days. Months are those of UTC: were they
    each reader's own, two readers could compare the hours at their edges."""
    return tuple(month for month in whole_months(period) if midnight(_next(month), "UTC") + SETTLED <= now)


def last_months(number: int, now: datetime) -> Period:
    """The last `number` months that are over and settled."""
    last = (now - SETTLED).astimezone(UTC).date().replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    for _ in range(number - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return Period(first, last)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
