"""Whose ball: every moment of a submission's life belongs to one side. Source: the product's *Whose ball*."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from storage.rules.calendars import Calendar
from storage.rules.working_time import between


class Holder(StrEnum):
    """A side, not a person: a stand-in holds the ball for the side they stand in for."""

    MANAGER = "manager"
    RECRUITER = "recruiter"
    INTERVIEWERS = "interviewers"
    CANDIDATE = "candidate"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Stretch:
    """From when to when one side had the ball; `until` is None while it still does."""

    holder: Holder
    since: datetime
    until: datetime | None


# Stage → who has the ball there while nothing says otherwise. Approved and nothing booked: the recruiter.
_BY_STAGE = {
    "review": Holder.MANAGER,
    "interview": Holder.RECRUITER,
    "debrief": Holder.MANAGER,
    "offer": Holder.CANDIDATE,
}


def holder(stage: str, paused_for: str | None = None) -> Holder:
    """Who has the ball on a submission in play: a question hands it to the recruiter, a hold to nobody."""
    if paused_for == "question":
        return Holder.RECRUITER
    if paused_for == "hold":
        return Holder.NOBODY
    return _BY_STAGE[stage]


def is_partition(stretches: list[Stretch], begin: datetime, end: datetime | None) -> bool:
    """Whether these stretches, in order, cover the time from `begin` to `end` (None: still going on) without a gap and
    without an overlap."""
    if not stretches or stretches[0].since != begin or stretches[-1].until != end:
        return False
    pairs = pairwise(stretches)
    in_order = all(s.until is None or s.since <= s.until for s in stretches)
    return in_order and all(one.until == other.since for one, other in pairs)


def elapsed(stretches: Iterable[Stretch], now: datetime) -> dict[Holder, int]:
    """Seconds of elapsed time by side: their sum is all the time that went by."""
    total: dict[Holder, int] = {}
    for stretch in stretches:
        seconds = int(((stretch.until or now) - stretch.since).total_seconds())
        total[stretch.holder] = total.get(stretch.holder, 0) + max(seconds, 0)
    return total


def worked(stretches: Iterable[Stretch], calendars: Mapping[Holder, Calendar], now: datetime) -> dict[Holder, int]:
    """Working seconds by side, each in its own calendar: what a weekend or a holiday takes is nobody's fault."""
    total: dict[Holder, int] = {}
    for stretch in stretches:
        seconds = between(calendars[stretch.holder], stretch.since, stretch.until or now)
        total[stretch.holder] = total.get(stretch.holder, 0) + seconds
    return total
