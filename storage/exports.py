"""Exports: somebody asks for the figures they see as a file; it is made when it is delivered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, outbox, people
from storage.people import Person
from storage.rules.measures import View
from storage.rules.periods import Period
from storage.rules.rights import Act


async def ask(session: AsyncSession, person: Person, view: str, period: Period, *, at: datetime) -> None:
    """Has the figures of a view (`me`, `workspace` or a requisition's id) sent to this person. Asked for twice within a
    minute it is one file. Refused to whoever may not see that view."""
    if view == View.ALL:
        await people.must(session, person, Act.GROUPS, None)
    elif view != View.ME:
        await people.must(session, person, Act.MEASURE, int(view))
    ids = {"person": person.id, "view": view, "first": str(period.first), "last": str(period.last)}
    key = f"stats:{person.id}:{view}:{period.first}:{period.last}:{at:%Y%m%d%H%M}"
    audit.note(session, person.workspace, "stats_exported", at=at, by=person.id, view=view)
    await outbox.send(session, person.workspace, person.id, "stats.export", ids, key=key, at=at)
