"""Interviews: what a mark means, where those who judged alone differ, and when people are told. No score: nothing is
added up, and nobody's place in a list depends on a mark."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Any

from storage.rules.calendars import Calendar
from storage.rules.windows import next_window
from storage.rules.working_time import is_open

MOST_PEOPLE = 6
LENGTHS = (30, 45, 60, 90, 120, 180)  # minutes
USUAL_LENGTH = 60
LONGEST_AHEAD = timedelta(days=365)
BRIEF_BEFORE = timedelta(hours=1)
MARKS = (1, 2, 3, 4)
WHOLE = 0  # the number of the conversation as a whole; must-haves count from 1
FAR_APART = 2  # marks: from here on the debrief begins with it
LONGEST_EVIDENCE = 1500  # characters
COMPARED = 5  # candidates beside each other: what a phone shows


class Recommendation(StrEnum):
    """What an interviewer would do, in words; never a number."""

    STRONG_YES = "strong_yes"
    YES = "yes"
    NO = "no"
    STRONG_NO = "strong_no"


@dataclass(frozen=True)
class Anchors:
    """What the four marks look like for one kind of criterion, what it is about, and a tip to find out."""

    name: str
    means: str
    marks: tuple[str, ...]
    tip: str
    words: re.Pattern[str] | None = None


def _anchors(found: dict[str, Any]) -> Anchors:
    words = found.get("words")
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE) if words else None
    return Anchors(found["name"], found["means"], tuple(found["anchors"]), found["tip"], pattern)


_FILE = tomllib.loads((files("storage.rules") / "anchors.toml").read_text("utf-8"))
SETS = tuple(_anchors(each) for each in _FILE["set"])
AS_A_WHOLE = _anchors(_FILE["whole"])


def anchors(criterion: str | None) -> Anchors:
    """The anchors a criterion is judged by; of the conversation as a whole, where it is None."""
    if criterion is None:
        return AS_A_WHOLE
    return next(each for each in SETS if each.words is None or each.words.search(criterion))


@dataclass(frozen=True)
class Judgement:
    """What one person saw of one criterion: a mark with its evidence, None once that was erased. `criterion` is its
    words, empty for the conversation as a whole."""

    person: str
    criterion: str
    mark: int
    evidence: str | None = field(repr=False)


@dataclass(frozen=True)
class Side:
    """One criterion, and everything said of it in the order in which people were asked."""

    criterion: str
    said: tuple[Judgement, ...]

    @property
    def is_far_apart(self) -> bool:
        marks = [each.mark for each in self.said]
        return max(marks) - min(marks) >= FAR_APART


def side_by_side(said: Iterable[Judgement]) -> list[Side]:
    """What was said, criterion by criterion, in the order in which each was first named."""
    found: dict[str, list[Judgement]] = {}
    for each in said:
        found.setdefault(each.criterion, []).append(each)
    return [Side(criterion, tuple(there)) for criterion, there in found.items()]


def agenda(sides: Sequence[Side]) -> tuple[list[Side], list[Side]]:
    """What a debrief begins with, where people saw things differently; and the rest. Each in the order it came in:
    neither by how far apart, nor by how good."""
    return [each for each in sides if each.is_far_apart], [each for each in sides if not each.is_far_apart]


def uncovered(criteria: int, focus: Iterable[int]) -> list[int]:
    """The numbers of the criteria nobody looks at."""
    covered = set(focus)
    return [number for number in range(1, criteria + 1) if number not in covered]


def tell_at(calendar: Calendar, now: datetime, starts_at: datetime) -> datetime:
    """When somebody hears that they are to interview, that it moved or is off: at once in their working hours, else in
    their next window, and at once all the same where that would be too late for them to come or stay away."""
    window = next_window(calendar, now)
    return now if is_open(calendar, now) or window > starts_at - BRIEF_BEFORE else window
