"""Closing a requisition: nothing is left without an answer, a disposition, or somebody who owes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    balls,
    calibration_ends,
    celebrations,
    check_ins,
    current_offers,
    dossiers,
    interview_ends,
    last_time,
    live_asks,
    models,
    outbox,
    people,
    requisitions,
    retrospectives,
    submissions,
    timeline,
)
from storage.last_time import Action
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import LIVE, Requisition
from storage.rules.dispositions import CLOSED_WITH_ROLE, HIRED
from storage.rules.job_offers import ON_ITS_WAY, State
from storage.rules.promises import Kind
from storage.rules.rights import Act

OUTCOMES = ("filled", "cancelled")


async def may_close(session: AsyncSession, person: Person, role: Requisition) -> None:
    """Refuses as closing would: by right, because it is closed, or while a decision can still be undone."""
    await people.must(session, person, Act.CLOSE, role.id)
    if role.status not in LIVE:
        raise Refused(Why.ALREADY_CLOSED, key=role.key, by=role.closed_by, at=role.closed_at)
    undoable = await dossiers.undoable(session, role.workspace, role.id)
    if undoable:
        raise Refused(Why.OPEN_SUBMISSIONS, numbers=[n for n, _ in undoable], until=max(u for _, u in undoable))


async def close(
    session: AsyncSession,
    person: Person,
    requisition_id: int,
    *,
    outcome: str,
    hired: frozenset[int] = frozenset(),
    archive: bool = False,
    agreed: Sequence[str] = (),
    at: datetime,
) -> Requisition:
    """Closes a role as `filled` or `cancelled`; `hired` are the submissions hired, when filled; `agreed` what
    the two will do differently next time, a line each.

    Every other submission still in play ends with the role, and the recruiter owes its candidate the outcome. Asks
    that became moot are cancelled; an outcome already owed stays owed. With `archive` the role's own channel is
    archived, once everything was said there. Refused while a decision can still be undone: nobody should be told what
    may yet change.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"a requisition is closed as one of {OUTCOMES}")
    workspace = person.workspace
    row = await requisitions.lock(session, workspace, requisition_id)
    role = await requisitions.get(session, workspace, requisition_id)
    if row is None or role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="that requisition", yours=[])
    await may_close(session, person, role)
    before = await hired_on(session, workspace, requisition_id)
    if hired and before + len(hired) > role.openings:
        raise Refused(Why.TOO_MANY_HIRED, openings=role.openings, chosen=len(hired), before=before)
    if not hired <= {submission.id for submission in await submissions.live_rows(session, workspace, requisition_id)}:
        raise Refused(Why.NOT_IN_PLAY)
    if outcome == "filled":
        await _must_be_answered(session, workspace, requisition_id, hired)
    await last_time.agree(session, person, role, [Action(text) for text in agreed], at=at)
    await end(session, row, role, by=person.id, outcome=outcome, hired=hired, at=at)
    if archive:
        await outbox.send(
            session,
            workspace,
            role.lane,
            "requisition.archive",
            {"requisition": requisition_id},
            key=f"requisition:{requisition_id}:archive:{at.isoformat()}",
            at=at,
        )
    return await requisitions.known(session, workspace, requisition_id)


async def _must_be_answered(session: AsyncSession, workspace: str, requisition_id: int, hired: frozenset[int]) -> None:
    unanswered = [
        submission.number
        for submission in await submissions.live_rows(session, workspace, requisition_id)
        if (offer := await current_offers.row(session, workspace, submission.id)) is not None
        and (offer.state == State.OUT or (submission.id in hired and offer.state in ON_ITS_WAY))
    ]
    if unanswered:
        raise Refused(Why.OFFERS_OUT, numbers=unanswered)


async def end(
    session: AsyncSession,
    row: models.Requisition,
    role: Requisition,
    *,
    by: str,
    outcome: str,
    hired: frozenset[int] = frozenset(),
    said: bool = True,
    at: datetime,
) -> None:
    """What closing a role does; `said`: its channel hears of it here. The caller holds the requisition's lock and has
    checked who may."""
    workspace, requisition_id = role.workspace, role.id
    live = await submissions.live_rows(session, workspace, requisition_id)
    pending = await live_asks.pending_on(session, workspace, requisition_id)
    await people.lock(session, workspace, role.recruiter, role.manager, *(ask.owner for ask in pending))
    await calibration_ends.over(session, role, at=at)
    for moot in pending:
        if moot.kind not in (Kind.OUTCOME, Kind.CALIBRATION, Kind.HIRE):
            await asks.end(session, moot, state="cancelled", at=at)
    for submission in live:
        await interview_ends.over(session, submission, by=by, at=at)
        won = outcome == "filled" and submission.id in hired
        if not won:
            await current_offers.void(session, workspace, submission.id)
        submissions.end(
            submission,
            stage="hired" if won else "rejected",
            disposition=HIRED if won else CLOSED_WITH_ROLE,
            at=at,
        )
        await balls.comes_to_rest(session, submission, at=at)
        await submissions.repaint(session, workspace, submission.requisition_id, submission.id, at=at)
        if not won:
            await asks.ask(
                session,
                workspace,
                Kind.OUTCOME,
                owner=role.recruiter,
                asker=None,
                requisition_id=requisition_id,
                submission_id=submission.id,
                at=at,
            )
    row.status, row.closed_at, row.closed_by = outcome, at, by
    row.hold_reason = row.held_at = row.look_on = row.look_at = None
    await session.flush()
    await check_ins.plan(session, workspace, role.recruiter, role.manager, now=at)
    timeline.record(session, workspace, "closed", at=at, actor=by, requisition_id=requisition_id, outcome=outcome)
    if said:
        await outbox.send(
            session,
            workspace,
            role.lane,
            "requisition.closed",
            {"requisition": requisition_id},
            key=f"requisition:{requisition_id}:closed:{at.isoformat()}",  # it may be opened again, and closed again
            at=at,
        )
    if role.status != requisitions.AWAITING:
        await retrospectives.plan(session, role, at=at)
    await celebrations.with_role(session, role, sorted(hired) if outcome == "filled" else [], at=at)
    await requisitions.repaint(session, workspace, requisition_id, at=at)


async def hired_on(session: AsyncSession, workspace: str, requisition_id: int) -> int:
    """How many were hired on a role so far."""
    row = models.Submission
    found = await session.scalar(
        select(func.count()).where(
            row.workspace == workspace, row.requisition_id == requisition_id, row.stage == "hired"
        )
    )
    return found or 0


async def channel_archived(session: AsyncSession, workspace: str, requisition_id: int, *, at: datetime) -> None:
    """Remembers that the channel is archived: nothing more can be said or painted there."""
    await session.execute(
        update(models.Requisition)
        .where(models.Requisition.workspace == workspace, models.Requisition.id == requisition_id)
        .values(archived_at=at)
    )


async def is_shared(session: AsyncSession, role: Requisition) -> bool:
    """Whether another live role has the same channel."""
    row = models.Requisition
    here = (row.workspace == role.workspace) & (row.channel == role.channel)
    return bool(await session.scalar(select(row.id).where(here, row.id != role.id, row.closed_at.is_(None)).limit(1)))
