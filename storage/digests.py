"""Digests: what a channel hears of the open roles, on the days and at the time it chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, measures, models, outbox, people, requisitions, timeline
from storage.asks import Ask
from storage.inserts import or_nothing
from storage.measures import ResponseTimes
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.rhythm import local_day, next_occurrence
from storage.rules.rights import Act

SMALLEST_GROUP = 3  # people; below it a median would point at somebody
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Digest:
    """A channel's digest: weekdays (Monday is 0), local time, zone, and when the next one is due."""

    id: int
    workspace: str
    channel: str
    days: frozenset[int]
    at: time
    zone: str
    set_by: str
    next_at: datetime | None


@dataclass(frozen=True)
class RoleLine:
    """One open role: candidates per stage, and the open asks, the first due first."""

    requisition: Requisition
    pipeline: dict[str, int]
    open_asks: list[Ask]


@dataclass(frozen=True)
class Issue:
    """What one issue says, as of `at`."""

    digest: Digest
    at: datetime
    roles: list[RoleLine]
    opened: int
    closed: list[Requisition]
    responses: ResponseTimes
    people: int

    @property
    def is_empty(self) -> bool:
        return not self.roles and not self.closed


def _value(row: models.Digest) -> Digest:
    hour, minute = row.at.split(":")
    return Digest(
        row.id,
        row.workspace,
        row.channel,
        frozenset(int(day) for day in row.days),
        time(int(hour), int(minute)),
        row.zone,
        row.set_by,
        row.next_at,
    )


async def of_channel(session: AsyncSession, workspace: str, channel: str) -> Digest | None:
    """The digest of that channel, if it has one."""
    row = await session.scalar(
        select(models.Digest).where(models.Digest.workspace == workspace, models.Digest.channel == channel)
    )
    return _value(row) if row else None


async def set_digest(
    session: AsyncSession,
    person: Person,
    channel: str,
    *,
    days: frozenset[int],
    at: time,
    zone: str,
    now: datetime,
) -> Digest:
    """Sets (or changes) a channel's digest. The bot joins the channel before the first issue."""
    await people.must(session, person, Act.DIGEST, None)
    chosen: dict[str, Any] = {
        "days": "".join(map(str, sorted(days))),
        "at": f"{at:%H:%M}",
        "zone": zone,
        "set_by": person.id,
        "next_at": next_occurrence(zone, days, at, now),
    }
    await session.execute(or_nothing(session, models.Digest, workspace=person.workspace, channel=channel, **chosen))
    row = (
        await session.scalars(
            select(models.Digest)
            .where(models.Digest.workspace == person.workspace, models.Digest.channel == channel)
            .with_for_update()
        )
    ).one()
    for name, value in chosen.items():
        setattr(row, name, value)
    await session.flush()
    timeline.record(session, person.workspace, "digest_set", at=now, actor=person.id, digest=row.id, channel=channel)
    return _value(row)


async def stop(session: AsyncSession, person: Person, channel: str, *, now: datetime) -> bool:
    """Stops a channel's digest; False when there was none."""
    await people.must(session, person, Act.DIGEST, None)
    row = await session.scalar(
        select(models.Digest)
        .where(models.Digest.workspace == person.workspace, models.Digest.channel == channel)
        .with_for_update()
    )
    if row is None or row.next_at is None:
        return False
    row.next_at = None
    timeline.record(
        session, person.workspace, "digest_stopped", at=now, actor=person.id, digest=row.id, channel=channel
    )
    return True


async def due(session: AsyncSession, *, at: datetime, limit: int = 50) -> list[tuple[str, int]]:
    """Digests whose time has come: (workspace, digest id)."""
    row = models.Digest
    found = await session.execute(
        select(row.workspace, row.id).where(row.next_at <= at).order_by(row.next_at).limit(limit)
    )
    return [(workspace, digest_id) for workspace, digest_id in found.all()]


