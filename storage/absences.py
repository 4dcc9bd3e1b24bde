"""Absences that begin, and people who left: what they owe goes to whoever stands in, or whoever waits is told."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, people, requisitions, turns
from storage.falls_due import FallsDue

# Absences that have begun and were not looked at: (workspace, absence id).
due: FallsDue[int] = FallsDue(
    models.Absence.starts_at, models.Absence.handled_at.is_(None), models.Absence.taken_back_at.is_(None)
)


async def left(session: AsyncSession, workspace: str, person: str, *, at: datetime) -> bool:
    """As `begin`, for somebody who has left the workspace and counts as absent. False where they are here."""
    await _lock(session, workspace, person)
    if not (await people.get(session, workspace, person)).is_deactivated:
        return False
    await _stand_in(session, workspace, person, at)
    return True


async def begin(session: AsyncSession, workspace: str, absence_id: int, *, at: datetime) -> bool:
    """Hands over what can be, on fresh clocks, and tells whoever else waits. False when somebody else did, and while
    the day has not begun where the person lives by now."""
    row = models.Absence
    absence = await session.scalar(select(row).where(row.workspace == workspace, row.id == absence_id))
    if absence is None:
        return False
    await _lock(session, workspace, absence.person)
    await session.refresh(absence)
    if absence.handled_at is not None or absence.taken_back_at is not None:
        return False
    person = await people.get(session, workspace, absence.person)
    begins = datetime.combine(absence.first, time(), person.calendar.tz)
    if begins > at:
        absence.starts_at = begins
        return False
    absence.handled_at = at
    await _stand_in(session, workspace, absence.person, at)
    return True


async def _lock(session: AsyncSession, workspace: str, person: str) -> None:
    """Every requisition on which this person owes something, and then the person, as everybody takes their locks."""
    for requisition_id in sorted({ask.requisition_id for ask in await _owed(session, workspace, person)}):
        await requisitions.lock(session, workspace, requisition_id)
    await people.lock(session, workspace, person)


async def _stand_in(session: AsyncSession, workspace: str, person: str, at: datetime) -> None:
    for row in await _owed(session, workspace, person):
        await turns.stood_in_for(session, row, at=at)


async def _owed(session: AsyncSession, workspace: str, person: str) -> list[models.Ask]:
    row = models.Ask
    found = await session.scalars(
        select(row)
        .where(row.workspace == workspace, row.owner == person, row.state == "open")
        .order_by(row.id)
        .execution_options(populate_existing=True)
    )
    return list(found)
