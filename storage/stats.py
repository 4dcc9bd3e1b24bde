"""Stats: response times over a period, one's own for oneself, and everybody's in groups that point at nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import measures, models, people, timing
from storage.asks import Ask
from storage.measures import ResponseTimes, summary, times
from storage.people import Person
from storage.rules.groups import Case, Cell, cells, months
from storage.rules.periods import Period
from storage.rules.promises import DECISIONS, Kind
from storage.rules.rhythm import local_day
from storage.rules.rights import Act, Role

# What each side owes whom it works with; a group is one side of one department.
SIDES: dict[Kind, Role] = dict.fromkeys(DECISIONS, Role.MANAGER) | dict.fromkeys(
    (Kind.QUESTION, Kind.CONTACT, Kind.SHORTLIST, Kind.OUTCOME, Kind.HOLD), Role.RECRUITER
)


@dataclass(frozen=True)
class Part:
    """A week or a month of somebody's period: how many answers, their median, and the median of what was promised for
    them (working seconds); no medians where there were no answers."""

    period: Period
    number: int
    median: int | None
    promised: int | None


@dataclass(frozen=True)
class Personal:
    """Somebody's own response times, and those of the period of equal length before."""

    period: Period
    times: ResponseTimes
    before: ResponseTimes
    parts: tuple[Part, ...]


async def personal(session: AsyncSession, person: Person, period: Period) -> Personal | None:
    """One's own response times, days being those of one's own zone; None where timing people is turned off. Nobody can
    ask for another's."""
    if not await timing.is_on(session, person.workspace):
        return None
    begin, end = period.bounds(person.zone)
    answered = await measures.answered_by(session, person, since=period.before.bounds(person.zone)[0], until=end)
    inside = [ask for ask in answered if ask.answered_at and ask.answered_at >= begin]
    return Personal(
        period,
        summary(inside),
        summary(answered[: len(answered) - len(inside)]),
        tuple(_part(each, inside, person.zone) for each in period.parts()),
    )


def _part(part: Period, answered: Sequence[Ask], zone: str) -> Part:
    found = [ask for ask in answered if ask.answered_at and part.first <= local_day(zone, ask.answered_at) <= part.last]
    waited = [ask.waited for ask in found if ask.waited is not None]
    if not waited:
        return Part(part, 0, None, None)
    return Part(part, len(waited), int(median(waited)), int(median(ask.promise + ask.grace for ask in found)))


@dataclass(frozen=True)
class Group:
    """Response times of one side of a department; without a department, of several small ones together (None), or of
    roles that name none ("")."""

    side: Role
    department: str | None
    times: ResponseTimes


@dataclass(frozen=True)
class Everybody:
    """Response times by group, in the order of the alphabet, and each side's median (working seconds) and number month
    by month. Only what may be shown is in it: what was left out cannot be worked out from the rest."""

    months: tuple[date, ...]
    groups: tuple[Group, ...]
    by_month: dict[Role, tuple[tuple[int, int | None], ...]]


async def everybody(session: AsyncSession, person: Person, period: Period, *, now: datetime) -> Everybody:
    """Response times in groups, over the whole months of a period that are over, for any full member. Confidential
    roles count in none."""
    await people.must(session, person, Act.GROUPS, None)
    over = months(period, now)
    found, spelled = await _answers(session, person.workspace, over) if over else ([], {})
    shown = {
        side: cells(case for kind_side, case in found if kind_side is side) for side in (Role.MANAGER, Role.RECRUITER)
    }
    groups = [group for side, its in shown.items() for group in _groups(side, its, spelled)]
    groups.sort(key=lambda group: (group.department is None, not group.department, (group.department or "").casefold()))
    by_month = {
        side: tuple(_month(month, [cell for cell in its if cell.month == month]) for month in over)
        for side, its in shown.items()
    }
    return Everybody(over, tuple(groups), by_month)


Answer = tuple[int, bool]  # working seconds, and whether that was within promise


async def _answers(
    session: AsyncSession, workspace: str, over: tuple[date, ...]
) -> tuple[list[tuple[Role, Case[Answer]]], dict[str, str]]:
    """What counts in these months, with the side that owed it; and how the departments are spelled. `over` are
    neighbours."""
    ask, role = models.Ask, models.Requisition
    begin, end = Period(over[0], over[-1]).bounds("UTC")[0], _after(over[-1])
    rows = await session.execute(
        select(ask.kind, ask.owner, ask.answered_at, ask.waited, ask.promise, ask.grace, role.department)
        .join(role, (role.workspace == ask.workspace) & (role.id == ask.requisition_id))
        .where(
            ask.workspace == workspace,
            ask.answered_at >= begin,
            ask.answered_at < end,
            ask.state == "answered",
            ask.answered_by == ask.owner,
            ask.kind.in_([str(kind) for kind in SIDES]),
            role.is_confidential.is_(False),
        )
        .order_by(ask.answered_at, ask.id)
    )
    found: list[tuple[Role, Case[Answer]]] = []
    spelled: dict[str, str] = {}
    for kind, who, at, waited, promise, grace, department in rows.all():
        if at is None or waited is None:
            continue
        key = _key(department)
        spelled.setdefault(key, department.strip())
        month = at.astimezone(UTC).date().replace(day=1)
        found.append((SIDES[Kind(kind)], Case(month, key, who, (waited, waited <= promise + grace))))
    return found, spelled


def _after(month: date) -> datetime:
    year, number = divmod(month.year * 12 + month.month, 12)
    return datetime(year, number + 1, 1, tzinfo=UTC)


def _key(department: str) -> str:
    """*data* and *Data * are one department."""
    return " ".join(department.casefold().split())


def _groups(side: Role, its: Iterable[Cell[Answer]], spelled: Mapping[str, str]) -> list[Group]:
    inside: dict[str | None, list[Answer]] = {}
    for cell in its:
        inside.setdefault(cell.group, []).extend(case.what for case in cell.cases)
    return [Group(side, None if key is None else spelled[key], times(found)) for key, found in inside.items()]


def _month(month: date, its: list[Cell[Answer]]) -> tuple[int, int | None]:
    waited = [case.what[0] for cell in its for case in cell.cases]
    return len(waited), int(median(waited)) if waited else None
