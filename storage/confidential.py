"""Confidential roles: who opened a candidate of one is noted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, models
from storage.people import Person


async def holds(session: AsyncSession, workspace: str, submission_id: int) -> bool:
    """Whether a submission is on a confidential role."""
    role, row = models.Requisition, models.Submission
    found = await session.scalar(
        select(role.is_confidential)
        .join(row, (row.workspace == role.workspace) & (row.requisition_id == role.id))
        .where(row.workspace == workspace, row.id == submission_id)
    )
    return bool(found)


async def opened(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> None:
    """Notes that somebody opened what is held on a candidate of a confidential role."""
    about = f"submission:{submission_id}"
    audit.note(session, person.workspace, "confidential_seen", at=at, by=person.id, about=about)
