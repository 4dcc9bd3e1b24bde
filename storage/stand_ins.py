"""Stand-ins: who answers for somebody who is away. Source: the product's rule for absences.

A delegate the absent person named, through any number of absences; without one, and away for over a day, the backup
decider for what needs a decision and a helper for what a recruiter owes; else nobody, and the clock stands still.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, outbox, people
from storage.people import Person
from storage.rules.calendars import away_on
from storage.rules.promises import PERSONAL, Escalation, Kind, escalation
from storage.rules.rhythm import local_day
from storage.rules.rights import Role

_IN_PLACE = {
    Escalation.BACKUP_MAY_ANSWER: Role.BACKUP,
    Escalation.HELPER_MAY_ANSWER: Role.HELPER,
    Escalation.HELPER_TOLD: Role.HELPER,
}


async def find(
    session: AsyncSession,
    workspace: str,
    kind: Kind,
    owner: str,
    requisition_id: int,
    *,
    asker: str | None,
    at: datetime,
) -> str | None:
    """Who answers in the owner's place now: None where the owner is here, or nobody can. Never whoever waits for the
    answer."""
    person = await people.get(session, workspace, owner)
    absence = await _absence(session, person, local_day(person.zone, at))
    if kind in PERSONAL or (absence is None and not person.is_deactivated):
        return None
    seen = {owner, asker}
    while absence is not None and absence.delegate is not None and absence.delegate not in seen:
        seen.add(absence.delegate)
        person = await people.get(session, workspace, absence.delegate)
        absence = await _absence(session, person, local_day(person.zone, at))
        if absence is None and _is_member(person):
            return person.id
    person = await people.get(session, workspace, owner)
    role = _IN_PLACE.get(escalation(kind))
    if role is None or not await is_long_away(session, person, at=at):
        return None
    return await _here(session, workspace, requisition_id, role, seen, at)


async def is_long_away(session: AsyncSession, person: Person, *, at: datetime) -> bool:
    """Whether this person is in the middle of an absence of over a day, or has left the workspace."""
    if person.is_deactivated:
        return True
    absence = await _absence(session, person, local_day(person.zone, at))
    return absence is not None and absence.last > absence.first


def away_until(person: Person, at: datetime) -> date | None:
    """The last of the days away that this person is in the middle of; None where they are here."""
    return away_on(person.calendar, local_day(person.zone, at))


async def let_in(session: AsyncSession, workspace: str, person: str, requisition_id: int, *, at: datetime) -> None:
    """Whoever took over an ask sees the requisition and is invited to its channel, unless they are on it already."""
    if await people.roles(session, workspace, person, requisition_id):
        return
    session.add(
        models.RequisitionPerson(
            workspace=workspace, requisition_id=requisition_id, person=person, role=Role.STAND_IN, since=at
        )
    )
    await session.flush()
    await invite(session, workspace, person, requisition_id, at=at)


async def invite(session: AsyncSession, workspace: str, person: str, requisition_id: int, *, at: datetime) -> None:
    """Has somebody invited to a requisition's channel: again where they left the role since and come back."""
    await outbox.send(
        session,
        workspace,
        outbox.requisition_lane(requisition_id),
        "requisition.invite",
        {"requisition": requisition_id, "person": person},
        key=f"requisition:{requisition_id}:invite:{person}:{int(at.timestamp())}",
        at=at,
    )


async def _here(
    session: AsyncSession, workspace: str, requisition_id: int, role: Role, without: set[str | None], at: datetime
) -> str | None:
    on = models.RequisitionPerson
    found = await session.scalars(
        select(on.person)
        .where(on.workspace == workspace, on.requisition_id == requisition_id, on.role == role, on.until.is_(None))
        .order_by(on.id)
    )
    for somebody in list(found):
        person = await people.get(session, workspace, somebody)
        away = await _absence(session, person, local_day(person.zone, at))
        if somebody not in without and away is None and _is_member(person):
            return somebody
    return None


def _is_member(person: Person) -> bool:
    return not (person.is_deactivated or person.is_guest or person.is_bot)


async def _absence(session: AsyncSession, person: Person, day: date) -> models.Absence | None:
    if not any(first <= day <= last for first, last in person.calendar.away):
        return None  # the usual case, without asking the database
    row = models.Absence
    found: models.Absence | None = await session.scalar(
        select(row)
        .where(
            row.workspace == person.workspace,
            row.person == person.id,
            row.taken_back_at.is_(None),
            row.first <= day,
            row.last >= day,
        )
        .order_by(row.id.desc())
        .limit(1)
    )
    return found
