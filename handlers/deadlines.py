"""Deadlines: the direct message that another offer is to be answered, and what becomes of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import deadlines as blocks
from handlers.steps import Direct, Moot, Repaint, Step
from storage import cards, deadlines
from storage.cards import CardKind
from storage.outbox import Row


async def post(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """The message, said once. Moot when it was answered before it could be said."""
    line = await deadlines.line(session, row.workspace, int(row.ids["ask"]))
    if line is None:
        return None
    step = Direct(line.owner.id, *blocks.message(line), card=(CardKind.DEADLINE, line.ask.id))
    return step if line.ask.is_open else Moot(step)


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The message, painted again as things stand now."""
    line = await deadlines.line(session, row.workspace, int(row.ids["ask"]))
    place = await cards.find(session, row.workspace, CardKind.DEADLINE, int(row.ids["ask"]))
    if line is None or place is None:
        return None
    return Repaint(place, *blocks.message(line))
