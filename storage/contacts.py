"""Contacts: somebody who was approved and whose next step nobody took is the recruiter's to get in touch with. The
caller holds the requisition's lock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, live_asks, models, people
from storage.requisitions import Requisition
from storage.rules.decisions import CONSEQUENCES, Verdict
from storage.rules.promises import Kind


async def owe(session: AsyncSession, row: models.Submission, role: Requisition, *, at: datetime) -> None:
    """Asks the recruiter to get in touch with somebody who is back in the stage a final yes led to. Nothing where they
    are asked already, or the yes is not final: it asks by itself once it is."""
    decided = await _yes(session, row)
    if decided is None or await live_asks.of_submission(session, row.workspace, row.id, Kind.CONTACT) is not None:
        return
    await people.lock(session, role.workspace, role.recruiter)
    await asks.ask(
        session,
        role.workspace,
        Kind.CONTACT,
        owner=role.recruiter,
        asker=decided.decided_by,
        requisition_id=role.id,
        submission_id=row.id,
        at=at,
    )


async def is_made(session: AsyncSession, row: models.Submission) -> bool:
    """Whether the recruiter was in touch since the yes that led to where the candidate is."""
    decided, ask = await _yes(session, row), models.Ask
    if decided is None:
        return False
    found = await session.scalar(
        select(ask.id)
        .where(
            ask.workspace == row.workspace,
            ask.requisition_id == row.requisition_id,
            ask.submission_id == row.id,
            ask.kind == Kind.CONTACT,
            ask.state == "answered",
            ask.asked_at >= decided.decided_at,
        )
        .limit(1)
    )
    return found is not None


async def _yes(session: AsyncSession, row: models.Submission) -> models.Decision | None:
    """The final yes that led to the stage somebody is in."""
    decision = models.Decision
    leading = [stage for stage, by in CONSEQUENCES.items() if by[Verdict.APPROVE].stage == row.stage]
    found: models.Decision | None = await session.scalar(
        select(decision).where(
            decision.workspace == row.workspace,
            decision.submission_id == row.id,
            decision.from_stage.in_(leading),
            decision.verdict == Verdict.APPROVE,
            decision.undone_at.is_(None),
            decision.superseded_at.is_(None),
            decision.final_at.is_not(None),
        )
    )
    return found
