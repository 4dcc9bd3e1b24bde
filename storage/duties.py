"""Duties: whose name stands for each on a role, the proposed one or another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, people
from storage.given import IDS, OF
from storage.rules.duties import Duty, differing, proposal

if TYPE_CHECKING:
    from storage.requisitions import Requisition


_ROW = models.DutyName
_NAMED = (
    select(_ROW.requisition_id, _ROW.duty, _ROW.person)
    .where(_ROW.workspace == OF, _ROW.requisition_id.in_(IDS), _ROW.until.is_(None))
    .order_by(_ROW.id)
)


async def named_each(session: AsyncSession, workspace: str, requisition_ids: list[int]) -> dict[int, dict[Duty, str]]:
    """The names that were chosen instead of the proposed ones, by requisition id."""
    if not requisition_ids:
        return {}
    found = await session.execute(_NAMED, {"of": workspace, "ids": requisition_ids})
    on: dict[int, dict[Duty, str]] = {}
    for requisition_id, duty, person in found.all():
        on.setdefault(requisition_id, {})[Duty(duty)] = person
    return on


async def of(session: AsyncSession, role: Requisition) -> dict[Duty, str]:
    """One name for each duty of a role."""
    chosen = (await named_each(session, role.workspace, [role.id])).get(role.id, {})
    return proposal(role.recruiter, role.manager) | chosen


async def unnamed(session: AsyncSession, role: Requisition) -> list[Duty]:
    """The duties whose name is nobody's who could do them: deactivated, or a guest by now."""
    names = await of(session, role)
    known = await people.named(session, role.workspace, names.values())
    return [duty for duty, person in names.items() if person not in known or not known[person].is_member]


async def name(
    session: AsyncSession, role: Requisition, names: Mapping[Duty, str], *, by: str, at: datetime
) -> list[Duty]:
    """Has these names stand for their duties; a name the bot proposes by itself is kept as no choice, and follows
    whoever sits in that chair. Gives back what changed. The caller holds the requisition's lock and has asked for
    rights."""
    before = await of(session, role)
    chosen = differing(before | dict(names), role.recruiter, role.manager)
    row = models.DutyName
    found = await session.scalars(
        select(row).where(row.workspace == role.workspace, row.requisition_id == role.id, row.until.is_(None))
    )
    kept = set()
    for each in list(found):
        if chosen.get(Duty(each.duty)) == each.person:
            kept.add(Duty(each.duty))
        else:
            each.until = at
    await session.flush()  # one name that holds at a time
    for duty, person in chosen.items():
        if duty not in kept:
            session.add(
                row(
                    workspace=role.workspace,
                    requisition_id=role.id,
                    duty=duty,
                    person=person,
                    named_by=by,
                    since=at,
                )
            )
    await session.flush()
    after = proposal(role.recruiter, role.manager) | chosen
    return [duty for duty in Duty if before[duty] != after[duty]]


async def succeed(session: AsyncSession, role: Requisition, *, leaver: str, to: str, by: str, at: datetime) -> None:
    """Duties that bear the name of somebody who left the role go to whoever came in their place."""
    named = (await named_each(session, role.workspace, [role.id])).get(role.id, {})
    await name(session, role, {duty: to for duty, person in named.items() if person == leaver}, by=by, at=at)
