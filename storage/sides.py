"""Sides: whose ball a candidate is now, of everything that may say so: interviews, an offer, the stage."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from storage import current_offers, interviews, live_asks, models
from storage.rules.balls import Holder, holder
from storage.rules.job_offers import BALL, State
from storage.rules.promises import Kind


async def of(session: AsyncSession, submission: models.Submission, paused_for: str | None = None) -> Holder:
    """Whose ball it is as things stand; `paused_for`: why the decision that is asked for stands still. With an offer
    still to be made it is the recruiter's."""
    side = await interviews.side(session, submission)
    if side is Holder.MANAGER and await live_asks.of_submission(
        session, submission.workspace, submission.id, Kind.CONTACT
    ):
        return Holder.RECRUITER  # back from the debrief: another interview is to be planned
    if side is not None:
        return side
    if submission.stage == "offer":
        offer = await current_offers.row(session, submission.workspace, submission.id)
        return BALL.get(State(offer.state), Holder.RECRUITER) if offer is not None else Holder.RECRUITER
    return holder(submission.stage, paused_for)
