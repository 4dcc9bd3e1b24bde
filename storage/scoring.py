"""Scoring: each alone, screen by screen; handed in, revealed, and then the debrief."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    balls,
    interview_ends,
    interviews,
    models,
    outbox,
    people,
    requisitions,
    scorecards,
    submissions,
    timeline,
)
from storage.decisions import locked_submission
from storage.interviews import CANCELLED, Interview, Seat
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.interviews import MARKS, Recommendation
from storage.rules.promises import Kind
from storage.rules.rights import Act, Role, may
from storage.rules.role_holds import ON_HOLD


async def save(
    session: AsyncSession,
    person: Person,
    interview_id: int,
    criterion: int,
    mark: int | None,
    evidence: str,
    *,
    at: datetime,
) -> None:
    """Keeps what somebody puts on their own card for one criterion, whole or half, in place of what stood there."""
    if mark is not None and mark not in MARKS:
        raise ValueError(f"{mark} is no mark")
    found, _, submission = await _answering(session, person, interview_id)
    if criterion not in _seat(found, person).card:
        raise Refused(Why.NOT_YOUR_ASK)
    row, text = models.ScorecardMark, models.CandidateText
    stands = await session.scalar(
        select(row).where(
            row.workspace == found.workspace,
            row.interview_id == found.id,
            row.person == person.id,
            row.criterion == criterion,
        )
    )
    if stands is None:
        stands = row(workspace=found.workspace, interview_id=found.id, person=person.id, criterion=criterion)
        session.add(stands)
    stands.mark = mark
    words = (
        await session.scalar(select(text).where(text.workspace == found.workspace, text.id == stands.text_id))
        if stands.text_id is not None
        else None
    )
    if words is None:
        words = text(
            workspace=found.workspace,
            candidate_id=submission.candidate_id,
            submission_id=submission.id,
            kind=scorecards.TEXT,
            written_by=person.id,
        )
        session.add(words)
    words.text, words.written_at = evidence, at
    await session.flush()
    stands.text_id = words.id
    await session.flush()


async def hand_in(
    session: AsyncSession, person: Person, interview_id: int, recommendation: Recommendation, *, at: datetime
) -> int | None:
    """Hands the card in, which answers this person's ask and is not taken back; with the last of them all are revealed.
    Where something is missing, only says of which criterion, by number."""
    found, role, submission = await _answering(session, person, interview_id)
    seat = _seat(found, person)
    gap = scorecards.is_whole(seat.card, await scorecards.own(session, person, found.id))
    if gap is not None:
        return gap
    await _lock_people(session, role, submission.id)
    (mine,) = [
        each for each in await interview_ends.rows(session, role.workspace, found.id) if each.person == person.id
    ]
    ask = await asks.get(session, role.workspace, seat.ask_id) if seat.ask_id is not None else None
    if ask is not None:
        await session.refresh(ask)
        if ask.state in asks.LIVE:
            await asks.answer(session, ask, by=person.id, at=at)
    mine.handed_in_at, mine.recommendation, mine.step, mine.due_at = at, recommendation, None, None
    await session.flush()
    timeline.record(
        session,
        role.workspace,
        "scorecard_in",
        at=at,
        actor=person.id,
        requisition_id=role.id,
        submission_id=submission.id,
        interview=found.id,
    )
    await interview_ends.settle(session, role, submission, by=None, at=at)
    return None


def _seat(found: Interview, person: Person) -> Seat:
    """Where this person sits. Refused where they do not: this candidate is no business of theirs."""
    seat = found.seat(person.id)
    held = frozenset({Role.INTERVIEWER}) if seat is not None else frozenset()
    if seat is None or not may(Act.SCORE, held):
        raise Refused(Why.NOT_YOUR_ASK)
    return seat


def must_score(found: Interview, person: Person) -> Seat:
    """Refuses a card that cannot be filled in: not theirs, handed in, off, revealed, or before the conversation."""
    people.must_be_member(person)
    if found.state == CANCELLED:
        raise Refused(Why.INTERVIEW_OFF)
    seat = _seat(found, person)
    if seat.handed_in_at is not None:
        raise Refused(Why.ALREADY_ANSWERED)
    if not found.is_planned:
        raise Refused(Why.CARDS_REVEALED, at=found.ended_at)
    if seat.ask_id is None:
        raise Refused(Why.NOT_YOUR_ASK)
    return seat


async def _answering(
    session: AsyncSession, person: Person, interview_id: int
) -> tuple[Interview, Requisition, models.Submission]:
    head = models.Interview
    of = await session.scalar(
        select(head.submission_id).where(head.workspace == person.workspace, head.id == interview_id)
    )
    if of is None:
        raise Refused(Why.NOT_YOUR_ASK)
    submission = await locked_submission(session, person.workspace, of)
    found = await interviews.known(session, person.workspace, interview_id)
    must_score(found, await people.get(session, person.workspace, person.id))
    if submission.stage != "interview":
        raise Refused(Why.INTERVIEW_OFF)
    return found, await requisitions.known(session, person.workspace, submission.requisition_id), submission


async def reveal(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> bool:
    """Goes on without those who are overdue or have left, at the word of whoever decides. Refused while anybody is
    still in time. False where the cards are open already."""
    submission = await locked_submission(session, person.workspace, submission_id)
    role = await requisitions.known(session, person.workspace, submission.requisition_id)
    await people.must(session, person, Act.SEE, role.id)
    await people.must(session, person, Act.DECIDE, role.id)
    _must_go_on(role)
    found = await interviews.of_submission(session, role.workspace, submission_id)
    planned = [each for each in found if each.is_planned]
    if not planned and found:
        return False
    _must_be_at_interview(submission)
    if not await interviews.missing_late(session, found, at=at):
        raise Refused(Why.CARDS_WAIT)
    await _lock_people(session, role, submission_id)
    await interview_ends.reveal(session, role, submission, planned, by=person.id, at=at)
    await interview_ends.settle(session, role, submission, by=person.id, at=at)
    return True


def _must_go_on(role: Requisition) -> None:
    """Refuses where nothing happens any more, or clocks stand still."""
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    if role.status == ON_HOLD:
        raise Refused(Why.ROLE_ON_HOLD, key=role.key)


def _must_be_at_interview(submission: models.Submission) -> None:
    if submission.stage != "interview":
        raise Refused(Why.NOT_AT_INTERVIEW, number=submission.number, stage=submission.stage)


async def debrief(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> None:
    """Begins the debrief: whoever decides is asked for the decision. Refused before the cards are open; a second time
    changes nothing."""
    submission = await locked_submission(session, person.workspace, submission_id)
    role = await requisitions.known(session, person.workspace, submission.requisition_id)
    await people.must(session, person, Act.SEE, role.id)
    await people.must(session, person, Act.INTERVIEW, role.id)
    _must_go_on(role)
    if submission.stage == "debrief":
        return
    _must_be_at_interview(submission)
    found = await interviews.of_submission(session, role.workspace, submission_id)
    if not found or any(each.is_planned for each in found):
        raise Refused(Why.CARDS_WAIT)
    await people.lock(session, role.workspace, role.manager, role.recruiter)
    submission.stage = "debrief"
    await session.flush()
    await balls.passes(session, submission, Holder.MANAGER, at=at)
    await asks.ask(
        session,
        role.workspace,
        Kind.DEBRIEF,
        owner=role.manager,
        asker=role.recruiter,
        requisition_id=role.id,
        submission_id=submission_id,
        at=at,
    )
    timeline.record(
        session, role.workspace, "debrief", at=at, actor=person.id, requisition_id=role.id, submission_id=submission_id
    )
    await submissions.repaint(session, role.workspace, role.id, submission_id, at=at)
    await requisitions.repaint(session, role.workspace, role.id, at=at)
    ids, card = {"submission": submission_id}, f"reveal:{submission_id}"
    await outbox.repaint(session, role.workspace, role.lane, "scorecards.repaint", ids, card=card, at=at)


async def _lock_people(session: AsyncSession, role: Requisition, submission_id: int) -> None:
    found = await interviews.of_submission(session, role.workspace, submission_id)
    everybody = {seat.person for each in found for seat in each.seats}
    await people.lock(session, role.workspace, role.recruiter, role.manager, *everybody)
