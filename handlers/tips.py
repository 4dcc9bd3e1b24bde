"""Tips: a short hint at its moment, to one person, until they want no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import tips as blocks
from handlers.replies import Done, Reply, Words
from handlers.steps import Direct, Moot, Step
from handlers.visit import Visit
from storage import people, tips
from storage.outbox import Row
from storage.rules.tips import BY_KEY


async def off(visit: Visit) -> Reply:
    """*No more tips*"""
    await visit.save(lambda session: tips.turn_off(session, visit.person))
    return Done(Words(blocks.OFF))


# --- what stands in Slack


async def told(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """The tip. Moot where they wanted no more before it could be said."""
    tip = BY_KEY.get(str(row.ids["tip"]))
    if tip is None:
        return None
    person = await people.get(session, row.workspace, str(row.ids["person"]))
    step = Direct(person.id, *blocks.said(tip))
    return step if await tips.wanted(session, person) else Moot(step)
