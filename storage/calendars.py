"""Calendars: what people chose, when they are away, and what a change of it does to their open asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models, people, timeline
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.calendars import Days
from storage.rules.preferences import Preferences, Wrong, calendar_to_json, faults, from_json, to_json
from storage.rules.rhythm import local_day
from storage.rules.rights import Act

FARTHEST_AWAY = timedelta(days=366)  # a window is looked for in as many days and as many again: see rules/windows.py


class CannotBe(Exception):
    """What was chosen cannot be; nothing was changed. `faults` by field."""

    def __init__(self, found: dict[str, Wrong]) -> None:
        super().__init__(", ".join(found))
        self.faults = found


@dataclass(frozen=True)
class Absence:
    """Local days on which somebody is away, both included, and who stands in."""

    id: int
    person: str
    first: date
    last: date
    delegate: str | None


def _value(row: models.Absence) -> Absence:
    return Absence(row.id, row.person, row.first, row.last, row.delegate)


async def remember(session: AsyncSession, person: Person, *, at: datetime) -> Person:
    """Stores what Slack says of a person. Whoever moved to another zone, and follows Slack's, owes in the hours of the
    new one from now on."""
    await people.lock(session, person.workspace, person.id)
    before = await people.find(session, person.workspace, person.id)
    after = await people.remember(session, person, at=at)
    if before is not None and before.calendar != after.calendar:
        await asks.recount(session, before, after, since=at, at=at)
    return after


@dataclass(frozen=True)
class Chosen:
    """What a person chose, and what holds where they chose nothing. `zone` is Slack's; Monday is check-in day 0."""

    own: Preferences
    usual: Preferences
    zone: str
    away: tuple[Days, ...]
    check_in_day: int


async def chosen_by(session: AsyncSession, person: Person) -> Chosen:
    """What this person's calendar is made of."""
    row = await session.get_one(models.Person, (person.workspace, person.id))
    away = (await people.get(session, person.workspace, person.id)).calendar.away
    return Chosen(
        from_json(row.preferences), await defaults(session, person.workspace), row.zone, away, row.check_in_day
    )


async def without_choice(session: AsyncSession, workspace: str) -> int:
    """How many of the people met in this workspace chose nothing of their own."""
    row = models.Person
    found = await session.scalar(
        select(func.count()).where(
            row.workspace == workspace, row.preferences.is_(None), ~(row.is_bot | row.is_guest | row.is_deactivated)
        )
    )
    return found or 0


async def defaults(session: AsyncSession, workspace: str) -> Preferences:
    """What holds in this workspace for whoever chose nothing else."""
    row = await session.get_one(models.Workspace, workspace)
    return from_json(row.preferences)


async def prefer(session: AsyncSession, person: Person, chosen: Preferences, *, at: datetime) -> Person:
    """Takes a person's choice, from now on: what was counted so far stays counted. Raises CannotBe."""
    row = await _locked(session, person.workspace, person.id)
    usual = await defaults(session, person.workspace)
    wrong = faults(chosen, usual, row.zone)
    if wrong:
        raise CannotBe(wrong)
    row.preferences = to_json(chosen)
    timeline.record(session, person.workspace, "preferences", at=at, actor=person.id)
    return await _changed(session, row, since=at, at=at)


async def prefer_for_all(session: AsyncSession, person: Person, chosen: Preferences, *, at: datetime) -> int:
    """Takes a choice for the whole workspace; gives back for how many members it changed something. Whoever could never
    be told anything by what they chose and this together keeps the hours and windows they had. Raises CannotBe; refuses
    whoever is no administrator."""
    await people.must(session, person, Act.DEFAULTS, None)
    workspace = await session.get_one(models.Workspace, person.workspace, with_for_update=True)
    wrong = faults(chosen, Preferences(), "UTC")
    if wrong:
        raise CannotBe(wrong)
    before = from_json(workspace.preferences)
    workspace.preferences = to_json(chosen)
    timeline.record(session, person.workspace, "defaults", at=at, actor=person.id)
    everybody = await session.scalars(
        select(models.Person.id).where(models.Person.workspace == person.workspace).order_by(models.Person.id)
    )
    ids = list(everybody)
    await people.lock(session, person.workspace, *ids)  # all of them before the first ask
    changed = 0
    for who in ids:
        row = await _locked(session, person.workspace, who)
        own, had = from_json(row.preferences), row.calendar
        if faults(own, chosen, row.zone):
            row.preferences = to_json(own.standing(before))
        await _changed(session, row, since=at, at=at)
        changed += row.calendar != had and not (row.is_bot or row.is_guest or row.is_deactivated)
    return changed


