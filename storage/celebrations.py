"""Celebrations: a hire that can be taken back no more is celebrated once, with everybody who helped and the search in
numbers; never on a confidential role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import measures, models, outbox, people, requisitions, submissions, timeline
from storage.falls_due import FallsDue
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.digests import is_group

REFERRAL = "Referral"  # as the form calls that source


@dataclass(frozen=True)
class Celebration:
    """A hire and what led to it: `name` only where they agreed to it, `helped` everybody who had a part in the search,
    each once, by what they did first; `days` from opening to the hire. `median` (working seconds, None
    where it would point at somebody) of `answerers` who gave an answer."""

    requisition: Requisition
    number: int
    name: str | None
    channel: str | None
    helped: list[tuple[Person, str]]
    days: int
    profiles: int
    interviews: int
    median: int | None
    answerers: int


async def plan(
    session: AsyncSession,
    role: Requisition,
    submission_id: int,
    *,
    may_name: bool = False,
    channel: str | None = None,
    at: datetime,
) -> None:
    """Has a hire celebrated at `at`, when it can be taken back no more. The caller holds the requisition's lock."""
    if role.is_confidential:
        return
    row = await _row(session, role.workspace, submission_id)
    if row is None:
        row = models.Celebration(workspace=role.workspace, requisition_id=role.id, submission_id=submission_id)
        session.add(row)
    if row.celebrated_at is None:
        row.may_name, row.channel, row.celebrate_at = may_name, channel, at
    await session.flush()


async def unplan(session: AsyncSession, workspace: str, submission_id: int) -> None:
    """The hire was taken back: there is nothing to celebrate."""
    row = models.Celebration
    await session.execute(
        update(row)
        .where(row.workspace == workspace, row.submission_id == submission_id)
        .values(celebrate_at=None, may_name=False, channel=None)
    )


async def with_role(session: AsyncSession, role: Requisition, hired: list[int], *, at: datetime) -> None:
    """The role is closed: nothing can be taken back any more, so whoever was hired is celebrated now, those that the
    closing hired included. The caller holds the requisition's lock."""
    for submission_id in hired:
        await plan(session, role, submission_id, at=at)
    row = models.Celebration
    waiting = await session.scalars(
        select(row)
        .where(row.workspace == role.workspace, row.requisition_id == role.id, row.celebrate_at.is_not(None))
        .order_by(row.id)
    )
    for each in list(waiting):
        await _celebrate(session, each, at)


# Hires to be celebrated: (workspace, celebration id).
due: FallsDue[int] = FallsDue(models.Celebration.celebrate_at)


async def celebrate(session: AsyncSession, workspace: str, celebration_id: int, *, at: datetime) -> bool:
    """Does it. False when somebody else did, or the hire was taken back."""
    row = models.Celebration
    requisition_id = await session.scalar(
        select(row.requisition_id).where(row.workspace == workspace, row.id == celebration_id)
    )
    if requisition_id is None:
        return False
    await requisitions.lock(session, workspace, requisition_id)
    found = await session.get_one(row, celebration_id, populate_existing=True)
    if found.celebrate_at is None or found.celebrate_at > at:
        return False
    return await _celebrate(session, found, at)


async def _celebrate(session: AsyncSession, row: models.Celebration, at: datetime) -> bool:
    workspace = row.workspace
    role = await requisitions.known(session, workspace, row.requisition_id)
    submission = await session.get_one(models.Submission, row.submission_id, populate_existing=True)
    row.celebrate_at = None
    if role.is_confidential or submission.stage != "hired" or submission.forgetting_id is not None:
        await session.flush()
        return False
    row.celebrated_at = at
    await session.flush()
    timeline.record(session, workspace, "celebrated", at=at, requisition_id=role.id, submission_id=row.submission_id)
    ids = {"submission": row.submission_id, "celebration": row.id}
    key = f"celebration:{row.id}"
    await outbox.send(session, workspace, role.lane, "hire.celebrated", ids, key=key, at=at)
    if row.channel and row.channel != role.channel:
        await outbox.send(session, workspace, row.channel, "hire.announced", ids, key=f"{key}:there", at=at)
    return True


async def look(session: AsyncSession, workspace: str, celebration_id: int) -> Celebration | None:
    """What is to be said; None where there is nothing to celebrate any more. No rights are asked."""
    row = models.Celebration
    found = await session.scalar(select(row).where(row.workspace == workspace, row.id == celebration_id))
    if found is None:
        return None
    role = await requisitions.known(session, workspace, found.requisition_id)
    submission = await session.get_one(models.Submission, found.submission_id)
    if role.is_confidential or submission.stage != "hired" or submission.forgetting_id is not None:
        return None
    names = await submissions.names(session, workspace, [submission.id]) if found.may_name else {}
    ended = submission.ended_at or found.celebrated_at or role.opened_at
    answered = [
        ask
        for ask in await measures.answered_on(session, workspace, role.id)
        if ask.state == "answered" and ask.waited is not None
    ]
    owners, answerers = [ask.owner for ask in answered], [ask.answered_by or "" for ask in answered]
    return Celebration(
        role,
        submission.number,
        names.get(submission.id),
        found.channel,
        await _helped(session, role, submission),
        (ended - role.opened_at).days,
        await session.scalar(select(func.count()).select_from(_submissions(role).subquery())) or 0,
        await session.scalar(select(func.count()).where(*_interviews(role))) or 0,
        measures.summary(answered).median if is_group(owners) and is_group(answerers) else None,
        len(set(answerers)),
    )


async def _helped(session: AsyncSession, role: Requisition, submission: models.Submission) -> list[tuple[Person, str]]:
    workspace = role.workspace
    interview, seat, original = models.Interview, models.Interviewer, models.Original
    met = await session.scalars(
        select(seat.person)
        .join(interview, (interview.workspace == seat.workspace) & (interview.id == seat.interview_id))
        .where(*_interviews(role), seat.out_at.is_(None))
        .order_by(interview.id, seat.id)
    )
    decided = models.Decision
    stepped_in = await session.scalars(
        select(decided.decided_by)
        .where(
            decided.workspace == workspace,
            decided.submission_id.in_(_submissions(role)),
            decided.undone_at.is_(None),
        )
        .order_by(decided.id)
    )
    parts = [(role.recruiter, "recruiter"), (role.manager, "hiring manager")]
    parts += [(each, "helped to find people") for each in role.helpers]
    parts += [(each, "decided") for each in stepped_in]
    parts += [(each, "interviewed") for each in met]
    if submission.source == REFERRAL:
        author = await session.scalar(
            select(original.author).where(original.workspace == workspace, original.submission_id == submission.id)
        )
        parts += [(author, "referred them")] if author else []
    known = await people.named(session, workspace, [who for who, _ in parts])
    first: dict[str, str] = {}
    for who, what in parts:
        first.setdefault(who, what)
    return [(known[who], what) for who, what in first.items() if who in known and known[who].is_member]


def _submissions(role: Requisition) -> Select[int]:
    row = models.Submission
    return select(row.id).where(row.workspace == role.workspace, row.requisition_id == role.id)


def _interviews(role: Requisition) -> tuple[ColumnElement[bool], ...]:
    row = models.Interview
    ours = row.submission_id.in_(_submissions(role))
    return row.workspace == role.workspace, ours, row.state != "cancelled"


async def _row(session: AsyncSession, workspace: str, submission_id: int) -> models.Celebration | None:
    row = models.Celebration
    found: models.Celebration | None = await session.scalar(
        select(row).where(row.workspace == workspace, row.submission_id == submission_id)
    )
    return found
