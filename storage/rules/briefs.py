"""The brief: its sections, how many must-haves it bears, and on which days a first shortlist can be due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum, auto

from storage.rules.calendars import Calendar
from storage.rules.rhythm import local_day
from storage.rules.working_time import closing

MOST_MUST_HAVES = 5  # more than that is a wish list
OBJECT_FOR = timedelta(days=1)  # of the wall clock, and shown
_FURTHEST = timedelta(days=365)
_BULLETS = "-–—•*·"


class Section(StrEnum):
    """What the words of a brief are about, in the order in which they are read. Who answers for which of them:
    rules/chapters.py."""

    WHY = "why"
    COST = "cost"
    UNUSUAL = "unusual"
    LAST_TIME = "last_time"
    IN_MIND = "in_mind"
    SKILLS = "skills"
    BREADTH = "breadth"
    OUTCOMES = "outcomes"
    YEAR = "year"
    OUTSTANDING = "outstanding"
    MUST_HAVES = "must_haves"
    TESTED = "tested"  # read from the criteria, never typed as one text
    NICE = "nice"
    LEARNABLE = "learnable"
    DISQUALIFIERS = "disqualifiers"
    TRADE_OFFS = "trade_offs"
    LEVEL = "level"
    PAY = "pay"
    SUPPLY = "supply"
    PAY_ELSEWHERE = "pay_elsewhere"
    TIME_TO_FILL = "time_to_fill"
    FEASIBILITY = "feasibility"
    COMPANIES = "companies"
    CHANNELS = "channels"
    ROUNDS = "rounds"
    COVERS = "covers"
    EVIDENCE = "evidence"
    DECIDER = "decider"
    APPROVERS = "approvers"
    JOIN = "join"
    DOWNSIDES = "downsides"
    JURISDICTION = "jurisdiction"
    KNOCK_OUTS = "knock_outs"
    ACCOMMODATION = "accommodation"


# What a change of needs both signatures again (product, *Signing*), by section; all else holds at once.
_SIGNED_AGAIN = frozenset(
    {
        Section.OUTCOMES,
        Section.YEAR,
        Section.OUTSTANDING,
        Section.MUST_HAVES,
        Section.TESTED,
        Section.NICE,
        Section.LEARNABLE,
        Section.DISQUALIFIERS,
        Section.TRADE_OFFS,
        Section.LEVEL,
        Section.PAY,
    }
)


class WrongDay(StrEnum):
    """Why a first shortlist cannot be due on some day."""

    OVER = auto()
    TOO_FAR = auto()
    NOT_WORKED = auto()


def must_haves(text: str) -> list[str]:
    """One criterion a line, as typed, without bullets and empty lines; the same one twice counts once."""
    lines = (" ".join(line.strip().lstrip(_BULLETS).split()) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[Section]:
    """The sections whose words are others now, in reading order."""
    return [section for section in Section if before.get(section, "") != after.get(section, "")]


def needs_both(what: Iterable[str]) -> bool:
    """Whether a change of these sections holds only once both have signed it."""
    return not _SIGNED_AGAIN.isdisjoint(what)


def wrong_day(calendar: Calendar, day: date, at: datetime) -> WrongDay | None:
    """Why a first shortlist cannot be due on that local day of the recruiter's; None where it can. Today will do while
    its working hours last."""
    today = local_day(calendar.zone, at)
    if day < today:
        return WrongDay.OVER
    if day > today + _FURTHEST:
        return WrongDay.TOO_FAR
    if not calendar.works_on(day):
        return WrongDay.NOT_WORKED
    return WrongDay.OVER if end_of(calendar, day) <= at else None


def end_of(calendar: Calendar, day: date) -> datetime:
    """When the work of a local day ends that is worked; UTC. ValueError for one that never is."""
    closes = max((closes for _, closes in calendar.week[day.weekday()]), default=0)
    wall = datetime.combine(day, time(), calendar.tz) + timedelta(minutes=closes)
    return closing(calendar, wall.astimezone(UTC))
