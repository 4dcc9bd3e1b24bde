"""Stays: how long a candidate was in a stage, from entering to leaving it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Staged:
    """From when to when a candidate was in a stage; `until` is None while it goes on."""

    stage: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Stay:
    """One stay in a stage. `spans` are the times it consists of: several where an end was taken back in between."""

    stage: str
    spans: tuple[tuple[datetime, datetime | None], ...]

    @property
    def ended_at(self) -> datetime | None:
        return self.spans[-1][1]


def stays(course: Iterable[Staged]) -> list[Stay]:
    """The stays of one candidate's course, in order. What lies between an end and its being taken back is part of none,
    and a candidate who is back in the stage they had left goes on with that stay."""
    found: list[Stay] = []
    for each in course:
        span = (each.since, each.until)
        if found and found[-1].stage == each.stage:
            found[-1] = Stay(each.stage, (*found[-1].spans, span))
        else:
            found.append(Stay(each.stage, (span,)))
    return found
