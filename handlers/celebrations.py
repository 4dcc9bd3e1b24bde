"""Celebrations: a hire said aloud in the role's channel, and in one that was chosen to hear of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import celebrations as blocks
from handlers.steps import Post, Step
from storage import celebrations
from storage.outbox import Row


async def celebrated(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """In the role's channel; nowhere where it was taken back, or the channel is gone."""
    found = await celebrations.look(session, row.workspace, int(row.ids["celebration"]))
    if found is None or not found.requisition.channel or found.requisition.archived_at is not None:
        return None
    return Post(found.requisition.channel, *blocks.said(found))


async def announced(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """In the channel that was chosen."""
    found = await celebrations.look(session, row.workspace, int(row.ids["celebration"]))
    if found is None or not found.channel:
        return None
    return Post(found.channel, *blocks.said(found, elsewhere=True), join=True)
