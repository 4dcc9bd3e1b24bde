"""Retention: what is due to be erased because its time is over, announced to the recruiter a week before; and the end
of every forgetting, when the database has let go and somebody is told what is left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, erasing, erasures, forgetting, models, outbox, people, requisitions, role_legal_holds
from storage.falls_due import FallsDue
from storage.removals import going
from storage.rules.audit import HELD
from storage.rules.retention import RETENTION, WARNED_BEFORE
from storage.rules.windows import window_at_or_after

# Submissions to be looked at: (workspace, submission id).
due: FallsDue[int] = FallsDue(models.Submission.retain_at, ~going(models.Submission.workspace), everywhere=True)
# Forgettings of which nothing was said yet, and of which something may be left to do: (workspace, forgetting id).
unreported: FallsDue[int] = FallsDue(models.Forgetting.asked_at, models.Forgetting.reported_at.is_(None))


async def look(session: AsyncSession, workspace: str, submission_id: int, *, at: datetime) -> bool:
    """Looks whether the time for which a submission's data is kept is over: sets when to look again, says to the
    recruiter that it soon is, or erases the person. False when somebody else did.

    A person goes when the last of their roles lets them; who is in play, or under a legal hold, stays, and is looked at
    again when that ends.
    """
    submission, found, rows = await erasing.locked(session, workspace, submission_id)
    if submission.retain_at is None or submission.retain_at > at:
        return False
    live = any(row.ended_at is None for row in rows)
    roles = [row.requisition_id for row in rows]
    held = any(each.held_at is not None for each in found)
    held = held or await role_legal_holds.standing(session, workspace, roles) is not None
    if live or held or submission.forgetting_id is not None:
        submission.retain_at = submission.retain_warned_at = None
        if held and not live:
            audit.note(session, workspace, "retention", at=at, about=f"submission:{submission_id}", outcome=HELD)
        return True
    ends = []
    for row in rows:
        rule = await forgetting.kept(session, workspace, row.requisition_id)
        ends.append(rule.until(row.ended_at or at))
    over = max(ends)
    warned = submission.retain_warned_at
    if warned is None:
        role = await requisitions.known(session, workspace, submission.requisition_id)
        recruiter = await people.get(session, workspace, role.recruiter)
        say_at = window_at_or_after(recruiter.calendar, over - WARNED_BEFORE)
        if say_at > at:
            submission.retain_at = say_at
            return True
        submission.retain_warned_at = at
        submission.retain_at = max(over, at + WARNED_BEFORE)
        await outbox.send(
            session,
            workspace,
            role.recruiter,
            "retention.soon",
            {"submission": submission_id, "erased_at": submission.retain_at.isoformat()},
            key=f"submission:{submission_id}:retention:{at.isoformat()}",
            at=at,
        )
        return True
    if max(over, warned + WARNED_BEFORE) > at:  # another role, or another jurisdiction, keeps them longer by now
        submission.retain_at, submission.retain_warned_at = over - WARNED_BEFORE, None
        return True
    await erasing.erase(session, submission, found, rows, why=RETENTION, by=None, at=at)
    return True


# --- the end of a forgetting


async def unscrubbed(session: AsyncSession, *, at: datetime) -> list[tuple[str, int]]:
    """Forgettings after which the database was not cleaned yet: (workspace, forgetting id)."""
    row = models.Forgetting
    found = await session.execute(
        select(row.workspace, row.id).where(row.reported_at.is_(None), row.scrubbed_at.is_(None)).order_by(row.id)
    )
    return [(workspace, forgetting_id) for workspace, forgetting_id in found.all()]


async def scrubbed(session: AsyncSession, workspace: str, forgetting_id: int, *, at: datetime) -> None:
    """The database was cleaned."""
    row = await session.get(models.Forgetting, forgetting_id, with_for_update=True)
    if row is not None and row.workspace == workspace:
        row.scrubbed_at = at


async def done(session: AsyncSession, *, at: datetime, limit: int = 50) -> list[tuple[str, int]]:
    """Forgettings of which everything was done, and nothing said yet: (workspace, forgetting id)."""
    row = models.Forgetting
    found = await session.execute(
        select(row.workspace, row.id)
        .where(row.reported_at.is_(None), row.scrubbed_at.is_not(None))
        .order_by(row.id)
        .limit(limit)
    )
    return [(ws, id_) for ws, id_ in found.all() if not await erasures.goes_on(session, ws, id_)]


async def say(session: AsyncSession, workspace: str, forgetting_id: int, *, at: datetime) -> bool:
    """Has it reported what was erased and what is left. False when somebody else did."""
    row = await session.scalar(
        select(models.Forgetting)
        .where(models.Forgetting.workspace == workspace, models.Forgetting.id == forgetting_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.reported_at is not None:
        return False
    row.reported_at = at
    to = row.asked_by or (await requisitions.known(session, workspace, row.requisition_id)).recruiter
    await outbox.send(
        session,
        workspace,
        to,
        "forgetting.report",
        {"forgetting": forgetting_id},
        key=f"forgotten:{forgetting_id}:report",
        at=at,
    )
    return True
