"""What somebody set for a channel's digest, and who may look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, people
from storage.people import Person
from storage.rules.digests import WHOLE, Reach, Scope
from storage.rules.rights import Act


@dataclass(frozen=True)
class Digest:
    """A channel's digest: weekdays (Monday is 0), local time, zone, and when the next one is due: never while it is
    stopped, or paused since `paused_at`, for what Slack said (`paused_why`). `id` is 0 for one that is only tried."""

    id: int
    workspace: str
    channel: str
    days: frozenset[int]
    at: time
    zone: str
    set_by: str
    next_at: datetime | None
    scope: Scope = WHOLE
    paused_at: datetime | None = None
    paused_why: str | None = None

    @property
    def is_stopped(self) -> bool:
        return self.next_at is None and self.paused_at is None


def value(row: models.Digest) -> Digest:
    """The row as a value that outlives its session."""
    return Digest(
        row.id,
        row.workspace,
        row.channel,
        frozenset(int(day) for day in row.days),
        time.fromisoformat(row.at),
        row.zone,
        row.set_by,
        row.next_at,
        Scope(Reach(row.scope), row.department, row.requisition_id),
        row.paused_at,
        row.paused_why,
    )


async def get(session: AsyncSession, workspace: str, digest_id: int) -> Digest | None:
    """By row id; no rights are asked."""
    row = await session.scalar(
        select(models.Digest).where(models.Digest.workspace == workspace, models.Digest.id == digest_id)
    )
    return value(row) if row else None


async def of_channel(session: AsyncSession, workspace: str, channel: str) -> Digest | None:
    """The digest of that channel, if it has one."""
    row = await session.scalar(
        select(models.Digest).where(models.Digest.workspace == workspace, models.Digest.channel == channel)
    )
    return value(row) if row else None


async def barred(session: AsyncSession, person: Person, channel: str) -> bool:
    """Whether that is the channel of a confidential role this person is not on: to them it says nothing, and they set
    nothing there."""
    role, on = models.Requisition, models.RequisitionPerson
    secret = await session.scalars(
        select(role.id).where(
            role.workspace == person.workspace, role.channel == channel, role.is_confidential.is_(True)
        )
    )
    for requisition_id in secret.all():
        mine = await session.scalar(
            select(on.id)
            .where(
                on.workspace == person.workspace,
                on.requisition_id == requisition_id,
                on.person == person.id,
                on.until.is_(None),
            )
            .limit(1)
        )
        if mine is None:
            return True
    return False


async def listed(session: AsyncSession, person: Person) -> list[Digest]:
    """The digests this person may change wherever they are: those they set, and for an administrator all; none that was
    stopped, and none of a confidential role they are not on. By when they were first set. Refuses guests."""
    await people.must(session, person, Act.DIGEST, None)
    row = models.Digest
    query = select(row).where(
        row.workspace == person.workspace, or_(row.next_at.is_not(None), row.paused_at.is_not(None))
    )
    me = await people.get(session, person.workspace, person.id)
    if not me.is_admin:
        query = query.where(row.set_by == person.id)
    rows = await session.scalars(query.order_by(row.id))
    return [value(each) for each in rows.all() if not await barred(session, person, each.channel)]
