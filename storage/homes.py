"""Homes: whose App Home is to be painted again, because something on it changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, outbox
from storage.rules import pages
from storage.rules.pages import Part, Turned


def lane(person: str) -> str:
    """The lane of somebody's App Home: never behind what is said to them."""
    return f"home:{person}"


async def opened(session: AsyncSession, workspace: str, person: str, *, at: datetime) -> None:
    """Somebody looks at their App Home: it is painted now, and from now on after every change that concerns them. Heard
    twice, or late, it is painted once more. Whoever is a guest, or not known at all, is shown that it is not for them.
    """
    row = models.Person
    await session.execute(
        update(row).where(row.workspace == workspace, row.id == person, row.home_at.is_(None)).values(home_at=at)
    )
    await _paint(session, workspace, person, at)


async def turn(session: AsyncSession, workspace: str, person: str, part: Part, page: int, *, at: datetime) -> None:
    """Turns one list to a page (0 is the first). One there is not shows the nearest there is, so a press on an old
    painting does no harm."""
    row = await session.get_one(models.Person, (workspace, person), with_for_update=True)
    row.home_pages = pages.to_json(pages.turn(pages.from_json(row.home_pages, at), part, page), at)
    await _paint(session, workspace, person, at)


async def turned(session: AsyncSession, workspace: str, person: str, *, at: datetime) -> Turned:
    """Where somebody has turned the lists to."""
    row = models.Person
    stored = await session.scalar(select(row.home_pages).where(row.workspace == workspace, row.id == person))
    return pages.from_json(stored, at)


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
        await _paint(session, workspace, person, at)


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


async def _paint(session: AsyncSession, workspace: str, person: str, at: datetime) -> None:
    await outbox.repaint(
        session, workspace, lane(person), "home.publish", {"person": person}, card=f"home:{person}", at=at
    )
