"""Talent leads: people an administrator names, who see which roles need help. They see no candidate by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import live_asks, models, people, requisitions, timeline
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.rights import Act


async def named(session: AsyncSession, workspace: str) -> list[str]:
    """Who is a talent lead here, by id."""
    row = models.Person
    found = await session.scalars(select(row.id).where(row.workspace == workspace, row.is_lead).order_by(row.id))
    return list(found)


async def name(session: AsyncSession, person: Person, chosen: list[str], *, at: datetime) -> None:
    """Makes these people the talent leads, and nobody else; by an administrator. Refuses whoever is no full member."""
    await people.must(session, person, Act.DEFAULTS, None)
    before = await named(session, person.workspace)
    if set(before) == set(chosen):
        return
    await people.lock(session, person.workspace, *before, *chosen)
    row = models.Person
    for each in sorted({*before, *chosen}):
        if each in chosen:
            people.must_be_member(await people.get(session, person.workspace, each))
        found = await session.get_one(row, (person.workspace, each), populate_existing=True)
        found.is_lead = each in chosen
    timeline.record(session, person.workspace, "leads", at=at, actor=person.id, people=sorted(chosen))


@dataclass(frozen=True)
class Needy:
    """A role that needs help: answers a full promise over on either side, and seats whose person has left."""

    requisition: Requisition
    managers: int
    recruiters: int
    gone: tuple[str, ...]


async def help_wanted(session: AsyncSession, person: Person) -> list[Needy]:
    """The roles that need help, by number, for a talent lead: never a confidential one, and no candidate's name."""
    await people.must(session, person, Act.HELP_WANTED, None)
    roles = [role for role in await requisitions.live(session, person.workspace) if not role.is_confidential]
    pending = await live_asks.open_on_each(session, person.workspace, [role.id for role in roles])
    late = await _escalated(session, person.workspace, [ask.id for each in pending.values() for ask in each])
    seats = await people.named(session, person.workspace, [who for r in roles for who in (r.recruiter, r.manager)])
    found = []
    for role in roles:
        over = [ask for ask in pending.get(role.id, []) if ask.id in late]
        recruiters = sum(ask.owner in (role.recruiter, *role.helpers) for ask in over)
        gone = tuple(dict.fromkeys(who for who in (role.recruiter, role.manager) if not seats[who].is_member))
        if over or gone:
            found.append(Needy(role, len(over) - recruiters, recruiters, gone))
    return found


async def _escalated(session: AsyncSession, workspace: str, ids: list[int]) -> set[int]:
    row = models.Ask
    if not ids:
        return set()
    return set(
        await session.scalars(
            select(row.id).where(row.workspace == workspace, row.state == "open", row.escalated_at.is_not(None))
        )
    ) & set(ids)
