"""The timeline: what happened on a requisition, written once and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, models, tips


@dataclass(frozen=True)
class Happening:
    """One entry: what, who (a Slack id, None for the bot), when, and ids or keys, never words about people."""

    at: datetime
    kind: str
    actor: str | None
    submission_id: int | None
    facts: dict[str, Any]


def record(
    session: AsyncSession,
    workspace: str,
    kind: str,
    *,
    at: datetime,
    actor: str | None = None,
    requisition_id: int | None = None,
    submission_id: int | None = None,
    **facts: Any,
) -> None:
    """Adds an entry to the running transaction, and to the log for auditors what belongs there; where it is the moment
    of a tip, its actor may get one."""
    tips.happened(session, workspace, kind, actor, requisition_id, at)
    audit.happened(session, workspace, kind, actor, requisition_id, submission_id, facts, at)
    session.add(
        models.TimelineEntry(
            workspace=workspace,
            kind=kind,
            at=at,
            actor=actor,
            requisition_id=requisition_id,
            submission_id=submission_id,
            facts=facts,
        )
    )


PER_PAGE = 12


@dataclass(frozen=True)
class Page:
    """A stretch of what happened, newest first. `number` counts from 0; candidates' numbers by submission id."""

    happenings: list[Happening]
    number: int
    total: int
    candidates: dict[int, int]

    @property
    def first(self) -> int:
        """Which one the page begins with; 1 is the newest."""
        return self.number * PER_PAGE + 1

    @property
    def is_last(self) -> bool:
        return (self.number + 1) * PER_PAGE >= self.total


async def page(session: AsyncSession, workspace: str, requisition_id: int, number: int) -> Page:
    """One page of what happened on a requisition; one there is not is the nearest there is. The caller has checked that
    the reader may see it."""
    entry, submission = models.TimelineEntry, models.Submission
    mine = (entry.workspace == workspace) & (entry.requisition_id == requisition_id)
    total = await session.scalar(select(func.count()).select_from(entry).where(mine)) or 0
    number = max(0, min(number, (total - 1) // PER_PAGE))
    rows = list(
        await session.scalars(
            select(entry).where(mine).order_by(entry.id.desc()).offset(number * PER_PAGE).limit(PER_PAGE)
        )
    )
    about = {row.submission_id for row in rows if row.submission_id is not None}
    numbers = await session.execute(
        select(submission.id, submission.number).where(submission.workspace == workspace, submission.id.in_(about))
    )
    candidates = {submission_id: number for submission_id, number in numbers.all()}
    return Page([_value(row) for row in rows], number, total, candidates)


def _value(row: models.TimelineEntry) -> Happening:
    return Happening(row.at, row.kind, row.actor, row.submission_id, row.facts)


async def of_requisition(session: AsyncSession, workspace: str, requisition_id: int) -> list[Happening]:
    """Everything that happened on one requisition, oldest first."""
    entry = models.TimelineEntry
    rows = await session.scalars(
        select(entry).where(entry.workspace == workspace, entry.requisition_id == requisition_id).order_by(entry.id)
    )
    return [_value(row) for row in rows]
