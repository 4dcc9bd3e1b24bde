"""Absences that begin: what a person owes goes to whoever stands in, or whoever waits is told that they are away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models, people, requisitions, stand_ins, turns
from storage.rules.promises import Kind


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
    """Hands over what can be, on fresh clocks, and tells whoever else waits. False when somebody else did."""
    row = models.Absence
    absence = await session.scalar(
        select(row).where(row.workspace == workspace, row.id == absence_id).with_for_update()
    )
    if absence is None or absence.handled_at is not None or absence.taken_back_at is not None:
        return False
    absence.handled_at = at
    ask = models.Ask
    owed = await session.execute(
        select(ask.id, ask.requisition_id)
        .where(ask.workspace == workspace, ask.owner == absence.person, ask.state == "open")
        .order_by(ask.requisition_id, ask.id)
    )
    for ask_id, requisition_id in owed.all():
        await requisitions.lock(session, workspace, requisition_id)
        await people.lock(session, workspace, absence.person)
        found = await asks.get(session, workspace, ask_id)
        if found is None:
            continue
        await session.refresh(found)
        if found.state != "open" or found.owner != absence.person:
            continue
        kind = Kind(found.kind)
        to = await stand_ins.find(session, workspace, kind, absence.person, requisition_id, asker=found.asker, at=at)
        if to is not None:
            await turns.pass_on(session, found, to=to, by=None, at=at)
        elif absence.last > absence.first:
            await asks.tell_of_absence(session, found, at=at)
    return True