async def issue(session: AsyncSession, workspace: str, digest_id: int, *, at: datetime) -> int | None:
    """Writes today's issue if there is something to say; gives back its id. A local day has at most one."""
    row = await session.scalar(
        select(models.Digest)
        .where(models.Digest.workspace == workspace, models.Digest.id == digest_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.next_at is None or row.next_at > at:
        return None
    digest = _value(row)
    day = local_day(digest.zone, at)
    row.next_at = next_occurrence(digest.zone, digest.days, digest.at, at)
    already = await session.scalar(
        select(models.DigestIssue.id).where(
            models.DigestIssue.workspace == workspace,
            models.DigestIssue.digest_id == digest_id,
            models.DigestIssue.day == day,
        )
    )
    if already or (await contents(session, digest, at=at)).is_empty:
        return None
    written = models.DigestIssue(workspace=workspace, digest_id=digest_id, day=day, at=at)
    session.add(written)
    await session.flush()
    await outbox.send(
        session,
        workspace,
        await _lane(session, workspace, digest.channel),
        "digest.post",
        {"issue": written.id},
        key=f"digest_issue:{written.id}",
        at=at,
    )
    return int(written.id)


async def _lane(session: AsyncSession, workspace: str, channel: str) -> str:
    role = models.Requisition
    own = await session.scalar(select(role.id).where(role.workspace == workspace, role.channel == channel))
    return outbox.requisition_lane(own) if own else channel


async def written(session: AsyncSession, workspace: str, issue_id: int) -> Issue | None:
    """An issue with its contents: periods end when it was written, open roles and asks are as they are now."""
    row = await session.scalar(
        select(models.DigestIssue).where(models.DigestIssue.workspace == workspace, models.DigestIssue.id == issue_id)
    )
    if row is None:
        return None
    digest = await session.scalar(
        select(models.Digest).where(models.Digest.workspace == workspace, models.Digest.id == row.digest_id)
    )
    return await contents(session, _value(digest), at=row.at) if digest else None


def _is_told(role: Requisition, digest: Digest) -> bool:
    """Whether a channel may hear of a role: a confidential one stands nowhere but in its own."""
    return not role.is_confidential or role.channel == digest.channel


async def contents(session: AsyncSession, digest: Digest, *, at: datetime) -> Issue:
    """What there is to say: the open roles, what opened and closed in the last seven days, and response times."""
    role, row = models.Requisition, models.Submission
    since = at - _WEEK
    open_roles = [r for r in await requisitions.live(session, digest.workspace) if _is_told(r, digest)]
    counts: dict[int, dict[str, int]] = {}
    found = await session.execute(
        select(row.requisition_id, row.stage, func.count())
        .where(row.workspace == digest.workspace, row.requisition_id.in_([r.id for r in open_roles]))
        .group_by(row.requisition_id, row.stage)
    )
    for requisition_id, stage, number in found.all():
        counts.setdefault(requisition_id, {})[stage] = number
    closed = await requisitions.closed_between(session, digest.workspace, since=since, until=at)
    opened = await session.scalar(
        select(func.count()).where(
            role.workspace == digest.workspace,
            role.opened_at >= since,
            role.opened_at < at,
            or_(role.is_confidential.is_(False), role.channel == digest.channel),
        )
    )
    answered = await measures.answered_in(session, digest.workspace, since=since, until=at)
    about = await requisitions.named(session, digest.workspace, {ask.requisition_id for ask in answered})
    answered = [ask for ask in answered if _is_told(about[ask.requisition_id], digest)]
    answerers = {ask.answered_by for ask in answered}
    pending = await asks.open_on_each(session, digest.workspace, [r.id for r in open_roles])
    lines = [RoleLine(r, counts.get(r.id, {}), pending.get(r.id, [])) for r in open_roles]
    enough = len(answerers) >= SMALLEST_GROUP
    return Issue(
        digest,
        at,
        lines,
        int(opened or 0),
        [r for r in closed if _is_told(r, digest)],
        measures.summary(answered if enough else []),
        len(answerers),
    )
