"""A whole role on hold, and open again; also one that was closed and is needed after all."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    balls,
    check_ins,
    headcounts,
    live_asks,
    models,
    outbox,
    people,
    requisitions,
    retrospectives,
    shortlists,
    sides,
    stillness,
    submissions,
    timeline,
    turns,
    versions,
)
from storage.falls_due import FallsDue
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.details import Verdict
from storage.rules.rhythm import local_day
from storage.rules.rights import Act
from storage.rules.role_holds import ON_HOLD, REASONS, REOPENED_WITHIN, STANDS_STILL, WITH_ROLE
from storage.rules.windows import window_at_or_after

LOOK_WITHIN = 366  # days


async def may_hold(session: AsyncSession, person: Person, role: Requisition) -> None:
    """Refuses as putting it on hold would."""
    await people.must(session, person, Act.HOLD, role.id)
    if role.status == ON_HOLD:
        raise Refused(Why.ROLE_ON_HOLD, key=role.key)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)


async def hold(
    session: AsyncSession, person: Person, requisition_id: int, *, reason: str, look_on: date | None, at: datetime
) -> Requisition:
    """Puts a role on hold: nobody is put forward, and every clock on its candidates' way stands. What a candidate is
    owed to hear stays owed. On `look_on`, a day of the recruiter's, they are reminded to look again.

    Refused where it is on hold or closed already, and for a day that is not to come within a year.
    """
    if reason not in REASONS:
        raise ValueError(f"no role is put on hold for {reason}")
    row, role = await _locked(session, person.workspace, requisition_id)
    await may_hold(session, person, role)
    recruiter = await people.get(session, role.workspace, role.recruiter)
    if look_on is not None and not 0 < (look_on - local_day(recruiter.zone, at)).days <= LOOK_WITHIN:
        raise Refused(Why.LOOK_DAY, day=look_on)
    pending = [ask for ask in await live_asks.pending_on(session, role.workspace, role.id) if ask.kind in STANDS_STILL]
    await people.lock(session, role.workspace, role.recruiter, role.manager, *(ask.owner for ask in pending))
    row.status, row.hold_reason, row.held_at = ON_HOLD, reason, at
    row.look_on, row.look_at = look_on, _look_at(recruiter, look_on)
    await session.flush()
    for ask in pending:
        if ask.state == "open":  # one that stands for a question or a hold of its own goes on standing
            owner = await people.get(session, role.workspace, ask.owner)
            stillness.stand(ask, owner, at=at)
            await asks.changed(session, ask, owner, at=at)
    for submission in await submissions.live_rows(session, role.workspace, role.id):
        await balls.passes(session, submission, Holder.NOBODY, at=at)
        await submissions.repaint(session, role.workspace, role.id, submission.id, at=at)
    await _happened(session, role, "role_held", "requisition.held", person.id, at, reason=reason)
    return await requisitions.known(session, role.workspace, role.id)


async def may_reopen(session: AsyncSession, person: Person, role: Requisition, *, at: datetime) -> None:
    """Refuses as reopening would: by right, because it is open, or because it was closed too long ago."""
    await people.must(session, person, Act.HOLD, role.id)
    if role.status != ON_HOLD and role.is_live:
        raise Refused(Why.NOT_TO_REOPEN, key=role.key)
    if role.closed_at is not None and at - role.closed_at > REOPENED_WITHIN:
        raise Refused(Why.CLOSED_TOO_LONG, key=role.key, at=role.closed_at, days=REOPENED_WITHIN.days)


async def reopen(session: AsyncSession, person: Person, requisition_id: int, *, at: datetime) -> Requisition:
    """Has the search go on. From on hold: every clock goes on where it stood, with half a working day left at least.
    From filled or cancelled: with the brief it had, and a first shortlist whose day is still to come; candidates who
    ended with it stay ended. A channel that was archived is replaced by a new one, since Slack lets no bot bring one
    back."""
    row, role = await _locked(session, person.workspace, requisition_id)
    await may_reopen(session, person, role, at=at)
    was = role.status
    row.status = await headcounts.status(session, row)
    row.hold_reason = row.held_at = row.look_on = row.look_at = None
    if was == ON_HOLD:
        await _go_on(session, role, at)
    else:
        row.closed_at = row.closed_by = None
        if row.archived_at is not None:
            row.archived_at = row.channel = row.channel_kind = None
            await session.flush()
            await _channel_again(session, role, at)
        await session.flush()
        asked = await retrospectives.people_of(session, role)
        await people.lock(session, role.workspace, role.recruiter, role.manager, *filter(None, [row.approver, *asked]))
        await retrospectives.unplan(session, role, at=at)
        await check_ins.plan(session, role.workspace, role.recruiter, role.manager, now=at)
        if row.approver is not None and row.headcount != Verdict.APPROVED:  # nobody said yes to it yet
            await headcounts.ask(session, row, row.approver, asker=role.recruiter, at=at)
        elif holds := (await versions.standing(session, role.workspace, role.id)).holds:
            await shortlists.agree(session, role, holds.shortlist_on, before=None, at=at)
    await _happened(session, role, "reopened", "requisition.reopened", person.id, at, was=was)
    return await requisitions.known(session, role.workspace, role.id)


async def _go_on(session: AsyncSession, role: Requisition, at: datetime) -> None:
    await session.flush()
    still = [ask for ask in await live_asks.pending_on(session, role.workspace, role.id) if ask.paused_for == WITH_ROLE]
    await people.lock(session, role.workspace, *(ask.owner for ask in still))
    for ask in still:
        await session.refresh(ask)
        await turns.resume(session, ask, at=at)
    for submission in await submissions.live_rows(session, role.workspace, role.id):
        review = await live_asks.to_decide(session, role.workspace, submission.id)
        side = await sides.of(session, submission, review.paused_for if review else None)
        await balls.passes(session, submission, side, at=at)
        await submissions.repaint(session, role.workspace, role.id, submission.id, at=at)


async def _channel_again(session: AsyncSession, role: Requisition, at: datetime) -> None:
    everybody = dict.fromkeys(filter(None, (role.recruiter, role.manager, role.backup, *role.helpers)))
    for step in ("channel", *(f"invite:{who}" for who in everybody), "topic", "card", "pin"):
        kind, _, who = step.partition(":")
        ids: dict[str, int | str] = {"requisition": role.id} | ({"person": who} if who else {})
        key = f"requisition:{role.id}:{at.isoformat()}:{step}"
        await outbox.send(session, role.workspace, role.lane, f"requisition.{kind}", ids, key=key, at=at)


# --- the day to look again


# Roles on hold whose day to look again has come: (workspace, requisition id).
due: FallsDue[int] = FallsDue(models.Requisition.look_at)


async def look_again(session: AsyncSession, workspace: str, requisition_id: int, *, at: datetime) -> bool:
    """Has the recruiter told that the day has come, once. False when somebody else did, or the role is open again."""
    row, role = await _locked(session, workspace, requisition_id)
    if row.look_at is None or row.look_at > at or row.status != ON_HOLD or row.held_at is None:
        return False
    row.look_at = None
    key = f"requisition:{role.id}:look:{row.held_at.isoformat()}"
    await outbox.send(session, workspace, role.lane, "requisition.look_again", {"requisition": role.id}, key=key, at=at)
    return True


def _look_at(recruiter: Person, look_on: date | None) -> datetime | None:
    """The first window of that day, or of the next one they work."""
    if look_on is None:
        return None
    return window_at_or_after(recruiter.calendar, datetime.combine(look_on, time(), recruiter.calendar.tz))


async def _locked(session: AsyncSession, workspace: str, requisition_id: int) -> tuple[models.Requisition, Requisition]:
    row = await requisitions.lock(session, workspace, requisition_id)
    role = await requisitions.get(session, workspace, requisition_id)
    if row is None or role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="that requisition", yours=[])
    return row, role


async def _happened(
    session: AsyncSession, role: Requisition, what: str, message: str, by: str, at: datetime, **facts: Any
) -> None:
    await session.flush()
    timeline.record(session, role.workspace, what, at=at, actor=by, requisition_id=role.id, **facts)
    await requisitions.repaint(session, role.workspace, role.id, at=at)
    ids = {"requisition": role.id, "person": by} | facts
    key = f"requisition:{role.id}:{what}:{at.isoformat()}"
    await outbox.send(session, role.workspace, role.lane, message, ids, key=key, at=at)
