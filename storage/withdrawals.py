"""Withdrawals: a candidate wants to go on no longer. Nobody said no to them, and for a day it can be taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    balls,
    contacts,
    current_offers,
    dossiers,
    interview_ends,
    interviews,
    models,
    outbox,
    people,
    pipeline,
    requisitions,
    sides,
    submissions,
    timeline,
)
from storage.decisions import locked_submission
from storage.dossiers import Dossier
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.dispositions import WITHDRAWALS
from storage.rules.pipeline import TAKE_BACK
from storage.rules.rights import Act
from storage.submissions import Submission


async def may_withdraw(session: AsyncSession, person: Person, submission_id: int) -> Dossier:
    """The dossier, if this person could say now that the candidate withdrew."""
    found = await dossiers.visible(session, person, submission_id)
    await people.must(session, person, Act.WITHDRAW, found.requisition.id)
    pipeline.must_be_in_play(found.submission, found.requisition)
    return found


async def withdraw(
    session: AsyncSession, person: Person, submission_id: int, *, reason: str, at: datetime
) -> Submission:
    """The candidate withdrew, for a listed reason: nothing about them waits on anybody any more."""
    if reason not in WITHDRAWALS:
        raise ValueError(f"nobody withdraws for {reason}")
    row, role = await _locked(session, person, submission_id)
    pipeline.must_be_in_play(submissions.value(row), role)
    await interview_ends.over(session, row, by=person.id, at=at)
    await current_offers.void(session, row.workspace, row.id)
    row.withdrawn_from = row.stage
    submissions.end(row, stage="withdrawn", disposition=reason, at=at)
    await session.flush()
    await pipeline.end_asks(session, row, at=at)
    await balls.comes_to_rest(session, row, at=at)
    await _happened(session, row, role, "withdrawn", "submission.withdrawn", person.id, at)
    return submissions.value(row)


async def take_back(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> Submission:
    """The candidate goes on after all, within a day: back in the stage they were in, where what is still needed is
    asked for anew."""
    row, role = await _locked(session, person, submission_id)
    if row.stage != "withdrawn" or row.withdrawn_from is None or row.ended_at is None:
        raise Refused(Why.NOT_WITHDRAWN, number=row.number)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    if at >= row.ended_at + TAKE_BACK:
        raise Refused(Why.TOO_LATE_TO_UNDO, until=row.ended_at + TAKE_BACK)
    called_off = await interview_ends.any_called_off(session, row, at=row.ended_at)
    row.stage, row.withdrawn_from, row.disposition, row.ended_at = row.withdrawn_from, None, None, None
    await session.flush()
    await balls.back_in_play(session, row, await sides.of(session, row), at=at)
    await pipeline.ask_for(session, row, role, asker=person.id, at=at)
    # An offer they had ended as they withdrew, and so did their interviews: both are to be arranged anew.
    anew = row.stage == "offer" or (called_off and await interviews.side(session, row) is None)
    if anew or not await contacts.is_made(session, row):
        await contacts.owe(session, row, role, at=at)
    await _happened(session, row, role, "goes_on", "submission.goes_on", person.id, at)
    return submissions.value(row)


async def _locked(session: AsyncSession, person: Person, submission_id: int) -> tuple[models.Submission, Requisition]:
    row = await locked_submission(session, person.workspace, submission_id)
    await people.must(session, person, Act.WITHDRAW, row.requisition_id)
    return row, await requisitions.known(session, person.workspace, row.requisition_id)


async def _happened(
    session: AsyncSession, row: models.Submission, role: Requisition, what: str, message: str, by: str, at: datetime
) -> None:
    facts = {"reason": row.disposition} if row.disposition else {}
    timeline.record(
        session, role.workspace, what, at=at, actor=by, requisition_id=role.id, submission_id=row.id, **facts
    )
    await submissions.repaint(session, role.workspace, role.id, row.id, at=at)
    await requisitions.repaint(session, role.workspace, role.id, at=at)
    await outbox.send(
        session,
        role.workspace,
        role.lane,
        message,
        {"submission": row.id, "person": by},
        key=f"submission:{row.id}:{what}:{at.isoformat()}",
        at=at,
    )
