"""Holds: a candidate waits for a reason that is nobody's delay; for ten working days at most, and then it goes on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    balls,
    decisions,
    live_asks,
    models,
    outbox,
    people,
    requisitions,
    submissions,
    timeline,
    turns,
    versions,
)
from storage.asks import Ask
from storage.falls_due import FallsDue
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.balls import Holder, holder
from storage.rules.promises import Kind
from storage.rules.turns import HELD_FOR, HOLDS
from storage.rules.working_time import after


async def hold(
    session: AsyncSession, person: Person, submission_id: int, *, reason: str, days: int, at: datetime
) -> Ask:
    """The decider puts a candidate on hold for some of their own working days: the clock stands still, the candidate is
    to be told, and their wait goes on."""
    if reason not in HOLDS or days not in HELD_FOR:
        raise ValueError(f"nobody is put on hold for {reason}, {days} days")
    submission, review = await decisions.locked_review(session, person, submission_id)
    if review.paused_for == "hold":
        raise Refused(Why.ON_HOLD, number=submission.number)
    if review.paused_for == "question":
        raise Refused(Why.ALREADY_ASKED, number=submission.number)
    role = await requisitions.known(session, person.workspace, submission.requisition_id)
    await people.lock(session, person.workspace, person.id, review.owner, role.recruiter)
    await session.refresh(review)
    owner = await people.get(session, person.workspace, review.owner)
    until = after(owner.calendar, at, days * owner.calendar.day)
    await turns.pause(session, review, "hold", at=at, resume_at=until)
    review.snooze_reason = reason
    tell = await asks.ask(
        session,
        person.workspace,
        Kind.HOLD,
        owner=role.recruiter,
        asker=person.id,
        requisition_id=role.id,
        submission_id=submission_id,
        about_id=review.id,
        at=at,
    )
    await balls.passes(session, submission, Holder.NOBODY, at=at)
    await _happened(session, submission, "held", "hold.said", review.id, tell.id, person.id, at)
    return asks.value(review)


async def lift(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> Ask:
    """The decider takes a candidate off hold."""
    submission, review = await decisions.locked_review(session, person, submission_id)
    if review.paused_for != "hold":
        raise Refused(Why.NOT_ON_HOLD, number=submission.number)
    return await _go_on(session, submission, review, person.id, at)


# Holds whose time is over: (workspace, submission id).
due: FallsDue[int] = FallsDue(
    models.Ask.resume_at,
    models.Ask.state == "paused",
    models.Ask.submission_id.is_not(None),
    key=models.Ask.submission_id,
)


async def over(session: AsyncSession, workspace: str, submission_id: int, *, at: datetime) -> bool:
    """Ends a hold whose time is over. False when somebody else did."""
    submission = await decisions.locked_submission(session, workspace, submission_id)
    review = await live_asks.to_decide(session, workspace, submission_id)
    if review is None or review.resume_at is None or review.resume_at > at:
        return False
    await _go_on(session, submission, review, None, at)
    return True


async def _go_on(
    session: AsyncSession, submission: models.Submission, review: models.Ask, by: str | None, at: datetime
) -> Ask:
    await people.lock(session, submission.workspace, review.owner, *filter(None, [review.asker]))
    await decisions.moot(session, review, at=at)
    await session.refresh(review)
    told = review.again
    resumed = await turns.resume(session, review, at=at)
    await balls.passes(session, submission, holder(submission.stage), at=at)
    await _happened(session, submission, "lifted", "hold.lifted", review.id, told, by, at)
    return resumed


async def _happened(
    session: AsyncSession,
    submission: models.Submission,
    what: str,
    message: str,
    review_id: int,
    number: int,
    by: str | None,
    at: datetime,
) -> None:
    """`number` tells one hold of the same review from the next."""
    workspace, role = submission.workspace, submission.requisition_id
    timeline.record(
        session,
        workspace,
        what,
        at=at,
        actor=by,
        requisition_id=role,
        submission_id=submission.id,
        ask=review_id,
        brief=await versions.holding(session, workspace, role),
    )
    await submissions.repaint(session, workspace, role, submission.id, at=at)
    await requisitions.repaint(session, workspace, role, at=at)
    await outbox.send(
        session,
        workspace,
        outbox.requisition_lane(role),
        message,
        {"submission": submission.id, "ask": review_id, "person": by},
        key=f"ask:{review_id}:{what}:{number}",
        at=at,
    )
