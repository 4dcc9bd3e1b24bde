"""Insights: what one side knows that helps the other, shared in the role's channel and with the next digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, outbox, people, requisitions, timeline
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules import insights as rules
from storage.rules.rights import Act


@dataclass(frozen=True)
class Insight:
    """One insight, as shared. `by` is who shared it."""

    id: int
    requisition: Requisition
    kind: rules.Insight
    text: str
    by: Person
    at: datetime


async def share(
    session: AsyncSession,
    person: Person,
    requisition_id: int,
    kind: rules.Insight,
    text: str,
    *,
    origin: str,
    at: datetime,
) -> Insight:
    """Shares an insight on a live role; it is posted in the role's channel. `origin` is the modal's id: submitted
    again, nothing is shared twice."""
    if not text or len(text) > rules.LONGEST:
        raise ValueError(f"an insight has up to {rules.LONGEST} characters")
    workspace = person.workspace
    await requisitions.lock(session, workspace, requisition_id)
    await people.must(session, person, Act.INSIGHT, requisition_id)
    role = await requisitions.known(session, workspace, requisition_id)
    row = models.Insight
    again = await session.scalar(select(row).where(row.workspace == workspace, row.origin == origin))
    if again is not None:
        return await _value(session, again)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    shared = models.Insight(
        workspace=workspace,
        requisition_id=requisition_id,
        kind=kind,
        text=text,
        shared_by=person.id,
        shared_at=at,
        origin=origin,
    )
    session.add(shared)
    await session.flush()
    timeline.record(session, workspace, "insight", at=at, actor=person.id, requisition_id=role.id, about=kind)
    ids = {"insight": shared.id}
    await outbox.send(session, workspace, role.lane, "insight.said", ids, key=f"insight:{shared.id}", at=at)
    return await _value(session, shared)


async def known(session: AsyncSession, workspace: str, insight_id: int) -> Insight | None:
    """By id; no rights are asked."""
    row = models.Insight
    found = await session.scalar(select(row).where(row.workspace == workspace, row.id == insight_id))
    return await _value(session, found) if found else None


async def since(session: AsyncSession, workspace: str, since: datetime, until: datetime) -> list[Insight]:
    """What was shared in a period on roles that others may hear of, oldest first: never on a confidential one."""
    row = models.Insight
    found = await session.scalars(
        select(row)
        .where(row.workspace == workspace, row.shared_at >= since, row.shared_at < until)
        .order_by(row.shared_at, row.id)
    )
    shared = [await _value(session, each) for each in found]
    return [each for each in shared if not each.requisition.is_confidential]


async def _value(session: AsyncSession, row: models.Insight) -> Insight:
    role = await requisitions.known(session, row.workspace, row.requisition_id)
    by = await people.get(session, row.workspace, row.shared_by)
    return Insight(row.id, role, rules.Insight(row.kind), row.text, by, row.shared_at)
