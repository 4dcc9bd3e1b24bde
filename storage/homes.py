"""Homes: whose App Home is to be painted again, because something on it changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, outbox


def lane(person: str) -> str:
    """The lane of somebody's App Home: never behind what is said to them."""
    return f"home:{person}"


async def touch(session: AsyncSession, workspace: str, people: Iterable[str | None], *, at: datetime) -> None:
    """Has App Home painted again for those of these people who have ever opened it. Several changes collapse into one
    painting."""
    wanted = {person for person in people if person}
    if not wanted:
        return
    row = models.Person
    found = await session.scalars(
        select(row.id).where(row.workspace == workspace, row.id.in_(wanted), row.home_at.is_not(None)).order_by(row.id)
    )
    for person in list(found):
        await outbox.repaint(
            session, workspace, lane(person), "home.publish", {"person": person}, card=f"home:{person}", at=at
        )


async def touch_partners(session: AsyncSession, workspace: str, requisition_id: int, *, at: datetime) -> None:
    """As `touch`, for everybody on a requisition: its line on their App Home changed."""
    on, row = models.RequisitionPerson, models.Person
    found = await session.scalars(
        select(on.person)
        .join(row, (row.workspace == on.workspace) & (row.id == on.person))
        .where(
            on.workspace == workspace,
            on.requisition_id == requisition_id,
            on.until.is_(None),
            row.home_at.is_not(None),
        )
    )
    await touch(session, workspace, list(found), at=at)
