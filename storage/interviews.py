"""Interviews, read: who talks to a candidate, when and about what, who has handed in; never what anybody said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import criteria, models, people, versions
from storage.given import IDS, OF
from storage.people import Person
from storage.rules.balls import Holder
from storage.rules.interviews import WHOLE, uncovered

PLANNED, REVEALED, CANCELLED = "planned", "revealed", "cancelled"


@dataclass(frozen=True)
class Seat:
    """Somebody in an interview: the must-haves they look at, by number, and where their scorecard stands (`due_at` once
    it was asked for)."""

    person: str
    focus: tuple[int, ...]
    ask_id: int | None
    due_at: datetime | None
    handed_in_at: datetime | None
    told_at: datetime | None

    @property
    def card(self) -> tuple[int, ...]:
        """What their scorecard asks for: their must-haves, else the conversation as a whole."""
        return self.focus or (WHOLE,)


@dataclass(frozen=True)
class Interview:
    """One conversation with a candidate, without a word of what was said in it. `seats` are those still on it, in the
    order they were asked."""

    id: int
    workspace: str
    requisition_id: int
    submission_id: int
    state: str
    starts_at: datetime
    minutes: int
    planned_by: str
    criteria: tuple[str, ...]
    seats: tuple[Seat, ...]
    ended_at: datetime | None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_planned(self) -> bool:
        return self.state == PLANNED

    @property
    def missing(self) -> list[Seat]:
        """Those who have yet to hand in; nobody, once it is over."""
        return [each for each in self.seats if each.handed_in_at is None] if self.is_planned else []

    @property
    def has_cards(self) -> bool:
        return any(each.handed_in_at is not None for each in self.seats)

    def seat(self, person: str) -> Seat | None:
        return next((each for each in self.seats if each.person == person), None)

    def criterion(self, number: int) -> str:
        """The words of a criterion; none of the conversation as a whole."""
        return self.criteria[number - 1] if 1 <= number <= len(self.criteria) else ""


def not_covered(found: Iterable[Interview]) -> list[str]:
    """The must-haves nobody looks at in any of these."""
    there = list(found)
    covered = {each.criterion(number) for each in there for seat in each.seats for number in seat.focus}
    named = list(dict.fromkeys(text for each in there for text in each.criteria))
    return [named[number - 1] for number in uncovered(len(named), (named.index(text) + 1 for text in covered))]


async def find(session: AsyncSession, workspace: str, interview_id: int) -> Interview | None:
    """By row id; no rights are asked."""
    row = models.Interview
    found = await session.scalars(
        select(row).where(row.workspace == workspace, row.id == interview_id).execution_options(populate_existing=True)
    )
    return next(iter(await values(session, workspace, list(found))), None)


async def known(session: AsyncSession, workspace: str, interview_id: int) -> Interview:
    """As `find`, for an id another row names. LookupError otherwise."""
    found = await find(session, workspace, interview_id)
    if found is None:
        raise LookupError(f"no interview has the id {interview_id}")
    return found


async def of_submission(session: AsyncSession, workspace: str, submission_id: int) -> list[Interview]:
    """Those of one candidate that were not cancelled, in the order they take place; no rights are asked."""
    return (await of_each(session, workspace, [submission_id])).get(submission_id, [])


_ROW = models.Interview
_NOT_CANCELLED = (
    select(_ROW)
    .where(_ROW.workspace == OF, _ROW.submission_id.in_(IDS), _ROW.state != CANCELLED)
    .order_by(_ROW.starts_at, _ROW.id)
    .execution_options(populate_existing=True)
)


async def of_each(session: AsyncSession, workspace: str, submission_ids: Sequence[int]) -> dict[int, list[Interview]]:
    """As `of_submission`, for several candidates at once, by submission id."""
    if not submission_ids:
        return {}
    rows = await session.scalars(_NOT_CANCELLED, {"of": workspace, "ids": submission_ids})
    found: dict[int, list[Interview]] = {}
    for each in await values(session, workspace, list(rows)):
        found.setdefault(each.submission_id, []).append(each)
    return found


async def values(session: AsyncSession, workspace: str, rows: list[models.Interview]) -> list[Interview]:
    """Rows as values that outlive their session."""
    if not rows:
        return []
    who, ask, focus = models.Interviewer, models.Ask, models.InterviewFocus
    wanted = [row.id for row in rows]
    looks: dict[tuple[int, str], list[int]] = {}
    for look in await session.scalars(
        select(focus).where(focus.workspace == workspace, focus.interview_id.in_(wanted)).order_by(focus.criterion)
    ):
        looks.setdefault((look.interview_id, look.person), []).append(look.criterion)
    seated = await session.execute(
        select(who, ask.due_at)
        .outerjoin(ask, (ask.workspace == who.workspace) & (ask.id == who.ask_id))
        .where(who.workspace == workspace, who.interview_id.in_(wanted), who.out_at.is_(None))
        .order_by(who.id)
        .execution_options(populate_existing=True)
    )
    seats: dict[int, list[Seat]] = {}
    for each, due_at in seated.all():
        on = tuple(looks.get((each.interview_id, each.person), ()))
        seat = Seat(each.person, on, each.ask_id, due_at, each.handed_in_at, each.told_at)
        seats.setdefault(each.interview_id, []).append(seat)
    words: dict[int, tuple[str, ...]] = {}
    for brief_id in sorted({row.brief_id for row in rows if row.brief_id is not None}):
        brief = await versions.find(session, workspace, brief_id)
        words[brief_id] = tuple(each.text for each in await criteria.criteria(session, brief)) if brief else ()
    return [
        Interview(
            row.id,
            row.workspace,
            row.requisition_id,
            row.submission_id,
            row.state,
            row.starts_at,
            row.minutes,
            row.planned_by,
            words.get(row.brief_id or 0, ()),
            tuple(seats.get(row.id, ())),
            row.ended_at,
        )
        for row in rows
    ]


async def missing_late(session: AsyncSession, found: Sequence[Interview], *, at: datetime) -> bool:
    """Whether the cards can be revealed without those who are missing: each is overdue or has left, and somebody has
    handed in."""
    planned = [each for each in found if each.is_planned]
    missing = [seat for each in planned for seat in each.missing]
    if not missing or not any(each.has_cards for each in planned):
        return False
    there = await people.named(session, planned[0].workspace, [each.person for each in missing])
    return all(_is_late(each, there, at) for each in missing)


def _is_late(seat: Seat, there: dict[str, Person], at: datetime) -> bool:
    return not there[seat.person].is_member or (seat.due_at is not None and seat.due_at <= at)


async def side(session: AsyncSession, submission: models.Submission) -> Holder | None:
    """Who has the ball on a candidate for whom interviews were planned: the interviewers until every card is in, then
    whoever decides. None where there are none, or they are behind them."""
    if submission.stage != "interview":
        return None
    found = await of_submission(session, submission.workspace, submission.id)
    if any(each.is_planned for each in found):
        return Holder.INTERVIEWERS
    return Holder.MANAGER if found else None


async def any_of(session: AsyncSession, workspace: str, submission_id: int, *, since: datetime) -> bool:
    """Whether an interview was planned for a candidate since then, and not cancelled. One from before a decision says
    nothing of what came of it: whoever came back is to be met again."""
    row = models.Interview
    found = await session.scalar(
        select(row.id)
        .where(
            row.workspace == workspace,
            row.submission_id == submission_id,
            row.state != CANCELLED,
            row.planned_at >= since,
        )
        .limit(1)
    )
    return found is not None
