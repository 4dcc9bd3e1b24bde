"""Homes: whose App Home is to be painted again, because something on it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, outbox
from storage.people import STALE_AFTER
from storage.rules import pages
from storage.rules.pages import Part

_KEY = "homes"  # under which a session keeps whom it touched


def lane(person: str) -> str:
    """The lane of somebody's App Home: never behind what is said to them."""
    return f"home:{person}"


async def opened(session: AsyncSession, workspace: str, person: str, *, at: datetime) -> None:
    """Somebody looks at their App Home: it is painted now, and from now on after every change that concerns them. Heard
    twice, or late, it is painted once more. Who is a stranger must be met first, and whoever was met long ago anew.
    """
    row = models.Person
    found = await session.execute(select(row.seen_at, row.home_at).where(row.workspace == workspace, row.id == person))
    seen_at, home_at = found.one_or_none() or (None, None)
    if seen_at is not None and home_at is not None:
        await _paint(session, workspace, person, at)
    elif seen_at is not None:
        await met(session, workspace, person, at=at)
    if seen_at is None or at - seen_at >= STALE_AFTER:
        await outbox.repaint(
            session, workspace, lane(person), "home.meet", {"person": person}, card=f"meet:{person}", at=at
        )


async def is_known(session: AsyncSession, workspace: str, person: str, *, at: datetime) -> bool:
    """Whether Slack has said lately who that is."""
    seen_at = await _seen(session, workspace, person)
    return seen_at is not None and at - seen_at < STALE_AFTER


async def _seen(session: AsyncSession, workspace: str, person: str) -> datetime | None:
    row = models.Person
    seen_at: datetime | None = await session.scalar(
        select(row.seen_at).where(row.workspace == workspace, row.id == person)
    )
    return seen_at


async def met(session: AsyncSession, workspace: str, person: str, *, at: datetime) -> None:
    """Paints the App Home of somebody who opened it. Whoever is a guest, or nobody Slack knows, is shown that it is not
    for them."""
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


async def touch(session: AsyncSession, workspace: str, people: Iterable[str | None], *, at: datetime) -> None:
    """Has App Home painted again for those of these people who have ever opened it, when this transaction ends. Several
    changes are one painting."""
    _touched(session, workspace, at).people |= {person for person in people if person}


async def touch_partners(session: AsyncSession, workspace: str, requisition_id: int, *, at: datetime) -> None:
    """As `touch`, for everybody on a requisition: its line on their App Home changed."""
    _touched(session, workspace, at).requisitions.add(requisition_id)


@dataclass
class _Touched:
    """What one transaction changed for whom, in one workspace. `at` is when it last did."""

    at: datetime
    people: set[str] = field(default_factory=set)
    requisitions: set[int] = field(default_factory=set)


def _touched(session: AsyncSession, workspace: str, at: datetime) -> _Touched:
    found: dict[str, _Touched] = session.info.setdefault(_KEY, {})
    touched = found.setdefault(workspace, _Touched(at))
    touched.at = max(touched.at, at)
    return touched


async def paint_touched(session: AsyncSession) -> None:
    """Asks for the paintings of everybody touched. A change may concern many people, each with a lane of their own:
    taken last and in one order, so that no two transactions wait for each other."""
    found: dict[str, _Touched] = session.info.pop(_KEY, {})
    on, row = models.RequisitionPerson, models.Person
    for workspace, touched in sorted(found.items()):
        partners = select(on.person).where(
            on.workspace == workspace, on.requisition_id.in_(touched.requisitions), on.until.is_(None)
        )
        concerned = await session.scalars(
            select(row.id)
            .where(
                row.workspace == workspace,
                row.home_at.is_not(None),
                or_(row.id.in_(touched.people), row.id.in_(partners)),
            )
            .order_by(row.id)
        )
        for person in list(concerned):
            await _paint(session, workspace, person, touched.at)


async def _paint(session: AsyncSession, workspace: str, person: str, at: datetime) -> None:
    await outbox.repaint(
        session, workspace, lane(person), "home.publish", {"person": person}, card=f"home:{person}", at=at
    )
