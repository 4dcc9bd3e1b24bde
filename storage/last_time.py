"""Last time: what the two agreed on closing a role, and how it went, kept for the same manager's next brief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, people, versions
from storage.people import Person
from storage.realities import may_count
from storage.requisitions import Requisition
from storage.rules.briefs import Section
from storage.rules.realities import MOST_AGREED
from storage.rules.rights import Act, Role


@dataclass(frozen=True)
class Action:
    """What will be done differently next time, and the side that owns it (`recruiter`, `manager`), where one does."""

    text: str
    owner: str | None = None


@dataclass(frozen=True)
class LastTime:
    """The last role a manager closed: how it ended, after how many days, what was agreed then, and what its brief said
    of the time before it."""

    key: str
    title: str
    status: str
    days: int
    agreed: list[Action]
    words: str


async def agree(
    session: AsyncSession, person: Person, role: Requisition, actions: Sequence[Action], *, at: datetime
) -> None:
    """Keeps what the two will do differently next time. The caller holds the requisition's lock and has asked for
    rights; lengths are checked where people type."""
    for each in list(dict.fromkeys(actions))[:MOST_AGREED]:
        session.add(
            models.AgreedAction(
                workspace=role.workspace,
                requisition_id=role.id,
                text=each.text,
                owner=each.owner,
                agreed_at=at,
                agreed_by=person.id,
            )
        )
    await session.flush()


async def actions(session: AsyncSession, workspace: str, requisition_id: int) -> list[Action]:
    """What was agreed last when this requisition was closed or looked back on, in the order typed; no rights are
    asked."""
    row = models.AgreedAction
    mine = (row.workspace == workspace) & (row.requisition_id == requisition_id)
    last = select(func.max(row.agreed_at)).where(mine).scalar_subquery()
    found = await session.execute(select(row.text, row.owner).where(mine, row.agreed_at == last).order_by(row.id))
    return [Action(text, owner) for text, owner in found.all()]


async def agreed(session: AsyncSession, workspace: str, requisition_id: int) -> list[str]:
    """As `actions`, their words alone."""
    return [each.text for each in await actions(session, workspace, requisition_id)]


async def agreed_on_closing(session: AsyncSession, role: Requisition) -> list[str]:
    """As `agreed`, of this closing alone."""
    row = models.AgreedAction
    mine = (row.workspace == role.workspace) & (row.requisition_id == role.id)
    return list(await session.scalars(select(row.text).where(mine, row.agreed_at == role.closed_at).order_by(row.id)))


async def of(session: AsyncSession, person: Person, role: Requisition) -> LastTime | None:
    """The last role this role's manager closed, for the two of this one; None where there is none. One that is
    confidential only for who was on it."""
    await people.must(session, person, Act.BRIEF, role.id)
    row, on = models.Requisition, models.RequisitionPerson

    def had(who: str, *seats: Role) -> ColumnElement[bool]:
        held = (on.workspace == row.workspace) & (on.requisition_id == row.id) & (on.person == who)
        return exists().where(held, on.until.is_(None), *([on.role.in_(seats)] if seats else []))

    found = await session.scalar(
        select(row)
        .where(
            row.workspace == role.workspace,
            row.id != role.id,
            row.closed_at.is_not(None),
            had(role.manager, Role.MANAGER),
            or_(may_count(), had(person.id)),
        )
        .order_by(row.closed_at.desc(), row.id.desc())
        .limit(1)
    )
    if found is None or found.closed_at is None:
        return None
    held = (await versions.standing(session, role.workspace, found.id)).holds
    words = await versions.words(session, role.workspace, held.id) if held else {}
    return LastTime(
        f"REQ-{found.number}",
        found.title,
        found.status,
        (found.closed_at - found.opened_at).days,
        await actions(session, role.workspace, found.id),
        words.get(Section.LAST_TIME, ""),
    )
