"""Check-ins: once a week each side says what is new; both answers appear together in the role's channel.

A little over 300 lines: asking, answering and showing share their locks and their rows, and read best in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import agreements, asks, models, outbox, people, requisitions, timeline
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.agreements import is_check_in_week
from storage.rules.promises import Kind
from storage.rules.rhythm import local_day, next_check_in, week_of
from storage.rules.rights import Role

SIDES = (Role.RECRUITER, Role.MANAGER)


@dataclass(frozen=True)
class Answer:
    """One side of a check-in. Unanswered while `answered_at` is None; `lapsed` when the time for it is over."""

    person: str
    name: str
    side: str
    answered_at: datetime | None
    lapsed: bool
    nothing_new: bool
    news: str | None
    needs: str | None


@dataclass(frozen=True)
class CheckIn:
    """One week on one requisition, as its message shows it."""

    id: int
    requisition_id: int
    number: int
    title: str
    week: date
    answers: list[Answer]


@dataclass(frozen=True)
class Said:
    """What one side writes about one requisition. Both empty means: nothing new."""

    news: str | None = None
    needs: str | None = None


async def plan(session: AsyncSession, person: Person, *, now: datetime, asked: bool = False) -> None:
    """Sets when this person is asked next: on their day while they are a side of a live role, else never.

    A day that has come and was not `asked` yet stays: a role opened or closed that minute must not skip the week.
    """
    on, role = models.RequisitionPerson, models.Requisition
    live = await session.scalar(
        select(role.id)
        .join(on, (on.workspace == role.workspace) & (on.requisition_id == role.id))
        .where(
            on.workspace == person.workspace,
            on.person == person.id,
            on.role.in_(SIDES),
            on.until.is_(None),
            role.closed_at.is_(None),
        )
        .limit(1)
    )
    row = models.Person
    mine = (row.workspace == person.workspace) & (row.id == person.id)
    day, planned = (await session.execute(select(row.check_in_day, row.next_check_in_at).where(mine))).one()
    if live and planned is not None and planned <= now and not asked:
        return
    at = next_check_in(person.calendar, day, now) if live else None
    await session.execute(update(row).where(mine).values(next_check_in_at=at))


async def on_day(session: AsyncSession, person: Person, day: int, *, at: datetime) -> None:
    """Takes the day of the week (Monday is 0) on which this person wants to be asked, at the first window they have
    now."""
    await people.lock(session, person.workspace, person.id)
    row = models.Person
    mine = (row.workspace == person.workspace) & (row.id == person.id)
    await session.execute(update(row).where(mine).values(check_in_day=day))
    await plan(session, person, now=at)


async def due_people(session: AsyncSession, *, at: datetime, limit: int = 50) -> list[tuple[str, str]]:
    """People whose check-in day has come: (workspace, person)."""
    row = models.Person
    found = await session.execute(
        select(row.workspace, row.id).where(row.next_check_in_at <= at).order_by(row.next_check_in_at).limit(limit)
    )
    return [(workspace, person) for workspace, person in found.all()]


async def ask_person(session: AsyncSession, workspace: str, person_id: str, *, at: datetime) -> int:
    """Asks one person about all their live roles at once, every other week only where that was agreed; gives back about
    how many. Run twice, asks once."""
    on, role = models.RequisitionPerson, models.Requisition
    roles = (
        await session.execute(
            select(role.id, on.role, role.opened_at)
            .join(on, (on.workspace == role.workspace) & (on.requisition_id == role.id))
            .where(
                on.workspace == workspace,
                on.person == person_id,
                on.role.in_(SIDES),
                on.until.is_(None),
                role.closed_at.is_(None),
            )
            .order_by(role.id, on.role)
        )
    ).all()
    # Requisitions, then the person: the order in which everybody takes their locks. One that was closed while we
    # waited for its lock is asked about no more.
    live = await requisitions.lock_live(session, workspace, {requisition_id for requisition_id, _, _ in roles})
    await people.lock(session, workspace, person_id)
    row = await session.get(models.Person, (workspace, person_id), populate_existing=True)
    person = await people.get(session, workspace, person_id)
    if row is None or row.next_check_in_at is None or row.next_check_in_at > at:
        return 0
    week = week_of(local_day(person.zone, at))
    asked: set[int] = set()
    if not person.is_deactivated:
        agreed = await agreements.agreed_each(session, workspace, live)
        for requisition_id, side, opened_at in roles:
            fortnightly = requisition_id in agreed and agreed[requisition_id].is_fortnightly
            if fortnightly and not is_check_in_week(opened_at.date(), week):
                continue
            if requisition_id in live - asked and await _ask(session, person, requisition_id, side, week, at):
                asked.add(requisition_id)
    await plan(session, person, now=at, asked=True)
    return len(asked)


async def _ask(session: AsyncSession, person: Person, requisition_id: int, side: str, week: date, at: datetime) -> bool:
    workspace = person.workspace
    check_in = await session.scalar(
        select(models.CheckIn).where(
            models.CheckIn.workspace == workspace,
            models.CheckIn.requisition_id == requisition_id,
            models.CheckIn.week == week,
        )
    )
    if check_in is None:
        check_in = models.CheckIn(workspace=workspace, requisition_id=requisition_id, week=week)
        session.add(check_in)
        await session.flush()
    answer = models.CheckInAnswer
    if await session.scalar(
        select(answer.id).where(
            answer.workspace == workspace,
            answer.check_in_id == check_in.id,
            answer.person == person.id,
        )
    ):
        return False
    ask = await asks.ask(
        session,
        workspace,
        Kind.CHECK_IN,
        owner=person.id,
        asker=None,
        requisition_id=requisition_id,
        at=at,
        say_at=at,
    )
    session.add(
        models.CheckInAnswer(workspace=workspace, check_in_id=check_in.id, person=person.id, side=side, ask_id=ask.id)
    )
    await session.flush()
    return True


async def pending(session: AsyncSession, person: Person) -> list[tuple[int, int, str]]:
    """The roles this person is being asked about: (answer id, requisition number, title)."""
    answer, check_in, role, ask = models.CheckInAnswer, models.CheckIn, models.Requisition, models.Ask
    found = await session.execute(
        select(answer.id, role.number, role.title)
        .join(check_in, (check_in.workspace == answer.workspace) & (check_in.id == answer.check_in_id))
        .join(role, (role.workspace == answer.workspace) & (role.id == check_in.requisition_id))
        .join(ask, (ask.workspace == answer.workspace) & (ask.id == answer.ask_id))
        .where(ask.workspace == person.workspace, ask.owner == person.id, ask.state == "open")
        .order_by(role.number)
    )
    return [(answer_id, number, title) for answer_id, number, title in found.all()]


async def answer_all(session: AsyncSession, person: Person, said: dict[int, Said], *, at: datetime) -> list[int]:
    """One form, every role: what is not named in `said` (answer id → words) counts as nothing new.

    Gives back the requisition numbers answered. Refused when nothing is open any more.
    """
    waiting = await pending(session, person)
    if not waiting:
        raise Refused(Why.ALREADY_ANSWERED)
    check_in = models.CheckIn
    ids = (
        await session.scalars(
            select(check_in.requisition_id)
            .join(
                models.CheckInAnswer,
                (models.CheckInAnswer.workspace == check_in.workspace)
                & (models.CheckInAnswer.check_in_id == check_in.id),
            )
            .where(
                check_in.workspace == person.workspace,
                models.CheckInAnswer.id.in_([answer_id for answer_id, _, _ in waiting]),
            )
        )
    ).all()
    await requisitions.lock_live(session, person.workspace, set(ids))
    people.must_be_member(await people.get(session, person.workspace, person.id))
    await people.lock(session, person.workspace, person.id)
    answered = []
    for answer_id, number, _ in waiting:
        if await _answer(session, person, answer_id, said.get(answer_id, Said()), at):
            answered.append(number)
    if not answered:
        raise Refused(Why.ALREADY_ANSWERED)
    return answered


async def _answer(session: AsyncSession, person: Person, answer_id: int, words: Said, at: datetime) -> bool:
    row = await session.scalar(
        select(models.CheckInAnswer).where(
            models.CheckInAnswer.workspace == person.workspace, models.CheckInAnswer.id == answer_id
        )
    )
    ask = await asks.get(session, person.workspace, row.ask_id) if row else None
    if row is None or ask is None:
        return False
    await session.refresh(ask)
    if ask.state != "open":
        return False
    row.news, row.needs, row.answered_at = words.news, words.needs, at
    row.nothing_new = not (words.news or words.needs)
    answered = await asks.answer(session, ask, by=person.id, at=at)
    timeline.record(
        session,
        person.workspace,
        "checked_in",
        at=at,
        actor=person.id,
        requisition_id=ask.requisition_id,
        waited=answered.waited,
    )
    await _show(session, person.workspace, row.check_in_id, ask.requisition_id, at)
    return True


async def lapsed(session: AsyncSession, workspace: str, ask_id: int, *, at: datetime) -> None:
    """The time for an answer is over: the message, if there is one, says kindly who was not heard."""
    row = await session.scalar(
        select(models.CheckInAnswer).where(
            models.CheckInAnswer.workspace == workspace, models.CheckInAnswer.ask_id == ask_id
        )
    )
    if row is not None:
        ask = await asks.get(session, workspace, ask_id)
        if ask is not None:
            await _repaint(session, workspace, row.check_in_id, ask.requisition_id, at)


async def _show(session: AsyncSession, workspace: str, check_in_id: int, requisition_id: int, at: datetime) -> None:
    """The first answer posts the message, the second joins it there."""
    await session.flush()
    await outbox.send(
        session,
        workspace,
        outbox.requisition_lane(requisition_id),
        "check_in.post",
        {"check_in": check_in_id},
        key=f"check_in:{check_in_id}",
        at=at,
    )
    await _repaint(session, workspace, check_in_id, requisition_id, at)


async def _repaint(session: AsyncSession, workspace: str, check_in_id: int, requisition_id: int, at: datetime) -> None:
    await outbox.repaint(
        session,
        workspace,
        outbox.requisition_lane(requisition_id),
        "check_in.repaint",
        {"check_in": check_in_id},
        card=f"check_in:{check_in_id}",
        at=at,
    )


async def shown(session: AsyncSession, workspace: str, check_in_id: int) -> CheckIn | None:
    """A check-in with both sides' answers, the recruiter's first."""
    check_in, role = models.CheckIn, models.Requisition
    head = (
        await session.execute(
            select(check_in, role.number, role.title)
            .join(role, (role.workspace == check_in.workspace) & (role.id == check_in.requisition_id))
            .where(check_in.workspace == workspace, check_in.id == check_in_id)
        )
    ).first()
    if head is None:
        return None
    row, number, title = head
    answer, ask = models.CheckInAnswer, models.Ask
    found = await session.execute(
        select(answer, ask.state)
        .join(ask, (ask.workspace == answer.workspace) & (ask.id == answer.ask_id))
        .where(answer.workspace == workspace, answer.check_in_id == check_in_id)
        .order_by(answer.side.desc(), answer.id)
    )
    rows = found.all()
    known = await people.named(session, workspace, [a.person for a, _ in rows])
    answers = [
        Answer(
            a.person,
            known[a.person].first_name,
            a.side,
            a.answered_at,
            state == "lapsed",
            a.nothing_new,
            a.news,
            a.needs,
        )
        for a, state in rows
    ]
    return CheckIn(row.id, row.requisition_id, number, title, row.week, answers)
