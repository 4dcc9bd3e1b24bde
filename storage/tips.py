"""Tips: noticed in the transaction of whoever does something, told once to that person, never two in one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, models, outbox, people
from storage.inserts import or_nothing
from storage.people import Person
from storage.rules.rhythm import local_day
from storage.rules.rights import Act
from storage.rules.tips import MOMENTS, Moment, choose

_KEY = "tips"  # under which a session keeps what was noticed


@dataclass(frozen=True)
class _Noticed:
    workspace: str
    person: str
    requisition_id: int
    moment: Moment
    at: datetime


def happened(
    session: AsyncSession, workspace: str, kind: str, actor: str | None, requisition_id: int | None, at: datetime
) -> None:
    """Somebody did what the timeline calls `kind`; where that is the moment of a tip, they may get one when the
    transaction ends."""
    if kind in MOMENTS and actor is not None and requisition_id is not None:
        notice(session, workspace, actor, requisition_id, MOMENTS[kind], at=at)


def notice(
    session: AsyncSession, workspace: str, person: str, requisition_id: int, moment: Moment, *, at: datetime
) -> None:
    """It is that moment for somebody, on that requisition."""
    session.info.setdefault(_KEY, []).append(_Noticed(workspace, person, requisition_id, moment, at))


async def tell(session: AsyncSession) -> None:
    """Asks for the tips that what happened in this transaction calls for to be sent. Everybody's lane comes after all
    other locks, in one order."""
    found: list[_Noticed] = session.info.pop(_KEY, [])
    for each in sorted(found, key=lambda each: (each.workspace, each.person)):
        await _tell(session, each)


async def _tell(session: AsyncSession, noticed: _Noticed) -> None:
    workspace, told = noticed.workspace, models.TipTold
    person = await people.get(session, workspace, noticed.person)
    if not person.is_member:
        return
    days = await _told(session, person)
    if days is None:
        return
    today = local_day(person.zone, noticed.at)
    if today in days.values():
        return  # the next such moment will do
    roles = await people.roles(session, workspace, person.id, noticed.requisition_id)
    tip = choose(noticed.moment, roles, person.calendar.country, days)
    if tip is None:
        return
    new = or_nothing(session, told, workspace=workspace, person=person.id, tip=tip.key, day=today)
    kept = await session.scalar(new.returning(told.tip))
    if kept is None:  # by another transaction a moment ago: theirs stands, and the outbox's key keeps it one message
        kept = await session.scalar(
            select(told.tip).where(told.workspace == workspace, told.person == person.id, told.day == today)
        )
    if kept is not None:
        ids = {"person": person.id, "tip": kept}
        await outbox.send(session, workspace, person.id, "tip.told", ids, key=f"tip:{person.id}:{kept}", at=noticed.at)


async def wanted(session: AsyncSession, person: Person) -> bool:
    """Whether this person gets tips: they and this workspace may each have none."""
    return await _told(session, person) is not None


async def _told(session: AsyncSession, person: Person) -> dict[str, date] | None:
    """The tips this person was told, each with its day; None where they get none."""
    row, home, told = models.Person, models.Workspace, models.TipTold
    found = await session.execute(
        select(or_(row.no_tips, home.no_tips), told.tip, told.day)
        .join(home, home.id == row.workspace)
        .outerjoin(told, (told.workspace == row.workspace) & (told.person == row.id))
        .where(row.workspace == person.workspace, row.id == person.id)
    )
    rows = found.all()
    if any(off for off, _, _ in rows):
        return None
    return {tip: day for _, tip, day in rows if tip is not None}


async def turned_off(session: AsyncSession, person: Person) -> bool:
    """Whether this person chose to get none."""
    row = models.Person
    found = await session.scalar(select(row.no_tips).where(row.workspace == person.workspace, row.id == person.id))
    return bool(found)


async def off_for_all(session: AsyncSession, workspace: str) -> bool:
    """Whether nobody here gets any."""
    row = models.Workspace
    return bool(await session.scalar(select(row.no_tips).where(row.id == workspace)))


async def turn_off(session: AsyncSession, person: Person, *, off: bool = True) -> None:
    """Takes a person's choice to get no tips, or to get them again."""
    row = models.Person
    mine = (row.workspace == person.workspace) & (row.id == person.id)
    await session.execute(update(row).where(mine).values(no_tips=off))


async def turn_off_for_all(session: AsyncSession, person: Person, *, off: bool, at: datetime) -> None:
    """The same for everybody here, by an administrator."""
    await people.must(session, person, Act.DEFAULTS, None)
    if await off_for_all(session, person.workspace) == off:
        return
    row = models.Workspace
    await session.execute(update(row).where(row.id == person.workspace).values(no_tips=off))
    audit.note(session, person.workspace, "tips", at=at, by=person.id, on=not off)
