"""Interviewing: planned, changed and called off, by those on the role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    balls,
    interview_ends,
    interviews,
    live_asks,
    models,
    people,
    requisitions,
    submissions,
    timeline,
    versions,
)
from storage.decisions import locked_submission
from storage.interviews import PLANNED, Interview
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.criteria import Weight
from storage.rules.interviews import LENGTHS, LONGEST_AHEAD, MOST_PEOPLE, tell_at
from storage.rules.promises import Kind
from storage.rules.rights import Act
from storage.rules.role_holds import ON_HOLD
from storage.submissions import Submission

Focus = Mapping[int, Sequence[str]]  # who looks at which must-have, by its number


@dataclass(frozen=True)
class Plan:
    """What somebody chose. `criteria` are the must-haves it is about, `before` the interview it changes."""

    requisition: Requisition
    submission: Submission
    criteria: tuple[str, ...]
    before: Interview | None = None


async def look(session: AsyncSession, person: Person, submission_id: int, interview_id: int | None = None) -> Plan:
    """What can be planned, or changed, by this person now; refuses as planning would."""
    row = await session.scalar(
        select(models.Submission).where(
            models.Submission.workspace == person.workspace, models.Submission.id == submission_id
        )
    )
    if row is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    role = await requisitions.known(session, person.workspace, row.requisition_id)
    await _must(session, person, role, row)
    if interview_id is None:
        return Plan(role, submissions.value(row), await _criteria(session, role))
    found = _must_be_planned(await interviews.find(session, role.workspace, interview_id), row.id)
    return Plan(role, submissions.value(row), found.criteria, found)


async def _must(session: AsyncSession, person: Person, role: Requisition, submission: models.Submission) -> None:
    await people.must(session, person, Act.SEE, role.id)
    await people.must(session, person, Act.INTERVIEW, role.id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    if role.status == ON_HOLD:
        raise Refused(Why.ROLE_ON_HOLD, key=role.key)
    if submission.stage != "interview":
        raise Refused(Why.NOT_AT_INTERVIEW, number=submission.number, stage=submission.stage)


async def _brief(session: AsyncSession, role: Requisition) -> int | None:
    """The version interviews go by: the one that holds, else the one that waits to be signed."""
    newest = await versions.standing(session, role.workspace, role.id)
    held = newest.holds or newest.proposed
    return held.id if held else None


async def _criteria(session: AsyncSession, role: Requisition) -> tuple[str, ...]:
    brief = await _brief(session, role)
    found = await versions.criteria_of(session, role.workspace, brief) if brief is not None else []
    return tuple(each.text for each in found if each.weight is Weight.MUST)


def _must_be_planned(found: Interview | None, submission_id: int) -> Interview:
    if found is None or found.submission_id != submission_id:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    if found.state != PLANNED:
        raise Refused(Why.INTERVIEW_OVER, state=found.state, at=found.ended_at)
    return found


async def _must_fit(session: AsyncSession, workspace: str, who: Sequence[str]) -> None:
    """Refuses people who cannot interview."""
    for each in who:
        people.must_be_member(await people.get(session, workspace, each))


def must_be_ahead(starts_at: datetime, at: datetime) -> None:
    """Refuses a time that has begun, or is too far off."""
    if starts_at <= at:
        raise Refused(Why.INTERVIEW_PAST, starts=starts_at)
    if starts_at > at + LONGEST_AHEAD:
        raise Refused(Why.INTERVIEW_TOO_FAR)


async def plan(
    session: AsyncSession,
    person: Person,
    submission_id: int,
    who: Sequence[str],
    starts_at: datetime,
    minutes: int,
    focus: Focus,
    *,
    origin: str,
    at: datetime,
) -> Interview:
    """Plans an interview: the recruiter's ask to get in touch is answered, and the ball goes to the interviewers. A
    second time from the same modal changes nothing."""
    wanted = _people(who, minutes)
    submission = await locked_submission(session, person.workspace, submission_id)
    role = await requisitions.known(session, person.workspace, submission.requisition_id)
    row = models.Interview
    again = await session.scalar(select(row.id).where(row.workspace == role.workspace, row.origin == origin))
    if again is not None:
        return await interviews.known(session, role.workspace, again)
    await _must(session, person, role, submission)
    await _must_fit(session, role.workspace, wanted)
    must_be_ahead(starts_at, at)
    await people.lock(session, role.workspace, role.recruiter, role.manager, *wanted)
    made = row(
        workspace=role.workspace,
        requisition_id=role.id,
        submission_id=submission_id,
        state=PLANNED,
        origin=origin,
        starts_at=starts_at,
        minutes=minutes,
        brief_id=await _brief(session, role),
        planned_by=person.id,
        planned_at=at,
    )
    session.add(made)
    await session.flush()
    for each in wanted:
        await _seat(session, made, each, at)
    await _focus(session, made, wanted, focus)
    contact = await live_asks.of_submission(session, role.workspace, submission_id, Kind.CONTACT)
    if contact is not None:
        await asks.answer(session, contact, by=person.id, at=at)
    await balls.passes(session, submission, Holder.INTERVIEWERS, at=at)
    await _happened(session, role, submission, "interview_planned", made.id, person, at)
    return await interviews.known(session, role.workspace, made.id)


async def change(
    session: AsyncSession,
    person: Person,
    interview_id: int,
    who: Sequence[str],
    starts_at: datetime,
    minutes: int,
    focus: Focus,
    *,
    at: datetime,
) -> Interview:
    """Other people, another time, another focus. Whoever handed in stays, and then the time does too; whoever is taken
    off, or is to come at another time, hears of it and owes nothing meanwhile."""
    wanted = _people(who, minutes)
    row, role, submission = await _locked(session, person, interview_id)
    before = _must_be_planned(await interviews.find(session, role.workspace, interview_id), submission.id)
    moves = (starts_at, minutes) != (before.starts_at, before.minutes)
    if moves and before.has_cards:
        raise Refused(Why.CARDS_IN)
    kept = {each.person for each in before.seats if each.handed_in_at is not None} - set(wanted)
    if kept:
        raise Refused(Why.CARD_IN, person=min(kept))
    added = [each for each in wanted if before.seat(each) is None]
    await _must_fit(session, role.workspace, added)
    if moves:
        must_be_ahead(starts_at, at)
    known = await interview_ends.rows(session, role.workspace, interview_id)
    await people.lock(session, role.workspace, role.recruiter, role.manager, *wanted, *(each.person for each in known))
    row.starts_at, row.minutes = starts_at, minutes
    for each in known:
        if each.person not in wanted and each.out_at is None:
            each.out_at = at
            await interview_ends.call_off(session, each, starts_at, at=at)
        elif each.person in added or (each.person in wanted and moves):
            await interview_ends.stop_asking(session, each, at=at)
            each.out_at = None
            await _tell(session, row, each, at)
    for somebody in added:
        if somebody not in {each.person for each in known}:
            await _seat(session, row, somebody, at)
    await _focus(session, row, wanted, focus)
    await _happened(session, role, submission, "interview_changed", interview_id, person, at)
    await interview_ends.settle(session, role, submission, by=person.id, at=at)
    return await interviews.known(session, role.workspace, interview_id)


async def cancel(session: AsyncSession, person: Person, interview_id: int, *, at: datetime) -> Interview:
    """Calls one off: nobody is asked, whoever heard of it hears of that, and the recruiter's turn comes again. Refused
    once a card is in; a second time changes nothing."""
    _, role, submission = await _locked(session, person, interview_id)
    found = await interviews.known(session, role.workspace, interview_id)
    if found.state == interviews.CANCELLED:
        return found
    if _must_be_planned(found, submission.id).has_cards:
        raise Refused(Why.CARDS_IN)
    everybody = [each.person for each in found.seats]
    await people.lock(session, role.workspace, role.recruiter, role.manager, *everybody)
    await interview_ends.cancel(session, interview_id, role.workspace, by=person.id, at=at)
    await interview_ends.settle(session, role, submission, by=person.id, at=at)
    return await interviews.known(session, role.workspace, interview_id)


async def _locked(
    session: AsyncSession, person: Person, interview_id: int
) -> tuple[models.Interview, Requisition, models.Submission]:
    """An interview with its requisition locked, for those who may plan."""
    head = models.Interview
    of = await session.scalar(
        select(head.submission_id).where(head.workspace == person.workspace, head.id == interview_id)
    )
    if of is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    submission = await locked_submission(session, person.workspace, of)
    role = await requisitions.known(session, person.workspace, submission.requisition_id)
    row = (
        await session.scalars(
            select(head)
            .where(head.workspace == person.workspace, head.id == interview_id)
            .execution_options(populate_existing=True)
        )
    ).one()
    await people.must(session, person, Act.SEE, role.id)
    if row.state == PLANNED:
        await _must(session, person, role, submission)
    return row, role, submission


def _people(who: Sequence[str], minutes: int) -> list[str]:
    wanted = list(dict.fromkeys(who))
    if not 1 <= len(wanted) <= MOST_PEOPLE or minutes not in LENGTHS:
        raise ValueError(f"one to {MOST_PEOPLE} people, and one of the lengths there are")
    return wanted


async def _seat(session: AsyncSession, row: models.Interview, person: str, at: datetime) -> None:
    made = models.Interviewer(workspace=row.workspace, interview_id=row.id, person=person, turn=0)
    session.add(made)
    await _tell(session, row, made, at)


async def _tell(session: AsyncSession, row: models.Interview, seat: models.Interviewer, at: datetime) -> None:
    who = await people.get(session, row.workspace, seat.person)
    seat.step, seat.due_at = "tell", tell_at(who.calendar, at, row.starts_at)
    await session.flush()


async def _focus(session: AsyncSession, row: models.Interview, who: Sequence[str], focus: Focus) -> None:
    """Who looks at what, in place of what was chosen before; somebody who is not on it looks at nothing."""
    table = models.InterviewFocus
    await session.execute(delete(table).where(table.workspace == row.workspace, table.interview_id == row.id))
    brief = row.brief_id
    found = await versions.criteria_of(session, row.workspace, brief) if brief is not None else []
    last = sum(each.weight is Weight.MUST for each in found)
    for number, people_on in sorted(focus.items()):
        for person in who:
            if person in people_on and 1 <= number <= last:
                session.add(table(workspace=row.workspace, interview_id=row.id, criterion=number, person=person))
    await session.flush()


async def _happened(
    session: AsyncSession,
    role: Requisition,
    submission: models.Submission,
    what: str,
    interview_id: int,
    person: Person,
    at: datetime,
) -> None:
    timeline.record(
        session,
        role.workspace,
        what,
        at=at,
        actor=person.id,
        requisition_id=role.id,
        submission_id=submission.id,
        interview=interview_id,
    )
    await submissions.repaint(session, role.workspace, role.id, submission.id, at=at)
    await requisitions.repaint(session, role.workspace, role.id, at=at)
