"""Journeys: a search week by week, replayed from what happened: who stood where, and what was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Protocol

from storage.rules.decisions import CONSEQUENCES, DEBRIEF, REVIEW, Verdict

STAGES = (REVIEW, "interview", DEBRIEF, "offer")  # in play, in the order of the pipeline
MOST_POINTS = 10  # of a picture: a longer search is looked at every second week, or third
_WEEK = timedelta(days=7)
_OUT = "out"


class Happened(Protocol):
    """What is read of an entry of the timeline."""

    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def submission_id(self) -> int | None: ...
    @property
    def facts(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Point:
    """One stretch of weeks: the Monday it begins with, how many stood in each of STAGES when it ended, and how many
    were decided on in it, by a yes or a no that was not taken back."""

    begins: date
    stages: tuple[int, ...]
    yes: int
    no: int


@dataclass(frozen=True)
class Journey:
    """A search from opening to closing, in stretches of so many `weeks`. `offers` were made, `hired` said yes."""

    days: int
    weeks: int
    points: tuple[Point, ...]
    profiles: int
    interviews: int
    offers: int
    hired: int
    yes: int
    no: int


@dataclass
class _Replay:
    """Where everybody stands while the entries are read, with the way each came."""

    ways: dict[int, list[str]] = field(default_factory=dict)
    decided: dict[int, tuple[datetime, Verdict]] = field(default_factory=dict)
    interviews: set[int] = field(default_factory=set)
    counted: Counter[str] = field(default_factory=Counter)

    def standing(self) -> tuple[int, ...]:
        now = Counter(way[-1] for way in self.ways.values())
        return tuple(now[stage] for stage in STAGES)

    def read(self, entry: Happened) -> None:
        kind, who, facts = entry.kind, entry.submission_id, entry.facts
        if kind == "closed":
            for way in self.ways.values():
                if way[-1] in STAGES:
                    way.append(_OUT)
        if who is None:
            return
        way = self.ways.setdefault(who, [])
        verdict = kind.removeprefix("recorded_")
        if kind in ("posted", "came_back"):
            way.append(REVIEW)
        elif not way:
            return
        elif verdict in tuple(Verdict):
            by = CONSEQUENCES.get(way[-1])
            self.decided[int(facts.get("decision", -len(self.decided) - 1))] = (entry.at, Verdict(verdict))
            way.append(by[Verdict(verdict)].stage if by else way[-1])
        elif kind == "undone":
            self.decided.pop(int(facts.get("decision", 0)), None)
            _back(way)
        elif kind == "goes_on":
            _back(way)
        elif kind == "moved":
            way.append(str(facts.get("to", way[-1])))
        elif kind == "debrief":
            way.append(DEBRIEF)
        elif kind == "interview_planned":
            self.counted["interviews"] += 1
        elif kind == "interview_cancelled":
            self.counted["interviews"] -= 1
        elif kind == "offer_made":
            self.counted["offers"] += 1
        elif kind == "offer_accepted":
            way.append("hired")
        elif kind == "offer_undone":
            way.append("offer")
        elif kind in ("withdrawn", "offer_declined") or (kind == "forgotten" and way[-1] in STAGES):
            way.append(_OUT)


def _back(way: list[str]) -> None:
    if len(way) > 1:
        way.pop()


def journey(
    happened: Sequence[Happened], opened: datetime, closed: datetime, tz: tzinfo, *, hired: int | None = None
) -> Journey:
    """The search as the entries up to `closed` tell it, in weeks of that zone. `hired`: how many the closing itself
    hired, which no entry says of anybody."""
    replay, points = _Replay(), []
    entries = sorted((entry for entry in happened if entry.at <= closed), key=lambda entry: entry.at)
    first = _monday(opened, tz)
    weeks = (_monday(closed, tz) - first) // _WEEK + 1
    step = -(-weeks // MOST_POINTS)
    ends = [first + _WEEK * (n + step) for n in range(0, weeks, step)]
    left = list(entries)
    for end in ends:
        while left and left[0].at.astimezone(tz).date() < end:
            entry = left.pop(0)
            if entry.kind == "closed" and entry.at == closed:
                break  # as it stood before everybody's search ended with the role
            replay.read(entry)
        points.append((end, replay.standing()))
    spans = list(zip([first, *ends], ends, strict=False))
    decided = list(replay.decided.values())
    return Journey(
        (closed - opened).days,
        step,
        tuple(
            Point(begins, stages, *_counts(decided, begins, end, tz))
            for (begins, end), (_, stages) in zip(spans, points, strict=True)
        ),
        sum(1 for way in replay.ways.values() if way),
        max(replay.counted["interviews"], 0),
        replay.counted["offers"],
        hired if hired is not None else sum(1 for way in replay.ways.values() if way and way[-1] == "hired"),
        sum(1 for _, verdict in decided if verdict is Verdict.APPROVE),
        sum(1 for _, verdict in decided if verdict is Verdict.REJECT),
    )


def _counts(decided: Iterable[tuple[datetime, Verdict]], begins: date, end: date, tz: tzinfo) -> tuple[int, int]:
    within = [verdict for at, verdict in decided if begins <= at.astimezone(tz).date() < end]
    return within.count(Verdict.APPROVE), within.count(Verdict.REJECT)


def _monday(moment: datetime, tz: tzinfo) -> date:
    day = moment.astimezone(tz).date()
    return day - timedelta(days=day.weekday())
