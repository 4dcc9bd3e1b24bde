"""Absences that begin: what a person owes goes to whoever stands in, or whoever waits is told that they are away."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, people, requisitions, turns


async def due(session: AsyncSession, *, at: datetime, limit: int = 50) -> list[tuple[str, int]]:
    """Absences that have begun and were not looked at: (workspace, absence id)."""
    row = models.Absence
    found = await session.execute(
        select(row.workspace, row.id)
        .where(row.starts_at <= at, row.handled_at.is_(None), row.taken_back_at.is_(None))
        .order_by(row.starts_at)
        .limit(limit)
    )
    return [(workspace, absence_id) for workspace, absence_id in found.all()]


async def begin(session: AsyncSession, workspace: str, absence_id: int, *, at: datetime) -> bool:
    """Hands over what can be, on fresh clocks, and tells whoever else waits. False when somebody else did, and while
    the day has not begun where the person lives by now."""
    row, ask = models.Absence, models.Ask
    absence = await session.scalar(select(row).where(row.workspace == workspace, row.id == absence_id))
    if absence is None:
        return False
    owes = (ask.workspace == workspace) & (ask.owner == absence.person) & (ask.state == "open")
    for requisition_id in sorted(set(await session.scalars(select(ask.requisition_id).where(owes)))):
        await requisitions.lock(session, workspace, requisition_id)
    await people.lock(session, workspace, absence.person)
    await session.refresh(absence)
    if absence.handled_at is not None or absence.taken_back_at is not None:
        return False
    person = await people.get(session, workspace, absence.person)
    begins = datetime.combine(absence.first, time(), person.calendar.tz)
    if begins > at:
        absence.starts_at = begins
        return False
    absence.handled_at = at
    for found in list(await session.scalars(select(ask).where(owes).order_by(ask.id))):
        await turns.stood_in_for(session, found, at=at)
    return True
