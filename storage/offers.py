"""Other offers: what any change of an ask means for telling its owner that the candidate must answer somebody else."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, outbox
from storage.people import Person
from storage.rules.deadlines import tell_at
from storage.rules.promises import DECISIONS, Kind


def key(row: models.Ask) -> str:
    """What makes it said once to each owner; a hand over opens another ask."""
    return f"deadline:{row.id}:{row.owner}"


async def follow(session: AsyncSession, row: models.Ask, owner: Person, *, at: datetime) -> None:
    """Sets when the owner is told, by their calendar as it is now: never where there is no other offer, it was said
    already, or the ask is not open. What was said is painted again."""
    by = await _answers_by(session, row)
    if by is None:
        return
    said = await outbox.was_asked(session, row.workspace, key(row))
    row.urgent_at = None if said or row.state != "open" else tell_at(owner.calendar, by, at)
    if said:
        await outbox.repaint(
            session, row.workspace, row.owner, "deadline.repaint", {"ask": row.id}, card=f"deadline:{row.id}", at=at
        )


async def _answers_by(session: AsyncSession, row: models.Ask) -> date | None:
    if row.submission_id is None or Kind(row.kind) not in DECISIONS:  # others keep nobody from deciding without us
        return None
    submission = models.Submission
    found: date | None = await session.scalar(
        select(submission.offer_by).where(submission.workspace == row.workspace, submission.id == row.submission_id)
    )
    return found
