"""Countries an administrator entered: for how long data is kept there, who said so and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, models, people
from storage.people import Person
from storage.rules.countries import Entered
from storage.rules.retention import Jurisdiction
from storage.rules.rights import Act


async def _rows(session: AsyncSession, workspace: str) -> list[models.Country]:
    row = models.Country
    mine = select(row).where(row.workspace == workspace, row.ended_at.is_(None)).order_by(row.name)
    return list(await session.scalars(mine))


async def own(session: AsyncSession, workspace: str) -> tuple[Jurisdiction, ...]:
    """The workspace's own countries, beside those that are sourced."""
    return tuple(
        Jurisdiction(
            f"own_{row.id}",
            row.name,
            (row.name.lower(),),
            row.keep,
            row.minimum,
            row.source,
            checked=row.entered_at.date(),
            entered_by=row.entered_by,
        )
        for row in await _rows(session, workspace)
    )


async def look(session: AsyncSession, person: Person) -> tuple[Jurisdiction, ...]:
    """The same, for an administrator who is about to change them."""
    await people.must(session, person, Act.DEFAULTS, None)
    return await own(session, person.workspace)


async def enter(session: AsyncSession, person: Person, chosen: list[Entered], *, at: datetime) -> int:
    """Makes these the workspace's own countries, and no others; by an administrator. Gives back how many were entered,
    changed or taken out. What is not yet announced to a recruiter is looked at anew."""
    await people.must(session, person, Act.DEFAULTS, None)
    await session.get_one(models.Workspace, person.workspace, with_for_update=True)
    rows = {row.name: row for row in await _rows(session, person.workspace)}
    wanted = {each.name: each for each in chosen}
    ended = [
        row
        for name, row in rows.items()
        if name not in wanted or wanted[name] != Entered(row.name, row.keep, row.minimum, row.source)
    ]
    for row in ended:
        row.ended_by, row.ended_at = person.id, at
    await session.flush()  # the name is free for its next row
    fresh = [
        models.Country(
            workspace=person.workspace,
            name=each.name,
            keep=each.keep,
            minimum=each.minimum,
            source=each.source,
            entered_by=person.id,
            entered_at=at,
        )
        for name, each in wanted.items()
        if name not in rows or rows[name] in ended
    ]
    session.add_all(fresh)
    await session.flush()
    if not ended and not fresh:
        return 0
    entered, gone = [row.id for row in fresh], [row.id for row in ended]
    audit.note(session, person.workspace, "jurisdictions", at=at, by=person.id, entered=entered, ended=gone)
    its = models.Submission
    waits = (its.workspace == person.workspace, its.retain_at > at, its.retain_warned_at.is_(None))
    await session.execute(update(its).where(*waits).values(retain_at=at))
    return len({each.name for each in (*ended, *fresh)})
