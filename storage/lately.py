"""The outbox as somebody who plays with the clock may look at it: what is to be done, and what was done last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models

UNDONE, DONE = 50, 20  # rows at most


@dataclass(frozen=True)
class Shown:
    """A row: `due` is when its lane may be taken next, for a row that waits; `lane` is a channel's or person's id."""

    id: int
    kind: str
    state: str
    lane: str
    due: datetime | None
    attempts: int
    error: str | None


async def rows(session: AsyncSession, workspace: str | None) -> list[Shown]:
    """The newest `UNDONE` rows that are not done and the last `DONE` that are, newest first; of every workspace, where
    none is named. No text, no names."""
    box, lane = models.OutboxRow, models.Lane
    columns = (box.id, box.kind, box.state, lane.name, lane.due_at, box.attempts, box.error)
    query = (
        select(*columns)
        .join(lane, (lane.workspace == box.workspace) & (lane.id == box.lane_id))
        .order_by(box.id.desc())
    )
    if workspace is not None:
        query = query.where(box.workspace == workspace)
    undone = await session.execute(query.where(text(models.outbox.UNSENT)).limit(UNDONE))
    done = await session.execute(query.where(box.state.in_(("done", "dropped"))).limit(DONE))
    found = [
        Shown(id, kind, state, name, due_at if state == "waiting" else None, attempts, error)
        for id, kind, state, name, due_at, attempts, error in (*undone.all(), *done.all())
    ]
    return sorted(found, key=lambda row: row.id, reverse=True)
