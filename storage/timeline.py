"""The timeline: what happened on a requisition, written once and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models


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
    """Adds an entry to the running transaction."""
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


async def of_requisition(session: AsyncSession, workspace: str, requisition_id: int) -> list[Happening]:
    """Everything that happened on one requisition, oldest first."""
    entry = models.TimelineEntry
    rows = await session.scalars(
        select(entry).where(entry.workspace == workspace, entry.requisition_id == requisition_id).order_by(entry.id)
    )
    return [Happening(r.at, r.kind, r.actor, r.submission_id, r.facts) for r in rows]
