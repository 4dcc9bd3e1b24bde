"""Questions: the decider asks the recruiter about a candidate; the review stands still until the answer is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, balls, decisions, models, outbox, people, requisitions, submissions, timeline, turns
from storage.asks import Ask
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.balls import Holder, holder
from storage.rules.promises import Kind
from storage.rules.rights import Act

LONGEST = 1500


@dataclass(frozen=True)
class Question:
    """A question and, once it is there, its answer; `ask` is what the recruiter owes."""

    ask: Ask
    text: str
    reply: str | None


async def ask_about(session: AsyncSession, person: Person, submission_id: int, text: str, *, at: datetime) -> Ask:
    """The decider needs to know more: the recruiter owes an answer, and the decider's clock stands still."""
    submission, review = await decisions.locked_review(session, person, submission_id)
    role = await requisitions.known(session, person.workspace, submission.requisition_id)
    if review.paused_for == "question":
        raise Refused(Why.ALREADY_ASKED, number=submission.number)
    if review.paused_for == "hold":
        raise Refused(Why.ON_HOLD, number=submission.number)
    if person.id == role.recruiter:
        raise Refused(Why.ASK_ONESELF)
    await people.lock(session, person.workspace, person.id, review.owner, role.recruiter)
    await session.refresh(review)
    await turns.pause(session, review, "question", at=at)
    question = await asks.ask(
        session,
        person.workspace,
        Kind.QUESTION,
        owner=role.recruiter,
        asker=person.id,
        requisition_id=role.id,
        submission_id=submission_id,
        about_id=review.id,
        text_id=await _write(session, submission, "question", text, person, at),
        at=at,
    )
    await balls.passes(session, submission, Holder.RECRUITER, at=at)
    await _happened(session, submission, "asked", "question.said", question.id, person, at)
    return question


async def reply(session: AsyncSession, person: Person, ask_id: int, text: str, *, at: datetime) -> Ask:
    """The recruiter, a helper, or whoever took the question over answers; the review's clock goes on. Gives back the
    question as answered."""
    workspace = person.workspace
    found = await may_reply(session, person, ask_id)
    if found.ask.submission_id is None or found.ask.about_id is None:
        raise Refused(Why.NOT_YOUR_ASK)
    submission = await decisions.locked_submission(session, workspace, found.ask.submission_id)
    row, review = await asks.get(session, workspace, ask_id), await asks.get(session, workspace, found.ask.about_id)
    if row is None or review is None:
        raise Refused(Why.NOT_YOUR_ASK)
    await people.lock(session, workspace, row.owner, review.owner, *filter(None, [review.asker]))
    await session.refresh(row)
    await session.refresh(review)
    if row.state not in asks.LIVE:  # one that stands with its role may be answered all the same
        raise Refused(Why.ALREADY_ANSWERED)
    row.reply_id = await _write(session, submission, "reply", text, person, at)
    answered = await asks.answer(session, row, by=person.id, at=at)
    if review.state == "paused":
        await turns.resume(session, review, at=at)
        await balls.passes(session, submission, holder(submission.stage), at=at)
    await _happened(session, submission, "replied", "question.replied", ask_id, person, at)
    return answered


async def may_reply(session: AsyncSession, person: Person, ask_id: int) -> Question:
    """The question, for somebody who may answer it. Refused for anybody else, and when it is answered."""
    row = await asks.get(session, person.workspace, ask_id)
    if row is None or row.kind != Kind.QUESTION:
        raise Refused(Why.NOT_YOUR_ASK)
    held = await people.must(session, person, Act.SEE, row.requisition_id)
    if person.id != row.owner and "helper" not in held and "recruiter" not in held:
        raise Refused(Why.NOT_YOUR_ASK)
    if row.state not in asks.LIVE:
        raise Refused(Why.ALREADY_ANSWERED)
    return await _question(session, row)


async def get(session: AsyncSession, workspace: str, ask_id: int) -> Question | None:
    """A question with its words, for messages in the role's own channel."""
    row = await asks.get(session, workspace, ask_id)
    return await _question(session, row) if row is not None and row.kind == Kind.QUESTION else None


async def answered(session: AsyncSession, workspace: str, submission_id: int) -> list[Question]:
    """What was asked about a candidate and answered, oldest first. The caller has checked that the reader may see
    it."""
    row = models.Ask
    found = await session.scalars(
        select(row)
        .where(
            row.workspace == workspace,
            row.submission_id == submission_id,
            row.kind == Kind.QUESTION,
            row.reply_id.is_not(None),
        )
        .order_by(row.id)
    )
    return [await _question(session, each) for each in found]


async def _question(session: AsyncSession, row: models.Ask) -> Question:
    words = await submissions.texts(session, row.workspace, {i for i in (row.text_id, row.reply_id) if i is not None})
    return Question(
        asks.value(row),
        words.get(row.text_id or -1, ""),
        words.get(row.reply_id) if row.reply_id is not None else None,
    )


async def _write(
    session: AsyncSession, submission: models.Submission, kind: str, text: str, person: Person, at: datetime
) -> int:
    row = models.CandidateText(
        workspace=submission.workspace,
        candidate_id=submission.candidate_id,
        submission_id=submission.id,
        kind=kind,
        text=text,
        written_by=person.id,
        written_at=at,
    )
    session.add(row)
    await session.flush()
    return row.id


async def _happened(
    session: AsyncSession,
    submission: models.Submission,
    what: str,
    message: str,
    ask_id: int,
    person: Person,
    at: datetime,
) -> None:
    workspace, role = submission.workspace, submission.requisition_id
    timeline.record(
        session,
        workspace,
        what,
        at=at,
        actor=person.id,
        requisition_id=role,
        submission_id=submission.id,
        ask=ask_id,
    )
    await submissions.repaint(session, workspace, role, submission.id, at=at)
    await requisitions.repaint(session, workspace, role, at=at)
    await outbox.send(
        session,
        workspace,
        outbox.requisition_lane(role),
        message,
        {"submission": submission.id, "ask": ask_id},
        key=f"ask:{ask_id}:{what}",
        at=at,
    )
