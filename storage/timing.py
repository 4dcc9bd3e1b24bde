"""Timing people: whether anybody's own response times are counted here, which an administrator can turn off."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import homes, models, people, timeline
from storage.given import OF
from storage.people import Person
from storage.rules.rights import Act

_IS_ON = select(models.Workspace.times_people).where(models.Workspace.id == OF)


async def is_on(session: AsyncSession, workspace: str) -> bool:
    """Whether people's own response times are counted; where not, no view may show them, not even to their owner."""
    return bool(await session.scalar(_IS_ON, {"of": workspace}))


async def turn(session: AsyncSession, person: Person, *, on: bool, at: datetime) -> bool:
    """Turns it on or off for everybody, by an administrator; gives back whether that is a change. What was answered
    meanwhile is measured all the same, as due times need it, and shows when it is on again."""
    await people.must(session, person, Act.DEFAULTS, None)
    row = await session.get_one(models.Workspace, person.workspace, with_for_update=True, populate_existing=True)
    if row.times_people == on:
        return False
    row.times_people = on
    timeline.record(session, person.workspace, "timing", at=at, actor=person.id, on=on)
    await session.flush()
    who = models.Person
    shown = select(who.id).where(who.workspace == person.workspace, who.home_at.is_not(None))
    await homes.touch(session, person.workspace, await session.scalars(shown), at=at)
    return True
