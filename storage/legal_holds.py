"""Legal holds: while one stands, a candidate is not forgotten, by nobody and by no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import erasing, models, people, requisitions, submissions, timeline
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.rights import Act
from storage.submissions import Submission

_TEXT = "legal_hold"


@dataclass(frozen=True)
class Held:
    """A candidate and the legal hold on them; `by`, `at` and `reason` are of the hold, None and empty without one."""

    submission: Submission
    requisition: Requisition
    by: Person | None
    at: datetime | None
    reason: str


async def look(session: AsyncSession, person: Person, submission_id: int) -> Held:
    """Whether a candidate is held, for a talent lead."""
    row = models.Submission
    found = await session.scalar(select(row).where(row.workspace == person.workspace, row.id == submission_id))
    if found is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    await people.must(session, person, Act.LEGAL_HOLD, found.requisition_id)
    candidate, text = models.Candidate, models.CandidateText
    who = (
        await session.scalars(
            select(candidate).where(candidate.workspace == person.workspace, candidate.id == found.candidate_id)
        )
    ).one()
    if who.erased_at is not None:
        raise Refused(Why.FORGOTTEN_ALREADY, number=found.number, at=who.erased_at)
    reason = ""
    if who.held_at is not None:
        words = select(text.text).where(
            text.workspace == person.workspace, text.candidate_id == who.id, text.kind == _TEXT
        )
        reason = await session.scalar(words.order_by(text.id.desc()).limit(1)) or ""
    return Held(
        submissions.value(found),
        await requisitions.known(session, person.workspace, found.requisition_id),
        await people.find(session, person.workspace, who.held_by) if who.held_by else None,
        who.held_at,
        reason,
    )


async def put(session: AsyncSession, person: Person, submission_id: int, reason: str, *, at: datetime) -> None:
    """A talent lead sets the hold, and says why: it holds the person on every role."""
    submission, found, _ = await erasing.locked(session, person.workspace, submission_id)
    await people.must(session, person, Act.LEGAL_HOLD, submission.requisition_id)
    held = await look(session, person, submission_id)
    if held.at is not None:
        raise Refused(Why.HELD_ALREADY, number=submission.number, by=held.by.id if held.by else "", at=held.at)
    session.add(
        models.CandidateText(
            workspace=person.workspace,
            candidate_id=submission.candidate_id,
            submission_id=submission_id,
            kind=_TEXT,
            text=reason,
            written_by=person.id,
            written_at=at,
        )
    )
    for each in found:
        if each.id == submission.candidate_id:
            each.held_at, each.held_by = at, person.id
    _record(session, submission, "legal_hold", person, at)


async def lift(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> None:
    """A talent lead lifts it. The time for which data is kept has gone on meanwhile, and is looked at anew."""
    submission, found, rows = await erasing.locked(session, person.workspace, submission_id)
    await people.must(session, person, Act.LEGAL_HOLD, submission.requisition_id)
    if (await look(session, person, submission_id)).at is None:
        raise Refused(Why.NOT_HELD, number=submission.number)
    for each in found:
        if each.id == submission.candidate_id:
            each.held_at = each.held_by = None
    for row in rows:
        if row.ended_at is not None:
            row.retain_at, row.retain_warned_at = at, None
    _record(session, submission, "legal_hold_lifted", person, at)


def _record(session: AsyncSession, submission: models.Submission, what: str, person: Person, at: datetime) -> None:
    timeline.record(
        session,
        submission.workspace,
        what,
        at=at,
        actor=person.id,
        requisition_id=submission.requisition_id,
        submission_id=submission.id,
    )
