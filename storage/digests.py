"""Digests: what a channel hears of the open roles, on the days and at the time it chose."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import digest_settings, models, outbox, people, requisitions, timeline
from storage.digest_contents import contents
from storage.digest_settings import Digest, value
from storage.falls_due import FallsDue
from storage.inserts import or_nothing
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.digests import WHOLE, Scope
from storage.rules.rhythm import local_day, next_occurrence
from storage.rules.rights import Act

# What Slack says where a channel is no longer for us: archived, left, or gone (a private one we were put out of).
OUT_OF_REACH = frozenset({"is_archived", "not_in_channel", "channel_not_found"})


async def offered(session: AsyncSession, person: Person, channel: str | None) -> list[Requisition]:
    """The roles a digest of that channel may tell of: the open ones, by number; a confidential one in its own channel
    only, to whoever is on it. Refuses guests."""
    await people.must(session, person, Act.DIGEST, None)
    own = channel if channel and not await digest_settings.barred(session, person, channel) else None
    found = await requisitions.live(session, person.workspace)
    return [role for role in found if not role.is_confidential or (own is not None and role.channel == own)]


async def set_digest(
    session: AsyncSession,
    person: Person,
    channel: str,
    *,
    days: frozenset[int],
    at: time,
    zone: str,
    scope: Scope = WHOLE,
    instead_of: int | None = None,
    now: datetime,
) -> Digest:
    """Sets (or changes) a channel's digest, and lets one that paused go on. The bot is in that channel already.

    `instead_of`: the digest that was shown; if it was another channel's, it moved, and is stopped there. Refused in the
    channel of a confidential role for whoever is not on it.
    """
    await people.must(session, person, Act.DIGEST, None)
    if await digest_settings.barred(session, person, channel):
        raise Refused(Why.NOT_ALLOWED, act=Act.DIGEST)
    if instead_of is not None:
        moved = {digest.id: digest.channel for digest in await digest_settings.listed(session, person)}
        if moved.get(instead_of, channel) != channel:
            await stop(session, person, moved[instead_of], now=now)
    chosen: dict[str, Any] = {
        "days": "".join(map(str, sorted(days))),
        "at": f"{at:%H:%M}",
        "zone": zone,
        "set_by": person.id,
        "next_at": next_occurrence(zone, days, at, now),
        "scope": str(scope.reach),
        "department": scope.department,
        "requisition_id": scope.requisition_id,
        "paused_at": None,
        "paused_why": None,
    }
    await session.execute(or_nothing(session, models.Digest, workspace=person.workspace, channel=channel, **chosen))
    row = await _locked(session, models.Digest.channel == channel, person.workspace)
    for name, each in chosen.items():
        setattr(row, name, each)
    await session.flush()
    timeline.record(session, person.workspace, "digest_set", at=now, actor=person.id, digest=row.id, channel=channel)
    return value(row)


async def _locked(session: AsyncSession, which: Any, workspace: str) -> Any:
    """The digest's row, locked; None where there is none."""
    return await session.scalar(
        select(models.Digest)
        .where(models.Digest.workspace == workspace, which)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def stop(session: AsyncSession, person: Person, channel: str, *, now: datetime) -> bool:
    """Stops a channel's digest, one that is paused as well; False when there was none."""
    await people.must(session, person, Act.DIGEST, None)
    row = await _locked(session, models.Digest.channel == channel, person.workspace)
    if row is None or value(row).is_stopped or await digest_settings.barred(session, person, channel):
        return False
    row.next_at = row.paused_at = row.paused_why = None
    timeline.record(
        session, person.workspace, "digest_stopped", at=now, actor=person.id, digest=row.id, channel=channel
    )
    return True


# Digests whose time has come: (workspace, digest id).
due: FallsDue[int] = FallsDue(models.Digest.next_at)


async def issue(session: AsyncSession, workspace: str, digest_id: int, *, at: datetime) -> int | None:
    """Writes today's issue if there is something to say; gives back its id. A local day has at most one."""
    row = await _locked(session, models.Digest.id == digest_id, workspace)
    if row is None or row.next_at is None or row.next_at > at:
        return None
    digest = value(row)
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


async def pause(session: AsyncSession, workspace: str, issue_id: int, error: str, *, at: datetime) -> bool:
    """Slack refused an issue because its channel is out of reach: the digest pauses, and whoever set it is told once,
    if they are still here. False where Slack refused it for something else."""
    if error not in OUT_OF_REACH:
        return False
    written = models.DigestIssue
    digest_id = await session.scalar(
        select(written.digest_id).where(written.workspace == workspace, written.id == issue_id)
    )
    row = await _locked(session, models.Digest.id == digest_id, workspace)
    if row is None or row.next_at is None:
        return row is not None
    row.next_at, row.paused_at, row.paused_why = None, at, error
    timeline.record(session, workspace, "digest_paused", at=at, digest=row.id, channel=row.channel, error=error)
    if (await people.get(session, workspace, row.set_by)).is_member:
        key = f"digest:{row.id}:paused:{at.isoformat()}"
        await outbox.send(session, workspace, row.set_by, "digest.paused", {"digest": row.id}, key=key, at=at)
    return True
