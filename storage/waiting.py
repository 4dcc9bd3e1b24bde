"""Waiting: what a person owes others now, and what others owe them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models
from storage.asks import Ask
from storage.people import Person


async def waiting_on(session: AsyncSession, person: Person) -> list[Ask]:
    """What others wait for from this person, the first due first."""
    row = models.Ask
    found = await session.scalars(
        select(row)
        .where(row.workspace == person.workspace, row.owner == person.id, row.state == "open")
        .order_by(row.due_at, row.id)
    )
    return [asks.value(r) for r in found]


async def waited_for_by(session: AsyncSession, person: Person) -> list[Ask]:
    """What this person waits for from others, the first due first."""
    row = models.Ask
    found = await session.scalars(
        select(row)
        .where(
            row.workspace == person.workspace,
            row.asker == person.id,
            row.owner != person.id,
            row.state == "open",
        )
        .order_by(row.due_at, row.id)
    )
    return [asks.value(r) for r in found]
