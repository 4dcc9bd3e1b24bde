"""Current offers: the one that counts for a candidate, as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import live_asks, models
from storage.given import ID, OF
from storage.rules.job_offers import State
from storage.rules.promises import Kind


@dataclass(frozen=True)
class Offer:
    """An offer; `waits_for` and `due_at` are of the approval while that is asked for."""

    id: int
    submission_id: int
    state: State
    proposed_by: str
    approved_by: str | None
    made_on: date | None
    answer_by: date | None
    answered_by: str | None
    answered_at: datetime | None
    undo_until: datetime | None
    starts_on: date | None
    reason: str
    waits_for: str | None = None
    due_at: datetime | None = None


_COUNTS = (
    select(models.Offer)
    .where(models.Offer.workspace == OF, models.Offer.submission_id == ID, models.Offer.state != State.VOID)
    .execution_options(populate_existing=True)
)


async def row(session: AsyncSession, workspace: str, submission_id: int) -> models.Offer | None:
    """The row of the one that counts, for verbs that change it."""
    found: models.Offer | None = await session.scalar(_COUNTS, {"of": workspace, "id": submission_id})
    return found


async def void(session: AsyncSession, workspace: str, submission_id: int) -> None:
    """The candidate goes another way: an offer on its way, or out, counts no more. One that was answered stays."""
    found = await row(session, workspace, submission_id)
    if found is not None and found.state not in (State.ACCEPTED, State.DECLINED):
        found.state = State.VOID
        await session.flush()


async def forget_answer(session: AsyncSession, workspace: str, submission_id: int) -> None:
    """The candidate begins anew: no offer from before counts, answered or not, and no answer can be taken back."""
    found = await row(session, workspace, submission_id)
    if found is not None:
        found.state, found.undo_until = State.VOID, None
        await session.flush()


async def of_submission(session: AsyncSession, workspace: str, submission_id: int) -> Offer | None:
    """The one that counts; None where there is none. The caller has checked that the reader may see it."""
    found = await row(session, workspace, submission_id)
    return None if found is None else await value(session, found)


async def value(session: AsyncSession, found: models.Offer) -> Offer:
    """The row as a value that outlives its session."""
    text, reason = models.CandidateText, None
    if found.reason_id is not None:
        reason = await session.scalar(
            select(text.text).where(text.workspace == found.workspace, text.id == found.reason_id)
        )
    asked = None
    if found.state == State.ASKED:
        asked = await live_asks.of_submission(session, found.workspace, found.submission_id, Kind.OFFER)
    return Offer(
        found.id,
        found.submission_id,
        State(found.state),
        found.proposed_by,
        found.approved_by,
        found.made_on,
        found.answer_by,
        found.answered_by,
        found.answered_at,
        found.undo_until,
        found.starts_on,
        reason or "",
        asked.owner if asked else None,
        asked.due_at if asked else None,
    )
