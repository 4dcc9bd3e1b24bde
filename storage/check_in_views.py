"""Check-ins as they are read: both sides of a week together, and to the recruiter alone how content the manager is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models, people, requisitions
from storage.check_in_answers import Said, said_in
from storage.people import Person
from storage.rules.calendars import back_on
from storage.rules.rhythm import local_day, week_of
from storage.rules.rights import Role


@dataclass(frozen=True)
class Answer:
    """One side of a check-in, as everybody on the role reads it. Unanswered while `answered_at` is None: then `lapsed`
    when the time for it is over, `back_on` the day from which somebody who is away is here again, `is_asked` False
    where their own day of that week is still to come."""

    person: str
    name: str
    side: str
    answered_at: datetime | None = None
    lapsed: bool = False
    nothing_new: bool = False
    said: Said = field(default_factory=Said)
    back_on: date | None = None
    is_asked: bool = True


@dataclass(frozen=True)
class CheckIn:
    """One week on one requisition, as its message shows it."""

    id: int
    requisition_id: int
    number: int
    title: str
    week: date
    answers: list[Answer]


async def shown(session: AsyncSession, workspace: str, check_in_id: int, *, at: datetime) -> CheckIn | None:
    """A check-in with both sides, the recruiter's first: their answers, and of whom there is none, why not."""
    row = await session.scalar(
        select(models.CheckIn).where(models.CheckIn.workspace == workspace, models.CheckIn.id == check_in_id)
    )
    role = await requisitions.get(session, workspace, row.requisition_id) if row is not None else None
    if row is None or role is None:
        return None
    answer, ask = models.CheckInAnswer, models.Ask
    found = (
        await session.execute(
            select(answer, ask.state, ask.asked_at)
            .join(ask, (ask.workspace == answer.workspace) & (ask.id == answer.ask_id))
            .where(answer.workspace == workspace, answer.check_in_id == check_in_id)
            .order_by(answer.side.desc(), answer.id)
        )
    ).all()
    seats = {Role.RECRUITER: role.recruiter, Role.MANAGER: role.manager}
    known = await people.named(session, workspace, [*(a.person for a, *_ in found), *seats.values()])
    answers = []
    for a, state, asked_at in found:
        said, away = said_in(a), None
        if a.answered_at is None:
            asked = state in asks.LIVE
            away = back_on(known[a.person].calendar, at if asked else asked_at)
        name, over = known[a.person].first_name, a.answered_at is None and state not in asks.LIVE
        answers.append(Answer(a.person, name, a.side, a.answered_at, over, a.nothing_new, said, away))
    has = {a.person for a, *_ in found}
    for side, who in seats.items():
        if who not in has and await _comes_later(session, known[who], row.week, at):
            has.add(who)
            answers.append(
                Answer(who, known[who].first_name, side, back_on=back_on(known[who].calendar, at), is_asked=False)
            )
    answers.sort(key=lambda each: each.side, reverse=True)
    return CheckIn(row.id, row.requisition_id, role.number, role.title, row.week, answers)


async def _comes_later(session: AsyncSession, person: Person, week: date, at: datetime) -> bool:
    """Whether this person's own day of that week is still to come."""
    found = await session.get(models.Person, (person.workspace, person.id), populate_existing=True)
    if found is None or found.next_check_in_at is None or not person.is_member or found.next_check_in_at <= at:
        return False
    return week_of(local_day(person.zone, found.next_check_in_at)) == week


async def contents(session: AsyncSession, workspace: str, reader: str, ask_ids: list[int]) -> dict[int, int]:
    """How content managers said they are, by their ask, for the recruiter of the role now; nobody else reads any."""
    row, ask, on = models.CheckInAnswer, models.Ask, models.RequisitionPerson
    found = await session.execute(
        select(ask.id, row.content)
        .join(row, (row.workspace == ask.workspace) & (row.ask_id == ask.id))
        .join(on, (on.workspace == ask.workspace) & (on.requisition_id == ask.requisition_id))
        .where(
            ask.workspace == workspace,
            ask.id.in_(ask_ids),
            on.person == reader,
            on.role == Role.RECRUITER,
            on.until.is_(None),
        )
    )
    return {ask_id: content for ask_id, content in found.all() if content is not None}
