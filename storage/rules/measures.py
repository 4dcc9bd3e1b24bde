"""What is measured, and how: the one table that every view, explanation and export reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median as middle

LEAST_FOR_NINETIETH = 5  # answers, before a percentile says anything


class View(StrEnum):
    """Whose figures: one's own, those of a requisition of one's own, or those of everybody, in groups."""

    ME = "me"
    ROLE = "role"
    ALL = "workspace"


class Measure(StrEnum):
    """The keys stand in exports and never change."""

    ANSWERS = "answers"
    MEDIAN = "median_answer"
    NINETIETH = "ninetieth_percentile"
    WITHIN = "within_promise"
    BALL = "ball_hours"
    STAGE = "time_in_stage"
    TO_INTERVIEW = "submission_to_interview"
    LATE = "late_rejections"
    SHORTLIST = "time_to_first_shortlist"
    FILL = "time_to_fill"
    WAITING = "candidates_waiting"


@dataclass(frozen=True)
class Definition:
    """How a measure is called, in what it is given, and how it is counted."""

    name: str
    unit: str
    counted: str


HOURS, DAYS, PERCENT, NUMBER = "working hours", "days", "percent", ""

DEFINITIONS: dict[Measure, Definition] = {
    Measure.ANSWERS: Definition(
        "Answers",
        NUMBER,
        "Asks that were answered in the period by whoever owed them. An answer given in somebody's place counts for "
        "nobody, since part of the waiting was another's. An answer taken back does not count until it is given again.",
    ),
    Measure.MEDIAN: Definition(
        "Median answer",
        HOURS,
        "Half of the answers took this long or less: from the moment somebody was asked to their answer, in their own "
        "working hours. Nights, weekends, public holidays and days away cost nothing, nor does the time in which a "
        "question to the other side or a hold was open. Whoever takes an ask over begins on a fresh clock; an answer "
        "that was taken back goes on with the same one.",
    ),
    Measure.NINETIETH: Definition(
        "Nine in ten within",
        HOURS,
        f"The shortest time that nine in ten answers kept to. Said from {LEAST_FOR_NINETIETH} answers on.",
    ),
    Measure.WITHIN: Definition(
        "Within promise",
        PERCENT,
        "Answers that took no longer than was promised when they were asked for, of all answers. Half a working day "
        "that was added because a question came back late belongs to the promise.",
    ),
    Measure.BALL: Definition(
        "Whose ball",
        HOURS,
        "Working hours in which each side had the ball, over all candidates, in the hours of whoever holds that side "
        "now; what waited on a candidate or on nobody, in the recruiter's. Holds are nobody's.",
    ),
    Measure.STAGE: Definition(
        "Time in each stage",
        HOURS,
        "The median over candidates who left the stage in the period, from entering to leaving it, in the recruiter's "
        "working hours, whoever had the ball and holds included. The time between an end and its being taken back does "
        "not count.",
    ),
    Measure.TO_INTERVIEW: Definition(
        "Put forward to interview",
        DAYS,
        "The median over candidates whose first interview began in the period: days from being put forward to that "
        "interview, nights and weekends included.",
    ),
    Measure.LATE: Definition(
        "Late rejections",
        PERCENT,
        "Rejections made after the interviews, of all rejections decided in the period. Those taken back do not count.",
    ),
    Measure.SHORTLIST: Definition(
        "Time to first shortlist",
        DAYS,
        "Whole days from opening the role to the first candidate put forward, where that lies in the period.",
    ),
    Measure.FILL: Definition(
        "Time to fill",
        DAYS,
        "Whole days from opening the role to its closing as filled, where that lies in the period. Holds count; a role "
        "that was reopened goes on from its first day.",
    ),
    Measure.WAITING: Definition(
        "Candidates' waiting",
        DAYS,
        "The median over candidates in play: days within the period in which the ball was not theirs. Nights, weekends "
        "and holds count, for a candidate's wait never pauses.",
    ),
}

_TIMES = (Measure.ANSWERS, Measure.MEDIAN, Measure.NINETIETH, Measure.WITHIN)
IN_VIEW: dict[View, tuple[Measure, ...]] = {
    View.ME: _TIMES,
    View.ROLE: (
        Measure.BALL,
        Measure.STAGE,
        Measure.TO_INTERVIEW,
        Measure.LATE,
        Measure.SHORTLIST,
        Measure.FILL,
        Measure.WAITING,
    ),
    View.ALL: _TIMES,
}
# On a role a side is one person, so with personal timing off only what candidates live through is left.
WITHOUT_TIMING = (Measure.STAGE, Measure.WAITING)


@dataclass(frozen=True)
class Spread:
    """Of how many cases, and their median and longest; both None where there are none."""

    number: int
    median: float | None = None
    most: float | None = None


NO_CASES = Spread(0)


def spread(values: Sequence[float]) -> Spread:
    return Spread(len(values), middle(values), max(values)) if values else Spread(0)
