"""How App Home reads: lists with their buttons, a page of each at a time, and one's own response times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from handlers import ids
from handlers.blocks import kit, requisitions, sentences, waiting
from handlers.blocks.kit import Block
from handlers.blocks.text import count, when, working_time
from storage.rules.pages import Part, Stretch, stretch
from storage.rules.rhythm import local_day
from storage.rules.working_time import HOUR

if TYPE_CHECKING:
    from storage.home import Home, Month, Week
    from storage.nudges import Line
    from storage.people import Person

OUTSIDE = (
    "Hello. Same Page helps the full members of this workspace to hire together. Guests and people from outside cannot "
    "use it, so there is nothing here for you to do."
)
EMPTY = "Nothing waits on you. Open a requisition, or see what your recruiter is working on."
NOTHING = "Nothing waits on you."
NOT_YET = "You have answered nothing this month or last, so there is nothing to measure yet."
ONLY_YOU = "Only you see this. `/samepage stats` says how it is counted."
OFF = "Nobody's own response times are counted here: your workspace has turned that off."
KEPT = (
    "*What Same Page keeps about you:* your name, time zone and membership as Slack has them, your settings and "
    "absences, what you were asked and when you answered, and what you wrote in its forms. Of what is said in "
    "channels, nothing."
)
_BAR = 10  # characters


def outside() -> Block:
    """For whoever is no full member here: words, and nobody's data."""
    return kit.home([kit.section(OUTSIDE)])


def painted(home: Home, now: datetime) -> Block:
    """Somebody's whole App Home."""
    waits = len(home.owed) + len(home.check_ins)
    blocks: list[Block] = [kit.header(f"Waiting on me ({waits})")]
    if waits:
        blocks += _owed(home, now, alone=waits == 1)
    else:
        blocks.append(kit.section(NOTHING if home.awaited.total or home.roles.total or home.month else EMPTY))
    if home.awaited.total:
        blocks += _part(f"I am waiting for ({home.awaited.total})")
        blocks += [_awaited(line, home.reader, now) for line in home.awaited.shown]
        blocks += _turning(home.awaited, Part.AWAITED)
    if home.roles.total:
        blocks += _part(f"My requisitions ({home.roles.total})")
        blocks += [
            kit.section(
                requisitions.line(view.requisition, view, home.reader, now),
                kit.button("Show", ids.REQUISITION_SHOW, str(view.requisition.id)),
            )
            for view in home.roles.shown
        ]
        blocks += _turning(home.roles, Part.ROLES)
    if not home.is_timed:
        blocks.append(kit.context(OFF))
    elif home.month or home.roles.total:
        blocks += _times(home.month, home.weeks)
    return kit.home([*blocks, kit.divider(), kit.actions(*_doors()), kit.context(KEPT)])


def _part(title: str) -> list[Block]:
    return [kit.divider(), kit.header(title)]


def _owed(home: Home, now: datetime, *, alone: bool) -> list[Block]:
    """What waits on the reader, as in the gathered message: several profiles of a role are one line. The check-in, one
    form, stands on the first page."""
    page = stretch(waiting.batches(home.owed, home.reader.id), Part.OWED, home.turned)
    lines = [line for together in page.shown for line in together]
    shown = lines if page.page else [*lines, *home.check_ins]
    return [*waiting.owed(shown, home.reader, now, alone=alone), *_turning(page, Part.OWED)]


def _awaited(line: Line, reader: Person, now: datetime) -> Block:
    """Who, what, by when; and a way to ask again, unless that was done today, the owner has said when, or is
    gone."""
    ask, said = line.ask, sentences.awaited(line, reader, now)
    if ask.snoozed_until is not None or not line.owner.is_member:
        return kit.section(said)
    if ask.reminded_at is not None and local_day(reader.zone, ask.reminded_at) == local_day(reader.zone, now):
        return kit.section(f"{said} · asked again {when(ask.reminded_at, reader.zone, now)}")
    return kit.section(said, kit.button("Remind now", ids.REMIND, str(ask.id)))


def _doors() -> list[Block]:
    return [
        kit.button("Open a requisition", ids.REQUISITION_OPEN, "new"),
        kit.button("Settings", ids.SETTINGS, "own"),
        kit.button("Away", ids.AWAY, "own"),
    ]


def _turning(stretch: Stretch[Any], part: Part) -> list[Block]:
    """Where one is in a list that is longer than its page, and the ways on."""
    if not stretch.before and not stretch.after:
        return []
    last = stretch.before + len(stretch.shown)
    buttons = []
    if stretch.before:
        buttons.append(kit.button("Earlier", ids.HOME_EARLIER, f"{part}:{stretch.page - 1}"))
    if stretch.after:
        buttons.append(kit.button("More", ids.HOME_MORE, f"{part}:{stretch.page + 1}"))
    return [kit.context(f"{stretch.before + 1}–{last} of {stretch.total}"), kit.actions(*buttons)]


# --- response times


def _times(month: Month | None, weeks: Sequence[Week]) -> list[Block]:
    blocks = [*_part("My response times"), kit.section(said(month) if month else NOT_YET)]
    if sum(week.number > 0 for week in weeks) > 1:
        blocks.append(kit.section(f"```{chart(weeks)}```"))
    return [*blocks, kit.context(ONLY_YOU)]


def said(month: Month) -> str:
    """*6 answers in November, median 5 working hours; you promised 8.*"""
    promised = f"{_hours(month.least)} to {_hours(month.most)}" if month.least < month.most else _hours(month.least)
    unit = "" if month.median >= HOUR else " working hours"
    return (
        f"{count(month.number, 'answer')} in {month.first:%B}, median {working_time(month.median)}; you promised "
        f"{promised}{unit}."
    )


def chart(weeks: Sequence[Week]) -> str:
    """A line a week: its Monday, the median as a bar, and the same in figures, so that nobody needs to see the bars."""
    longest = max((week.median or 0 for week in weeks), default=0)
    return "\n".join(_row(week, longest) for week in weeks)


def _row(week: Week, longest: int) -> str:
    day = f"{week.monday.day:>2} {week.monday:%b}"
    if week.median is None:
        return f"{day}  {'':<{_BAR}}  no answers"
    halves = max(1, round(2 * _BAR * week.median / longest)) if longest else 1
    bar = "█" * (halves // 2) + "▌" * (halves % 2)
    return f"{day}  {bar:<{_BAR}}  {_short(week.median):>6}  {count(week.number, 'answer')}"


def _hours(seconds: int) -> str:
    return f"{round(seconds / HOUR, 1):g}"


def _short(seconds: int) -> str:
    """*6.5 h*, *25 min*."""
    return f"{_hours(seconds)} h" if seconds >= HOUR else f"{max(1, round(seconds / 60))} min"
