"""Waiting: what a person owes others now, and what others owe them."""

from __future__ import annotations

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models
from storage.asks import Ask
from storage.given import OF
from storage.people import Person

_ROW = models.Ask
_OPEN = select(*asks.COLUMNS).where(_ROW.workspace == OF, _ROW.state == "open")
_BOTH = union_all(  # each has its index
    _OPEN.where(_ROW.owner == bindparam("who")),
    _OPEN.where(_ROW.asker == bindparam("who"), _ROW.owner != bindparam("who")),
)


async def both(session: AsyncSession, person: Person) -> tuple[list[Ask], list[Ask]]:
    """What others wait for from this person, and what this person waits for from others; the first due first."""
    rows = (await session.execute(_BOTH, {"of": person.workspace, "who": person.id})).all()
    found = sorted((asks.value(row) for row in rows), key=lambda ask: (ask.due_at, ask.id))
    return [ask for ask in found if ask.owner == person.id], [ask for ask in found if ask.owner != person.id]
