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
    """What a requisition's card shows: the role, candidates in play per stage and hired, what is open, the first due
    first, where its brief stands, who does what otherwise than proposed, and how many were ever put forward."""

    requisition: Requisition
    pipeline: dict[str, int]
    open_asks: list[Ask]
    people: dict[str, Person]
    brief: Standing
    duties: dict[Duty, str] = field(default_factory=dict)  # whose name is not the proposed one
    put_forward: int = 0


async def of(session: AsyncSession, requisition: Requisition) -> Overview:
    """What the card shows."""
    return (await of_each(session, requisition.workspace, [requisition]))[0]


async def of_each(session: AsyncSession, workspace: str, found: list[Requisition]) -> list[Overview]:
    """As `of`, for several at once, in the same order."""
    if not found:
        return []
    ids = [role.id for role in found]
    pipelines, posted = await _pipelines(session, workspace, ids)
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
            posted[role.id],
        )
        for role in found
    ]


async def _pipelines(
    session: AsyncSession, workspace: str, ids: list[int]
) -> tuple[dict[int, dict[str, int]], dict[int, int]]:
    """Who is in play, per stage, and hired, by requisition id; and how many were ever put forward. Whoever was turned
    down is not read, however many there were."""
    row, role = models.Submission, models.Requisition
    hired = (
        select(func.count())
        .where(row.workspace == role.workspace, row.requisition_id == role.id, row.stage == "hired")
        .correlate(role)
        .scalar_subquery()
    )
    roles = await session.execute(
        select(role.id, role.next_candidate, hired).where(role.workspace == workspace, role.id.in_(ids))
    )
    pipelines: dict[int, dict[str, int]] = {}
    posted: dict[int, int] = {}
    for requisition_id, following, number in roles.all():
        posted[requisition_id] = following - 1
        pipelines[requisition_id] = {"hired": number} if number else {}
    counted = await session.execute(
        select(row.requisition_id, row.stage, func.count())
        .where(row.workspace == workspace, row.requisition_id.in_(ids), row.ended_at.is_(None))
        .group_by(row.requisition_id, row.stage)
    )
    for requisition_id, stage, number in counted.all():
        pipelines[requisition_id][stage] = number
    return pipelines, posted
