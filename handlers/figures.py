"""Figures: what was measured as rows of numbers, rounded once, for words, pictures and exports alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from storage.rules.balls import Holder
from storage.rules.measures import LEAST_FOR_NINETIETH, WITHOUT_TIMING, Measure, Spread
from storage.rules.periods import Period
from storage.rules.rights import Role
from storage.rules.working_time import HOUR

if TYPE_CHECKING:
    from storage.measures import ResponseTimes
    from storage.role_stats import RoleStats
    from storage.stats import Everybody, Part, Personal

SIDES = {Role.MANAGER: "hiring managers", Role.RECRUITER: "recruiters"}
HOLDERS = {
    Holder.MANAGER: "hiring manager's side",
    Holder.RECRUITER: "recruiter's side",
    Holder.INTERVIEWERS: "interviewers",
    Holder.CANDIDATE: "candidates",
    Holder.NOBODY: "nobody",
}
OTHERS, UNNAMED = "other departments together", "no department named"


@dataclass(frozen=True)
class Figure:
    """One number. `about` says of what it is one (a side, a stage, a group), empty where it is of the whole view;
    `value` is in the unit of its measure (rules/measures.py), None where there were no cases; `hits` of `cases` are
    behind a share, `most` is the longest. `is_part`: of a week or a month of the period."""

    measure: Measure
    about: str
    period: Period
    cases: int
    value: float | None
    hits: int | None = None
    most: float | None = None
    is_part: bool = False


def hours(seconds: float | None) -> float | None:
    """Working hours, to a tenth."""
    return None if seconds is None else round(seconds / HOUR, 1)


def of_times(times: ResponseTimes, period: Period, about: str = "") -> list[Figure]:
    """Number, median, 90th percentile and share within promise."""
    number = times.number
    ninetieth = hours(times.ninetieth) if number >= LEAST_FOR_NINETIETH else None
    share = round(100 * times.within / number) if number else None
    return [
        Figure(Measure.ANSWERS, about, period, number, number),
        Figure(Measure.MEDIAN, about, period, number, hours(times.median)),
        Figure(Measure.NINETIETH, about, period, number, ninetieth),
        Figure(Measure.WITHIN, about, period, number, share, times.within),
    ]


def personal(found: Personal) -> list[Figure]:
    """One's own: of the period, and of its weeks or months."""
    return [*of_times(found.times, found.period), *(_part(each) for each in found.parts)]


def _part(part: Part) -> Figure:
    return Figure(Measure.MEDIAN, "", part.period, part.number, hours(part.median), is_part=True)


def role(found: RoleStats) -> list[Figure]:
    """Those of a requisition; what is not counted here is not among them."""
    period = found.period
    figures = [
        Figure(Measure.BALL, HOLDERS[holder], period, found.candidates, round(found.hours.get(holder, 0) / HOUR))
        for holder in Holder
    ]
    figures += [_spread(Measure.STAGE, stage, period, each, HOUR) for stage, each in found.stages.items()]
    figures.append(_spread(Measure.TO_INTERVIEW, "", period, found.to_interview))
    share = round(100 * found.late / found.rejected) if found.rejected else None
    figures.append(Figure(Measure.LATE, "", period, found.rejected, share, found.late))
    for measure, days in ((Measure.SHORTLIST, found.shortlist), (Measure.FILL, found.filled)):
        figures.append(Figure(measure, "", period, int(days is not None), days))
    figures.append(_spread(Measure.WAITING, "", period, found.waiting))
    return [each for each in figures if found.is_timed or each.measure in WITHOUT_TIMING]


def _spread(measure: Measure, about: str, period: Period, found: Spread, unit: float = 1) -> Figure:
    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value / unit, 1)

    return Figure(measure, about, period, found.number, rounded(found.median), most=rounded(found.most))


def everybody(found: Everybody) -> list[Figure]:
    """Those of each group, over all the months together, and each side's medians month by month."""
    if not found.months:
        return []
    period = Period(found.months[0], last_day(found.months[-1]))
    figures = []
    for group in found.groups:
        figures += of_times(group.times, period, group_name(group.department, group.side))
    for side, by_month in found.by_month.items():
        for month, (number, median) in zip(found.months, by_month, strict=True):
            part = Period(month, last_day(month))
            figures.append(Figure(Measure.MEDIAN, SIDES[side], part, number, hours(median), is_part=True))
    return figures


def group_name(department: str | None, side: Role) -> str:
    """*Data · hiring managers*: what somebody typed, and a side."""
    return f"{OTHERS if department is None else department or UNNAMED} · {SIDES[side]}"


def last_day(month: date) -> date:
    """The last day of the month that begins on this one."""
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
