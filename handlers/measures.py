"""Measures: `/samepage stats`, one modal with one's own figures, those of a requisition, and those of groups."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import figures
from handlers.blocks import measures as blocks
from handlers.blocks import stats_charts
from handlers.blocks.kit import Block
from handlers.blocks.measures import Chosen, Shown
from handlers.blocks.text import clean
from handlers.charts import Picture
from handlers.door import metadata, number
from handlers.figures import Figure
from handlers.replies import Errors, Open, Reply, Update, Words
from handlers.requisitions import meant
from handlers.sheets import csv_of
from handlers.steps import Document, Step
from handlers.visit import Visit
from storage import exports, people, role_stats, stats
from storage.outbox import Row
from storage.people import Person
from storage.refusals import Refused
from storage.rules import periods
from storage.rules.groups import last_months, months
from storage.rules.measures import View
from storage.rules.periods import Choice, Period, Wrong
from storage.rules.rhythm import local_day

USUAL = Choice.DAYS_30
_MONTHS = {Choice.DAYS_30: 1, Choice.DAYS_90: 3}  # groups are counted by whole months


async def stats_(visit: Visit) -> Reply:
    """`/samepage stats [REQ-12 | workspace]`"""
    word = clean(visit.text)
    today = local_day(visit.zone, visit.now)

    async def query(session: AsyncSession) -> Open:
        view: str = View.ME
        if word.lower() in (View.ALL, "everybody"):
            view = View.ALL
        elif word and word.lower() != View.ME:
            view = str((await meant(session, visit, word)).id)
        painted = await _painted(session, visit, Chosen(view, USUAL, periods.chosen(USUAL, today)))
        return Open(*painted)

    return await visit.read(query)


async def search(visit: Visit) -> Reply:
    """*Whose turn it was* under a look back (`value` is the requisition's row id): the whole search, for the two."""

    async def query(session: AsyncSession) -> Open:
        role = await role_stats.measured(session, visit.person, number(visit.value))
        today = local_day(visit.zone, visit.now)
        last = min(local_day(visit.zone, role.closed_at or visit.now), today)
        first = max(local_day(visit.zone, role.opened_at), last - timedelta(days=periods.LONGEST - 1))
        chosen = Chosen(str(role.id), Choice.DATES, Period(first, last), first, last)
        return Open(*await _painted(session, visit, chosen))

    return await visit.read(query)


async def change(visit: Visit) -> Reply:
    """Another view or another kind of period was chosen: shown at once."""
    chosen, wrong = _chosen(visit)
    note = blocks.WRONG[wrong][1] if wrong and chosen.first and chosen.last else ""
    return Update(*await visit.read(lambda session: _painted(session, visit, replace(chosen, note=note))))


async def submit(visit: Visit) -> Reply:
    """*Show*: the days are taken as they are now, or refused at their field."""
    chosen, wrong = _chosen(visit)
    if wrong is not None:
        field, words = blocks.WRONG[wrong]
        return Errors({field: words})
    return Update(*await visit.read(lambda session: _painted(session, visit, chosen)))


async def counted(visit: Visit) -> Reply:
    """*How is this counted?*: `value` is the kind of view."""
    kind = visit.value if visit.value in set(View) else View.ME
    return Open(blocks.counted(View(kind)))


def _chosen(visit: Visit) -> tuple[Chosen, Wrong | None]:
    """What stands in the fields. Where the two days make no period, the last thirty days stand in for it."""
    today = local_day(visit.zone, visit.now)
    said = visit.chosen("period") or ""
    choice = Choice(said) if said in set(Choice) else USUAL
    view = visit.chosen("view") or View.ME
    usual = periods.chosen(USUAL, today)
    if choice is not Choice.DATES:
        return Chosen(view, choice, periods.chosen(choice, today)), None
    if not visit.has("first"):  # just chosen: the days are yet to be asked for
        return Chosen(view, choice, usual, usual.first, usual.last), None
    first, last = _day(visit.chosen("first")), _day(visit.chosen("last"))
    period = periods.between(first, last, today)
    if isinstance(period, Wrong):
        return Chosen(view, choice, usual, first, last), period
    return Chosen(view, choice, period, first, last), None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


# --- what is shown


@dataclass(frozen=True)
class Found:
    """What a view shows: its figures, for words and for the export, how it reads, and what its file is called after."""

    figures: list[Figure]
    shown: Shown
    called: str


async def _painted(session: AsyncSession, visit: Visit, chosen: Chosen) -> tuple[Block, tuple[Picture, ...]]:
    if chosen.view == View.ALL:
        chosen = replace(chosen, period=_by_months(chosen, visit.now))
    found = await look(session, visit.person, chosen.view, chosen.period, now=visit.now)
    shown = None if chosen.view in set(View) else number(chosen.view)
    roles = await role_stats.measured_by(session, visit.person, most=blocks.MOST_ROLES, also=shown)
    view = blocks.modal(chosen, roles, found.shown, metadata("stats", visit.response_url))
    return view, (found.shown.picture,) if found.shown.picture else ()


def _by_months(chosen: Chosen, now: datetime) -> Period:
    """The period that groups are counted over: the last whole months, or the whole months within."""
    if chosen.choice in _MONTHS:
        return last_months(_MONTHS[chosen.choice], now)
    over = months(chosen.period, now)
    return Period(over[0], figures.last_day(over[-1])) if over else chosen.period


async def look(session: AsyncSession, person: Person, view: str, period: Period, *, now: datetime) -> Found:
    """One view of one period, for somebody who may see it; Refused for anybody else."""
    if view == View.ME:
        return await _mine(session, person, period)
    if view == View.ALL:
        return await _everybody(session, person, period, now)
    return await _role(session, person, number(view), period, now)


async def _mine(session: AsyncSession, person: Person, period: Period) -> Found:
    found = await stats.personal(session, person, period)
    title = "My response times"
    if found is None:
        return Found([], Shown(View.ME, title, [blocks.OFF], is_counted=False), View.ME)
    rows = figures.personal(found)
    lines = blocks.personal(rows, figures.of_times(found.before, period.before), period)
    return Found(rows, Shown(View.ME, title, lines, stats_charts.personal(found)), View.ME)


async def _role(session: AsyncSession, person: Person, role_id: int, period: Period, now: datetime) -> Found:
    found = await role_stats.look(session, person, role_id, period, now=now)
    rows = figures.role(found)
    title = f"{found.role.key} {found.role.title}"
    lines = blocks.role(rows, is_timed=found.is_timed)
    return Found(rows, Shown(View.ROLE, title, lines, stats_charts.role(rows, found.role.key)), found.role.key.lower())


async def _everybody(session: AsyncSession, person: Person, period: Period, now: datetime) -> Found:
    found = await stats.everybody(session, person, period, now=now)
    rows = figures.everybody(found)
    lines = blocks.everybody(rows) if found.months else [blocks.NO_MONTH]
    return Found(rows, Shown(View.ALL, "Response times in groups", lines, stats_charts.everybody(rows)), View.ALL)


# --- export


async def export(visit: Visit) -> Reply:
    """*Export as CSV*: `value` is the view and the days it showed."""
    view, _, days = visit.value.partition(":")
    period = _period(days)
    if period is None:
        return Words(blocks.NOTHING)
    known = view if view in set(View) else str(number(view))
    await visit.save(lambda session: exports.ask(session, visit.person, known, period, at=visit.now))
    return Words(blocks.EXPORTED)


def _period(days: str) -> Period | None:
    first, _, last = days.partition(":")
    begin, end = _day(first), _day(last)
    found = periods.between(begin, end, end) if begin and end else Wrong.MISSING
    return found if isinstance(found, Period) else None


async def exported(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The file; none for somebody who may no longer see what is in it."""
    person = await people.get(session, row.workspace, str(row.ids["person"]))
    period, view = _period(f"{row.ids['first']}:{row.ids['last']}"), str(row.ids["view"])
    if period is None or not person.is_member:
        return None
    try:
        found = await look(session, person, view, period, now=now)
    except Refused:
        return None
    if not found.shown.is_counted:
        return None
    name = f"same-page-{found.called}-{period.first}-{period.last}.csv"
    return Document(
        person.id, name, csv_of(found.figures), blocks.export_said(found.shown, period), blocks.EXPORT_FAILED
    )
