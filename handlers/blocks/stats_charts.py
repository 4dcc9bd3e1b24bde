"""Stats as pictures: one to a view, made of the very figures that stand beside it in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.blocks.text import day
from handlers.charts import Picture
from handlers.charts.bars import Bars
from handlers.charts.lines import Line, Lines
from handlers.figures import HOLDERS, SIDES, Figure, hours
from storage.rules.measures import Measure
from storage.rules.periods import Period

if TYPE_CHECKING:
    from storage.stats import Personal

_LEAST = 2  # points: one alone shows nothing that its number does not


def personal(found: Personal) -> Picture | None:
    """One's own medians week by week (or month by month) against what was promised."""
    if sum(part.number > 0 for part in found.parts) < _LEAST:
        return None
    medians = tuple(hours(part.median) for part in found.parts)
    promised = tuple(hours(part.promised) for part in found.parts)
    levels = {each for each in promised if each is not None}
    lines = (
        (Line("median answer", medians),)
        if len(levels) == 1
        else (Line("median answer", medians), Line("promised", promised))
    )
    each = "week" if found.period.is_by_weeks else "month"
    when = tuple(moment(part.period, by_weeks=found.period.is_by_weeks) for part in found.parts)
    chart = Lines(
        f"My answers by {each}, in working hours", when, lines, "h", levels.pop() if len(levels) == 1 else None
    )
    return Picture(chart, "my-response-times")


def moment(period: Period, *, by_weeks: bool) -> str:
    """*26 Oct*, the day a week begins, or *Oct 2026*."""
    return day(period.first, weekday=False) if by_weeks else f"{period.first:%b %Y}"


def role(figures: list[Figure], key: str) -> Picture | None:
    """Whose ball, in working hours."""
    balls = [each for each in figures if each.measure is Measure.BALL]
    numbers = tuple(int(each.value or 0) for each in balls)
    if not any(numbers):
        return None
    steps = tuple(HOLDERS[holder] for holder in HOLDERS)
    return Picture(Bars(f"{key}: whose ball, in working hours", steps, numbers), "whose-ball")


def everybody(figures: list[Figure]) -> Picture | None:
    """Each side's medians month by month, over the groups that are shown."""
    by_side = {side: [each for each in figures if each.is_part and each.about == name] for side, name in SIDES.items()}
    lines = tuple(
        Line(SIDES[side], tuple(each.value for each in parts))
        for side, parts in by_side.items()
        if any(p.cases for p in parts)
    )
    if (
        not lines
        or sum(any(line.values[at] is not None for line in lines) for at in range(len(lines[0].values))) < _LEAST
    ):
        return None
    months = next(iter(by_side.values()))
    when = tuple(moment(each.period, by_weeks=False) for each in months)
    return Picture(Lines("Median answers by month, in working hours", when, lines, "h"), "response-times")
