"""Overviews: all that a requisition's card and its line in a list show, read in a few queries."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import duties, live_asks, models, people, versions
from storage.asks import Ask
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.duties import Duty, differing
from storage.versions import Standing


@dataclass(frozen=True)
class Overview:
    """What a requisition's card shows: the role, candidates per stage, what is open, the first due first, and where its
    brief stands, and who does what otherwise than proposed."""

    requisition: Requisition
    pipeline: dict[str, int]
    open_asks: list[Ask]
    people: dict[str, Person]
    brief: Standing
    duties: dict[Duty, str] = field(default_factory=dict)  # whose name is not the proposed one


async def of(session: AsyncSession, requisition: Requisition) -> Overview:
    """What the card shows."""
    return (await of_each(session, requisition.workspace, [requisition]))[0]


async def of_each(session: AsyncSession, workspace: str, found: list[Requisition]) -> list[Overview]:
    """As `of`, for several at once, in the same order."""
    if not found:
        return []
    row, ids = models.Submission, [role.id for role in found]
    counted = await session.execute(
        select(row.requisition_id, row.stage, func.count())
        .where(row.workspace == workspace, row.requisition_id.in_(ids))
        .group_by(row.requisition_id, row.stage)
    )
    pipelines: dict[int, dict[str, int]] = {}
    for requisition_id, stage, number in counted.all():
        pipelines.setdefault(requisition_id, {})[stage] = number
    pending = await live_asks.open_on_each(session, workspace, ids)
    named = await duties.named_each(session, workspace, ids)
    on = [who for role in found for who in (role.recruiter, role.manager, role.backup)]
    on += [who for names in named.values() for who in names.values()]
    owners = [ask.owner for each in pending.values() for ask in each]
    known = await people.named(session, workspace, [*on, *owners])
    briefs = await versions.standing_each(session, workspace, ids)
    return [
        Overview(
            role,
            pipelines.get(role.id, {}),
            pending.get(role.id, []),
            known,
            briefs[role.id],
            differing(named.get(role.id, {}), role.recruiter, role.manager),
        )
        for role in found
    ]
