"""Role stats: where the time of one requisition went in a period, for its two partners and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage import models, people, requisitions, timing
from storage.interviews import CANCELLED
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder, Stretch, worked
from storage.rules.calendars import Calendar
from storage.rules.decisions import REVIEW, Verdict
from storage.rules.measures import NO_CASES, Spread, spread
from storage.rules.periods import Period
from storage.rules.pipeline import IN_PLAY
from storage.rules.rights import Act, Role
from storage.rules.stays import Staged, stays
from storage.rules.working_time import between

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class RoleStats:
    """The measures of one requisition (rules/measures.py). `hours` are working seconds by side, over `candidates`
    candidates; `stages` working seconds; `to_interview` and `waiting` days; `shortlist` and `filled` whole days. Where
    timing people is turned off only `stages` and `waiting` are counted, and `is_timed` is false."""

    role: Requisition
    period: Period
    is_timed: bool
    candidates: int
    stages: dict[str, Spread]
    waiting: Spread
    hours: dict[Holder, int]
    to_interview: Spread = NO_CASES
    rejected: int = 0
    late: int = 0
    shortlist: int | None = None
    filled: int | None = None


@dataclass(frozen=True)
class Measured:
    """A requisition to choose, by what it is called."""

    id: int
    number: int
    title: str

    @property
    def key(self) -> str:
        return f"REQ-{self.number}"


async def look(
    session: AsyncSession, person: Person, requisition_id: int, period: Period, *, now: datetime
) -> RoleStats:
    """The measures of a requisition in a period, whose days are the reader's own. To whoever is neither of its two it
    is refused, or does not exist."""
    role = await measured(session, person, requisition_id)
    begin, end = period.bounds(person.zone)
    end = min(end, now)
    calendars = await _calendars(session, role)
    courses = await _in_play(session, role, begin, end)
    days_waited = [_waited(course, begin, end) for course in courses.values()]
    stages = await _stages(session, role, begin, end, calendars[Holder.NOBODY])
    if not await timing.is_on(session, person.workspace):
        return RoleStats(role, period, False, len(courses), stages, spread(days_waited), {})
    clipped = [Stretch(each.holder, max(each.since, begin), min(each.until or end, end)) for each in _all(courses)]
    rejected, late = await _rejections(session, role, begin, end)
    return RoleStats(
        role,
        period,
        True,
        len(courses),
        stages,
        spread(days_waited),
        worked(clipped, calendars, end),
        await _to_interview(session, role, begin, end),
        rejected,
        late,
        await _shortlist(session, role, begin, end),
        (role.closed_at - role.opened_at).days
        if role.status == "filled" and role.closed_at and begin <= role.closed_at < end
        else None,
    )


async def measured(session: AsyncSession, person: Person, requisition_id: int) -> Requisition:
    """The requisition, for one of its two. To whoever is neither it is refused, or does not exist."""
    role = await requisitions.get(session, person.workspace, requisition_id)
    if role is None or not await people.roles(session, person.workspace, person.id, role.id):
        raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=await _keys(session, person))
    await people.must(session, person, Act.MEASURE, role.id)
    return role


async def measured_by(
    session: AsyncSession, person: Person, *, most: int = 97, also: int | None = None
) -> list[Measured]:
    """The requisitions this person is one of the two of, the newest first: no more than `most`, and `also` one they
    were led to before."""
    on, row = models.RequisitionPerson, models.Requisition
    newest = (
        select(on.requisition_id)
        .where(
            on.workspace == person.workspace,
            on.person == person.id,
            on.until.is_(None),
            on.role.in_((Role.RECRUITER, Role.MANAGER)),
        )
        .distinct()
        .order_by(on.requisition_id.desc())
        .limit(most)
        .subquery()
    )
    of = select(row.id, row.number, row.title).where(row.workspace == person.workspace)
    found = {each.id: Measured(*each) for each in await session.execute(of.join(newest, newest.c[0] == row.id))}
    if also is not None and also not in found:
        found |= {each.id: Measured(*each) for each in await session.execute(of.where(row.id == also))}
    return sorted(found.values(), key=lambda each: -each.number)


async def _keys(session: AsyncSession, person: Person) -> list[str]:
    return [role.key for role in await requisitions.mine(session, person)]


async def _calendars(session: AsyncSession, role: Requisition) -> dict[Holder, Calendar]:
    recruiter = (await people.get(session, role.workspace, role.recruiter)).calendar
    manager = (await people.get(session, role.workspace, role.manager)).calendar
    return dict.fromkeys(Holder, recruiter) | {Holder.MANAGER: manager, Holder.INTERVIEWERS: manager}


async def _in_play(
    session: AsyncSession, role: Requisition, begin: datetime, end: datetime
) -> dict[int, list[Stretch]]:
    """Who had the ball on each candidate, in stretches that lie at least partly in the period."""
    row = models.Ball
    found: dict[int, list[Stretch]] = {}
    for ended in (row.until > begin, row.until.is_(None)):  # each has its index
        rows = await session.scalars(
            select(row).where(row.workspace == role.workspace, row.requisition_id == role.id, row.since < end, ended)
        )
        for each in rows:
            found.setdefault(each.submission_id, []).append(Stretch(Holder(each.holder), each.since, each.until))
    return found


def _all(courses: dict[int, list[Stretch]]) -> list[Stretch]:
    return [stretch for course in courses.values() for stretch in course]


def _waited(course: Sequence[Stretch], begin: datetime, end: datetime) -> float:
    """Days of a candidate's wait within the period."""
    waits = [each for each in course if each.holder is not Holder.CANDIDATE]
    return sum((min(each.until or end, end) - max(each.since, begin)) / _DAY for each in waits)


