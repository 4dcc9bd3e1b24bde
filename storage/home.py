"""Home: everything one person's App Home shows, read in a few queries however much there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import measures, models, nudges, overviews, requisitions, waiting
from storage.asks import Ask
from storage.nudges import Line
from storage.overviews import Overview
from storage.people import Person
from storage.rules import pages
from storage.rules.calendars import zone
from storage.rules.pages import Part, Stretch, Turned, stretch
from storage.rules.promises import Kind
from storage.rules.rhythm import local_day, week_of

WEEKS = 6


@dataclass(frozen=True)
class Month:
    """What somebody answered in one month of theirs: how many, their median, and the least and the most that was
    promised (working seconds)."""

    first: date
    number: int
    median: int
    least: int
    most: int


@dataclass(frozen=True)
class Week:
    """What somebody answered in the week that begins on this Monday; no median where that is nothing."""

    monday: date
    number: int
    median: int | None


@dataclass(frozen=True)
class Home:
    """What one person's App Home shows. `owed` is everything: how much of it makes one line is not known here.
    `turned` is where each list stands; `is_timed` whether response times are counted here at all. Check-ins are one
    form, and so one line, however many there are."""

    reader: Person
    turned: Turned
    owed: list[Line]
    check_ins: list[Line]
    awaited: Stretch[Line]
    roles: Stretch[Overview]
    month: Month | None
    weeks: list[Week]
    is_timed: bool = True


async def look(session: AsyncSession, person: Person, *, at: datetime) -> Home:
    """Everything on this person's App Home, with each list where they turned it to."""
    workspace = person.workspace
    turned, is_timed = await _chosen(session, person, at)
    owed, waited_for = await waiting.both(session, person)
    awaited = stretch(waited_for, Part.AWAITED, turned)
    own = await requisitions.mine(session, person)
    roles = stretch(own, Part.ROLES, turned)
    lines = await nudges.lines(session, workspace, [(ask, ask.said) for ask in (*owed, *awaited.shown)], own)
    mine = lines[: len(owed)]
    known = {who.id: who for line in lines for who in (line.owner, line.asker) if who}
    since, until = _since(person.zone, at), at + timedelta(seconds=1)
    answered = await measures.answered_by(session, person, since=since, until=until) if is_timed else []
    return Home(
        person,
        turned,
        [line for line in mine if line.ask.kind is not Kind.CHECK_IN],
        [line for line in mine if line.ask.kind is Kind.CHECK_IN],
        awaited.as_(lines[len(owed) :]),
        roles.as_(await overviews.of_each(session, workspace, roles.shown, known)),
        month(answered, person.zone, at),
        weeks(answered, person.zone, at),
        is_timed,
    )


async def _chosen(session: AsyncSession, person: Person, at: datetime) -> tuple[Turned, bool]:
    """Where this person turned the lists to; and whether an administrator has response times counted here."""
    row, here = models.Person, models.Workspace
    found = await session.execute(
        select(row.home_pages, here.times_people)
        .join(here, here.id == row.workspace)
        .where(row.workspace == person.workspace, row.id == person.id)
    )
    stored, is_timed = found.one()
    return pages.from_json(stored, at), is_timed


# --- response times, by the reader's own calendar


def _last_month(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _since(zone_name: str, now: datetime) -> datetime:
    """Where the first of the weeks shown begins, or last month, if that is earlier."""
    today = local_day(zone_name, now)
    first = min(week_of(today) - timedelta(weeks=WEEKS - 1), _last_month(today))
    return datetime.combine(first, time(), zone(zone_name)).astimezone(UTC)


def month(answered: list[Ask], zone_name: str, now: datetime) -> Month | None:
    """This month's answers, or last month's while there are none yet; None where there are none either."""
    this = local_day(zone_name, now).replace(day=1)
    for first in (this, _last_month(this)):
        found = [ask for ask in answered if _day(ask, zone_name).replace(day=1) == first]
        waited = [ask.waited for ask in found if ask.waited is not None]
        if waited:
            promised = [ask.promise for ask in found]
            return Month(first, len(waited), int(median(waited)), min(promised), max(promised))
    return None


def weeks(answered: list[Ask], zone_name: str, now: datetime) -> list[Week]:
    """The last weeks up to this one, from the first in which something was answered."""
    last = week_of(local_day(zone_name, now))
    waited: dict[date, list[int]] = {}
    for ask in answered:
        if ask.waited is not None:
            waited.setdefault(week_of(_day(ask, zone_name)), []).append(ask.waited)
    shown = [last - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    found = [Week(each, len(waited.get(each, [])), _median(waited.get(each))) for each in shown]
    begun = next((place for place, week in enumerate(found) if week.number), len(found))
    return found[begun:]


def _median(waited: list[int] | None) -> int | None:
    return int(median(waited)) if waited else None


def _day(ask: Ask, zone_name: str) -> date:
    return local_day(zone_name, ask.answered_at) if ask.answered_at else date.min