async def go_away(
    session: AsyncSession, person: Person, days: Days, *, delegate: str | None = None, at: datetime
) -> Absence:
    """Somebody says when they are away, today and yesterday included: their clock stood still from the first of those
    days on. Takes the place of whatever they said before for any of these days; days already over stay days away."""
    first, last = days
    row = await _locked(session, person.workspace, person.id)
    if last < first:
        raise Refused(Why.ABSENCE_BACKWARDS, first=first, last=last)
    if last < local_day(person.zone, at):
        raise Refused(Why.ABSENCE_OVER, last=last)
    until = local_day(person.zone, at) + FARTHEST_AWAY
    if last > until:
        raise Refused(Why.ABSENCE_TOO_FAR, until=until)
    if delegate is not None:
        await _may_stand_in(session, person, delegate, days)
    for other in await _overlapping(session, person.workspace, person.id, days):
        _cut_short(session, other, min(first, local_day(person.zone, at)), at)
    since = datetime.combine(first, time(), person.calendar.tz)
    absence = models.Absence(
        workspace=person.workspace,
        person=person.id,
        first=first,
        last=last,
        delegate=delegate,
        said_at=at,
        starts_at=since,
    )
    session.add(absence)
    await session.flush()
    timeline.record(session, person.workspace, "away", at=at, actor=person.id, absence=absence.id)
    await _changed(session, row, since=min(since, at), at=at)
    return _value(absence)


async def come_back(session: AsyncSession, person: Person, absence_id: int, *, at: datetime) -> None:
    """Takes back an absence that is still going on, or to come: the days already over stay days away. Nothing where it
    was taken back already."""
    row = await _locked(session, person.workspace, person.id)
    absence = models.Absence
    found = await session.scalar(
        select(absence).where(
            absence.workspace == person.workspace, absence.person == person.id, absence.id == absence_id
        )
    )
    if found is None or found.taken_back_at is not None:
        return
    _cut_short(session, found, local_day(person.zone, at), at)
    await session.flush()
    timeline.record(session, person.workspace, "back", at=at, actor=person.id, absence=absence_id)
    await _changed(session, row, since=at, at=at)


def _cut_short(session: AsyncSession, absence: models.Absence, day: date, at: datetime) -> None:
    """Takes an absence back from `day` on; the days before it stay days away."""
    absence.taken_back_at = at
    if absence.first < day:
        session.add(
            models.Absence(
                workspace=absence.workspace,
                person=absence.person,
                first=absence.first,
                last=min(day - timedelta(days=1), absence.last),
                delegate=absence.delegate,
                said_at=absence.said_at,
                starts_at=absence.starts_at,
                handled_at=at,
            )
        )


async def absences(session: AsyncSession, person: Person, *, at: datetime) -> list[Absence]:
    """Where this person is away now or later, the first first."""
    row = models.Absence
    found = await session.scalars(
        select(row)
        .where(
            row.workspace == person.workspace,
            row.person == person.id,
            row.taken_back_at.is_(None),
            row.last >= local_day(person.zone, at),
        )
        .order_by(row.first)
    )
    return [_value(each) for each in found]


async def _overlapping(session: AsyncSession, workspace: str, person: str, days: Days) -> list[models.Absence]:
    row = models.Absence
    found = await session.scalars(
        select(row)
        .where(
            row.workspace == workspace,
            row.person == person,
            row.taken_back_at.is_(None),
            row.first <= days[1],
            row.last >= days[0],
        )
        .order_by(row.first)
    )
    return list(found)


async def _may_stand_in(session: AsyncSession, person: Person, delegate: str, days: Days) -> None:
    """Refuses oneself, whoever is no full member, and somebody who is away then and named, in the end, oneself."""
    if delegate == person.id:
        raise Refused(Why.DELEGATE_SELF)
    people.must_be_member(await people.get(session, person.workspace, delegate))
    seen, asked = {delegate}, [delegate]
    while asked:
        for absence in await _overlapping(session, person.workspace, asked.pop(), days):
            if absence.delegate == person.id:
                raise Refused(Why.DELEGATE_CIRCULAR, person=absence.person, first=absence.first, last=absence.last)
            if absence.delegate is not None and absence.delegate not in seen:
                seen.add(absence.delegate)
                asked.append(absence.delegate)


async def _locked(session: AsyncSession, workspace: str, person: str) -> models.Person:
    await people.lock(session, workspace, person)
    return await session.get_one(models.Person, (workspace, person), populate_existing=True)


async def _changed(session: AsyncSession, row: models.Person, *, since: datetime, at: datetime) -> Person:
    """Works out somebody's calendar anew and, where it is another, counts their open asks by it."""
    before = await people.get(session, row.workspace, row.id)
    absence = models.Absence
    away = await session.execute(
        select(absence.first, absence.last)
        .where(absence.workspace == row.workspace, absence.person == row.id, absence.taken_back_at.is_(None))
        .order_by(absence.first)
    )
    usual = await defaults(session, row.workspace)
    days: tuple[Days, ...] = tuple((first, last) for first, last in away.all())
    row.calendar = calendar_to_json(from_json(row.preferences).over(usual).calendar(row.zone, days), row.zone)
    await session.flush()
    after = await people.get(session, row.workspace, row.id)
    if after.calendar != before.calendar:
        await asks.recount(session, before, after, since=since, at=at)
    return after
