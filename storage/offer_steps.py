"""What each step of an offer leaves behind: words among the candidate's texts, and what others see of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import balls, models, outbox, requisitions, submissions
from storage import timeline as record
from storage.people import Person
from storage.rules.job_offers import BALL, State

_UNSAID = ("offer_asked", "offer_asked_another")  # the card says so; whoever is asked hears it in their next message


async def write(
    session: AsyncSession, submission: models.Submission, kind: str, words: str, person: Person, at: datetime
) -> int:
    """Keeps words about an offer among the candidate's texts; gives back their id."""
    text = models.CandidateText(
        workspace=submission.workspace,
        candidate_id=submission.candidate_id,
        submission_id=submission.id,
        kind=kind,
        text=words,
        written_by=person.id,
        written_at=at,
    )
    session.add(text)
    await session.flush()
    return text.id


async def happened(
    session: AsyncSession, row: models.Offer, submission: models.Submission, what: str, person: Person, at: datetime
) -> None:
    """What follows each step: the ball, the timeline, the cards, and a word in the thread of the candidate's card."""
    await session.flush()
    state = State(row.state)
    if state in BALL and submission.ended_at is None:
        await balls.passes(session, submission, BALL[state], at=at)
    workspace, role = row.workspace, row.requisition_id
    about = {"requisition_id": role, "submission_id": submission.id, "offer": row.id}
    record.record(session, workspace, what, at=at, actor=person.id, **about)
    await submissions.repaint(session, workspace, role, submission.id, at=at)
    await requisitions.repaint(session, workspace, role, at=at)
    if what not in _UNSAID:
        await outbox.send(
            session,
            workspace,
            outbox.requisition_lane(role),
            "offer.said",
            {"submission": submission.id, "offer": row.id, "what": what, "person": person.id},
            key=f"offer:{row.id}:{what}:{at.isoformat()}",
            at=at,
        )