async def _stages(
    session: AsyncSession, role: Requisition, begin: datetime, end: datetime, calendar: Calendar
) -> dict[str, Spread]:
    """Working seconds in each stage, of the stays that ended in the period."""
    row, left = models.Stay, aliased(models.Stay)
    concerned = select(left.submission_id).where(
        left.workspace == role.workspace,
        left.requisition_id == role.id,
        left.until >= begin,
        left.until < end,
    )
    rows = await session.scalars(select(row).where(row.workspace == role.workspace, row.submission_id.in_(concerned)))
    courses: dict[int, list[Staged]] = {}
    for each in sorted(rows, key=lambda stay: stay.id):  # not by the database: it might read all there are in order
        courses.setdefault(each.submission_id, []).append(Staged(each.stage, each.since, each.until))
    took: dict[str, list[float]] = {stage: [] for stage in IN_PLAY}
    for course in courses.values():
        for stay in stays(course):
            if stay.ended_at is not None and begin <= stay.ended_at < end:
                took[stay.stage].append(sum(between(calendar, since, until or end) for since, until in stay.spans))
    return {stage: spread(values) for stage, values in took.items()}


async def _to_interview(session: AsyncSession, role: Requisition, begin: datetime, end: datetime) -> Spread:
    row, earlier, submission = models.Interview, aliased(models.Interview), models.Submission
    rows = await session.execute(
        select(submission.posted_at, func.min(row.starts_at))
        .join(submission, (submission.workspace == row.workspace) & (submission.id == row.submission_id))
        .where(
            row.workspace == role.workspace,
            row.requisition_id == role.id,
            row.starts_at >= begin,
            row.starts_at < end,
            _began(row),
            ~exists().where(
                earlier.workspace == row.workspace,
                earlier.submission_id == row.submission_id,
                earlier.starts_at < begin,
                _began(earlier),
            ),
        )
        .group_by(submission.id, submission.posted_at)
        .order_by(submission.id)
    )
    return spread([(began - posted) / _DAY for posted, began in rows.all()])


def _began(row: type[models.Interview]) -> ColumnElement[bool]:
    """Whether an interview whose time has come took place: one called off afterwards did."""
    return or_(row.state != CANCELLED, row.ended_at > row.starts_at)


async def _rejections(session: AsyncSession, role: Requisition, begin: datetime, end: datetime) -> tuple[int, int]:
    """How many stand that were decided in the period, and how many of them after the review."""
    row = models.Decision
    rows = await session.execute(
        select(row.from_stage, func.count())
        .where(
            row.workspace == role.workspace,
            row.requisition_id == role.id,
            row.decided_at >= begin,
            row.decided_at < end,
            row.verdict == Verdict.REJECT,
            row.undone_at.is_(None),
            row.superseded_at.is_(None),
        )
        .group_by(row.from_stage)
    )
    found = {stage: number for stage, number in rows.all()}
    return sum(found.values()), sum(number for stage, number in found.items() if stage != REVIEW)


async def _shortlist(session: AsyncSession, role: Requisition, begin: datetime, end: datetime) -> int | None:
    row = models.Submission
    first: datetime | None = await session.scalar(
        select(row.posted_at)
        .where(row.workspace == role.workspace, row.requisition_id == role.id)
        .order_by(row.number)
        .limit(1)
    )
    return (first - role.opened_at).days if first is not None and begin <= first < end else None
