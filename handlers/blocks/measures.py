"""How stats read: one modal with a choice of view and period, the figures in words, and how each of them is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, day, quote
from handlers.charts import Picture
from handlers.figures import Figure
from storage.rules.measures import DAYS, DEFINITIONS, HOURS, IN_VIEW, LEAST_FOR_NINETIETH, Measure, View
from storage.rules.periods import Choice, Period, Wrong

if TYPE_CHECKING:
    from storage.role_stats import Measured

CHOICES = {
    Choice.DAYS_30: "The last 30 days",
    Choice.DAYS_90: "The last 90 days",
    Choice.QUARTER: "This quarter",
    Choice.YEAR: "This year",
    Choice.DATES: "From one day to another",
}
# The field each of these belongs to, and its words.
WRONG = {
    Wrong.MISSING: ("first", "Choose both days."),
    Wrong.BACKWARDS: ("last", "This day comes before the first one. Choose a later one, or an earlier first day."),
    Wrong.FUTURE: ("first", "This day is still to come, so there is nothing to count yet. Choose an earlier one."),
    Wrong.TOO_LONG: ("last", "That is longer than two years. Choose days that lie closer together."),
    Wrong.LONG_AGO: ("first", "Nothing is that old here. Choose a later day."),
}
OFF = (
    "Nobody's own response times are counted here: your workspace has turned that off, and not even you can see your "
    "own. Groups of three people and more, and how long candidates wait, are still counted."
)
OFF_ON_ROLE = (
    "Your workspace has turned off the timing of single people, so only what candidates live through is counted here."
)
READERS = {
    View.ME: "Only you see this.",
    View.ROLE: "Only the two of you who share this role see this.",
    View.ALL: (
        "Whole months that are over, in the order of the alphabet. A group is three people or more, none of whom gave "
        "more than half of the answers; other departments are taken together, or left out where even that would point "
        "at somebody. Confidential roles never count. Every member sees the same."
    ),
}
NO_MONTH = "No whole month of this period is over yet, and groups are counted by whole months. Choose a longer one."
NO_GROUP = "In these months too few people answered to show anything without pointing at somebody."
NOTHING = "Nothing was answered by you in this period, so there is nothing to measure."
EXPORTED = "The figures come as a CSV file, in a direct message to you, in a moment."
EXPORT_FAILED = (
    "Slack did not take the CSV file you asked for, so you do not have it. The same figures stand in `/samepage "
    "stats`; an administrator can check whether Same Page may upload files here."
)
MOST_ROLES = 97  # Slack shows a hundred options
_MOST_GROUPS = 40
_UNIT = {HOURS: "working hour", DAYS: "day"}
_LITTLE = {HOURS: "a few minutes", DAYS: "less than a day"}


@dataclass(frozen=True)
class Chosen:
    """What is chosen in the modal: a view (`me`, `workspace` or a requisition's id), and a period; `first` and `last`
    are what stands in the two day fields."""

    view: str
    choice: Choice
    period: Period
    first: date | None = None
    last: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Shown:
    """What there is to read: lines, the picture, and whether there are figures to explain and export."""

    kind: View
    title: str
    lines: Sequence[str]
    picture: Picture | None = None
    is_counted: bool = True


def modal(chosen: Chosen, roles: Sequence[Measured], shown: Shown, metadata: str) -> Block:
    """The whole modal; `roles` are those the reader is one of the two of."""
    blocks = [
        kit.field(
            "view", "Whose figures", kit.select(_views(chosen, roles), initial=chosen.view), tells=ids.STATS_CHANGE
        ),
        kit.field(
            "period",
            "From when to when",
            kit.select([kit.option(text, each) for each, text in CHOICES.items()], initial=chosen.choice),
            tells=ids.STATS_CHANGE,
        ),
    ]
    if chosen.choice is Choice.DATES:
        blocks += [
            kit.field("first", "First day", _picker(chosen.first)),
            kit.field("last", "Last day", _picker(chosen.last)),
        ]
    blocks += [kit.divider(), kit.section(f"*{quote(shown.title, 200)}*\n{in_words(chosen.period)}")]
    if chosen.note:
        blocks.append(kit.context(chosen.note))
    blocks += [kit.section(line) for line in shown.lines]
    if shown.picture is not None:
        blocks.append(kit.image(shown.picture))
    if shown.is_counted:
        key = value(chosen)
        blocks.append(
            kit.actions(
                kit.button("How is this counted?", ids.STATS_COUNTED, shown.kind),
                kit.button("Export as CSV", ids.STATS_EXPORT, key),
            )
        )
    blocks.append(kit.context(READERS[shown.kind]))
    return kit.modal(ids.VIEW_STATS, "Stats", blocks, submit="Show", close="Close", metadata=metadata)


def _views(chosen: Chosen, roles: Sequence[Measured]) -> list[Block]:
    named = [kit.option(f"{role.key} {role.title}", str(role.id)) for role in roles]
    return [kit.option("Me", View.ME), *named, kit.option("The workspace, in groups", View.ALL)]


def _picker(initial: date | None) -> Block:
    element: Block = {"type": "datepicker", "placeholder": kit.plain("Choose a day")}
    return element | ({"initial_date": initial.isoformat()} if initial else {})


def value(chosen: Chosen) -> str:
    """What a button carries of what is shown: looked up again with the person's rights, whatever it says."""
    return f"{chosen.view}:{chosen.period.first}:{chosen.period.last}"


def in_words(period: Period) -> str:
    """*Mon 26 Oct – Tue 24 Nov 2026*"""
    begin = f"{day(period.first)} {period.first.year}" if period.first.year != period.last.year else day(period.first)
    return f"{begin} – {day(period.last)} {period.last.year}"


def export_said(shown: Shown, period: Period) -> str:
    """The words beside the file."""
    return f"{quote(shown.title, 200)}, {in_words(period)}. {READERS[shown.kind]}"


# --- figures in words


def personal(figures: Sequence[Figure], before: Sequence[Figure], period: Period) -> list[str]:
    """One's own, beside those of the period before."""
    now = {each.measure: each for each in figures if not each.is_part}
    then = {each.measure: each for each in before if not each.is_part}
    if not now[Measure.ANSWERS].cases:
        past = then[Measure.ANSWERS].cases
        return [NOTHING + (f" In the {count(period.days, 'day')} before there were {past}." if past else "")]
    lines = [f"{said(now[measure])}{_before(then[measure])}" for measure in IN_VIEW[View.ME] if _is_said(now[measure])]
    return ["\n".join(lines), f"_before: the {count(period.days, 'day')} up to {day(period.before.last)}_"]


def _is_said(figure: Figure) -> bool:
    return figure.measure is not Measure.NINETIETH or figure.cases >= LEAST_FOR_NINETIETH


def _before(figure: Figure) -> str:
    if figure.measure is Measure.ANSWERS:
        return f" (before: {figure.cases})"
    if figure.value is None:
        return ""
    return f" (before: {_value(figure)})"


def role(figures: Sequence[Figure], *, is_timed: bool) -> list[str]:
    """Those of a requisition, a line to a measure."""
    lines = [] if is_timed else [OFF_ON_ROLE]
    for measure in IN_VIEW[View.ROLE]:
        found = [each for each in figures if each.measure is measure]
        if found:
            lines.append(_of_measure(measure, found))
    return lines


def _of_measure(measure: Measure, found: Sequence[Figure]) -> str:
    name = f"*{DEFINITIONS[measure].name}*"
    if measure is Measure.BALL:
        if not found[0].cases:
            return f"{name}: no candidate was in play"
        parts = " · ".join(f"{each.about} {each.value or 0:g} h" for each in found)
        return f"{name}, in working hours, over {count(found[0].cases, 'candidate')}: {parts}"
    if measure is Measure.STAGE:
        if all(each.value is None for each in found):
            return f"{name}: nobody left a stage in this period"
        parts = " · ".join(f"{each.about} {_spread(each)}" for each in found)
        return f"{name}, median: {parts}"
    (figure,) = found
    return said(figure)


def _spread(figure: Figure) -> str:
    if figure.value is None:
        return "nobody left it"
    return f"{_amount(figure.value, DEFINITIONS[figure.measure].unit)} ({count(figure.cases, 'candidate')})"


def said(figure: Figure) -> str:
    """*Within promise*: 10 of 12, 83 %"""
    name = f"*{DEFINITIONS[figure.measure].name}*"
    if figure.value is None:
        return f"{name}: no case in this period"
    if figure.measure in (Measure.TO_INTERVIEW, Measure.WAITING):
        longest = f", the longest {_amount(figure.most or 0, DAYS)}" if figure.cases > 1 else ""
        return f"{name}: {_value(figure)}, median of {count(figure.cases, 'candidate')}{longest}"
    if figure.measure is Measure.MEDIAN:
        return f"{name}: {_value(figure)}, of {count(figure.cases, 'answer')}"
    return f"{name}: {_value(figure)}"


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "none"
    if figure.hits is not None:
        return f"{figure.hits} of {figure.cases}, {figure.value:g} %"
    return _amount(figure.value, DEFINITIONS[figure.measure].unit)


def _amount(value: float, unit: str) -> str:
    """*5 working hours*, *1 day*, *12*; what rounds to nothing took some time all the same"""
    if not value and unit in _LITTLE:
        return _LITTLE[unit]
    return f"{value:g} {_UNIT[unit]}{'' if value == 1 else 's'}" if unit in _UNIT else f"{value:g}"


def everybody(figures: Sequence[Figure]) -> list[str]:
    """Those of groups, a line to a group, in the order they come in."""
    groups: dict[str, dict[Measure, Figure]] = {}
    for each in figures:
        if not each.is_part:
            groups.setdefault(each.about, {})[each.measure] = each
    if not groups:
        return [NO_GROUP]
    lines = [_group(name, its) for name, its in list(groups.items())[:_MOST_GROUPS]]
    if len(groups) > _MOST_GROUPS:
        lines.append(f"… and {len(groups) - _MOST_GROUPS} more: the export has them all.")
    return lines


def _group(name: str, its: dict[Measure, Figure]) -> str:
    parts = [
        f"median {_value(its[Measure.MEDIAN])} of {count(its[Measure.MEDIAN].cases, 'answer')}",
        f"nine in ten within {_value(its[Measure.NINETIETH])}" if its[Measure.NINETIETH].value is not None else "",
        f"within promise {_value(its[Measure.WITHIN])}",
    ]
    return f"*{quote(name, 150)}*\n{' · '.join(part for part in parts if part)}"


# --- how it is counted


def counted(kind: View) -> Block:
    """Each measure of a view with its definition, on top of the figures."""
    shown = [kit.section(f"*{DEFINITIONS[each].name}*\n{DEFINITIONS[each].counted}") for each in IN_VIEW[kind]]
    return kit.notice("How this is counted", "", shown=[*shown, kit.context(READERS[kind])])
