"""Check-ins, asked: once a week each side is asked about all its roles at once. Answered: check_in_answers.py."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import agreements, asks, check_in_answers, models, people, pulses, requisitions
from storage.falls_due import FallsDue
from storage.people import Person
from storage.rules.agreements import is_check_in_week
from storage.rules.promises import Kind
from storage.rules.rhythm import local_day, next_check_in, week_of
from storage.rules.rights import Role

SIDES = (Role.RECRUITER, Role.MANAGER)


async def plan(session: AsyncSession, workspace: str, *who: str, now: datetime, asked: bool = False) -> None:
    """Sets when these people are asked next: on their day while they are a side of a live role, else never.

    A day that has come and was not `asked` yet stays: a role opened or closed that minute must not skip the week. With
    whom they share a role is with whom they have a pulse.
    """
    await pulses.plan(session, workspace, *who, now=now)
    row, on, role = models.Person, models.RequisitionPerson, models.Requisition
    has_live = exists().where(
        on.workspace == row.workspace,
        on.person == row.id,
        on.role.in_(SIDES),
        on.until.is_(None),
        role.workspace == on.workspace,
        role.id == on.requisition_id,
        role.closed_at.is_(None),
    )
    mine = (row.workspace == workspace) & row.id.in_(who)
    found = await session.execute(select(row, has_live).where(mine).execution_options(populate_existing=True))
    for each, live in found.all():
        planned = each.next_check_in_at
        if not live:
            each.next_check_in_at = None
        elif planned is None or planned > now or asked:
            person = await people.get(session, workspace, each.id)
            each.next_check_in_at = next_check_in(person.calendar, each.check_in_day, now)
    await session.flush()


async def on_day(session: AsyncSession, person: Person, day: int, *, at: datetime) -> None:
    """Takes the day of the week (Monday is 0) on which this person wants to be asked, at the first window they have
    now."""
    await people.lock(session, person.workspace, person.id)
    row = models.Person
    mine = (row.workspace == person.workspace) & (row.id == person.id)
    await session.execute(update(row).where(mine).values(check_in_day=day))
    await plan(session, person.workspace, person.id, now=at)


# People whose check-in day has come: (workspace, person).
due_people: FallsDue[str] = FallsDue(models.Person.next_check_in_at)


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
    await plan(session, workspace, person_id, now=at, asked=True)
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
    await check_in_answers.repaint(session, workspace, check_in.id, requisition_id, at=at)
    return True
