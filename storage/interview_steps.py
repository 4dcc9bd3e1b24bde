"""What happens to an interviewer by itself: they are told, get the brief an hour before, and are asked afterwards. Each
step is one row's, taken once under the requisition's lock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, interview_ends, interviews, models, outbox, people, requisitions
from storage.decisions import locked_submission
from storage.falls_due import FallsDue
from storage.interviews import PLANNED, Interview
from storage.requisitions import Requisition
from storage.rules.interviews import BRIEF_BEFORE
from storage.rules.promises import Kind

# Interviewers with whom something happens now: (workspace, row id).
due: FallsDue[int] = FallsDue(models.Interviewer.due_at)


async def take(session: AsyncSession, workspace: str, row_id: int, *, at: datetime) -> bool:
    """Takes the next step with one interviewer. False when somebody else did, or it moved meanwhile.

    Who has left hears nothing and is not asked; a round that comes late says only what is still of use."""
    row, head = models.Interviewer, models.Interview
    of = await session.scalar(
        select(head.submission_id)
        .join(row, (row.workspace == head.workspace) & (row.interview_id == head.id))
        .where(row.workspace == workspace, row.id == row_id)
    )
    if of is None:
        return False
    submission = await locked_submission(session, workspace, of)
    seat = (
        await session.scalars(
            select(row).where(row.workspace == workspace, row.id == row_id).execution_options(populate_existing=True)
        )
    ).one()
    if seat.due_at is None or seat.due_at > at:
        return False
    found = await interviews.known(session, workspace, seat.interview_id)
    if found.state == PLANNED and submission.stage != "interview":  # the candidate's way ended elsewhere
        await interview_ends.over(session, submission, by=None, at=at)
        return True
    role = await requisitions.known(session, workspace, found.requisition_id)
    who = await people.get(session, workspace, seat.person)
    step = seat.step
    is_on = found.state == PLANNED and seat.out_at is None
    seat.step, seat.due_at = _next(found, step, at) if is_on else (None, None)
    if not who.is_member:
        return True
    if step == "tell":
        await _say(session, seat, found, "interview.told" if is_on else "interview.off", at)
    elif step == "brief" and is_on and at < found.ends_at:
        await _say(session, seat, found, "interview.brief", at)
    elif step == "card" and is_on:
        await _ask(session, role, found, seat, at=at)
    return True


def _next(found: Interview, step: str | None, at: datetime) -> tuple[str | None, datetime | None]:
    """What comes after a step, and when."""
    if step == "tell" and at < found.ends_at:
        return "brief", max(found.starts_at - BRIEF_BEFORE, at)
    if step in ("tell", "brief"):
        return "card", max(found.ends_at, at)
    return None, None


async def _say(session: AsyncSession, seat: models.Interviewer, found: Interview, kind: str, at: datetime) -> None:
    seat.turn += 1
    ids = {"interview": found.id, "submission": found.submission_id, "person": seat.person, "turn": seat.turn}
    if kind == "interview.told" and seat.told_at is not None:
        ids["again"] = 1
    seat.told_at = None if kind == "interview.off" else at
    await session.flush()
    await outbox.send(session, seat.workspace, seat.person, kind, ids, key=f"interviewer:{seat.id}:{seat.turn}", at=at)


async def _ask(
    session: AsyncSession, role: Requisition, found: Interview, seat: models.Interviewer, *, at: datetime
) -> None:
    """Asks for the scorecard. The recruiter waits for it; for the recruiter's own, whoever decides."""
    await people.lock(session, role.workspace, seat.person)
    asked = await asks.ask(
        session,
        role.workspace,
        Kind.SCORECARD,
        owner=seat.person,
        asker=next((each for each in (role.recruiter, role.manager) if each != seat.person), None),
        requisition_id=role.id,
        submission_id=found.submission_id,
        at=at,
    )
    seat.ask_id = asked.id
    await session.flush()
