"""Realities: what this workspace has seen that bears on a role, as facts with their number of cases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage import models, people, requisitions, timing
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.criteria import Weight
from storage.rules.realities import LOOKS_BACK, similar
from storage.rules.rights import Act, Role


@dataclass(frozen=True)
class Filled:
    """How long similar roles took from opening to filled, in days; the median is half-way."""

    number: int
    least: int = 0
    median: int = 0
    most: int = 0


@dataclass(frozen=True)
class Kept:
    """Of what one side owed the other and answered: how many, and how many within what was promised."""

    person: str
    number: int
    within: int


@dataclass(frozen=True)
class Reality:
    """The three facts of one role. `cited`: must-haves by how many rejections cite them, the most cited first;
    `rejections`: how many cite any. `kept` is empty where the two are one, and where
    timing people is turned off."""

    requisition: Requisition
    filled: Filled
    cited: list[tuple[str, int]]
    rejections: int
    kept: list[Kept]
    people: dict[str, Person]


async def look(session: AsyncSession, person: Person, requisition_id: int, *, at: datetime) -> Reality:
    """The facts that bear on a role, for the two. Confidential roles count in none that is about other roles."""
    await people.must(session, person, Act.BRIEF, requisition_id)
    role = await requisitions.known(session, person.workspace, requisition_id)
    cited = await _cited(session, role, at=at)
    is_timed = await timing.is_on(session, role.workspace)
    return Reality(
        role,
        await _filled(session, role, at=at),
        cited.most_common(),
        cited.total(),
        await _kept(session, role, at=at) if role.recruiter != role.manager and is_timed else [],
        await people.named(session, role.workspace, [role.recruiter, role.manager]),
    )


def may_count() -> ColumnElement[bool]:
    """Whether a role counts for others: never a confidential one."""
    return models.Requisition.is_confidential.is_(False)


def _of(role: Requisition, title: str, department: str) -> bool:
    return similar(role.title, title, department=role.details.department, other_department=department)


async def _filled(session: AsyncSession, role: Requisition, *, at: datetime) -> Filled:
    row = models.Requisition
    found = await session.execute(
        select(row.title, row.department, row.opened_at, row.closed_at).where(
            row.workspace == role.workspace,
            row.closed_at > at - LOOKS_BACK,
            row.status == "filled",
            row.id != role.id,
            may_count(),
        )
    )
    days = [(end - start).days for title, department, start, end in found.all() if _of(role, title, department) and end]
    return Filled(len(days), min(days), round(median(days)), max(days)) if days else Filled(0)


async def _cited(session: AsyncSession, role: Requisition, *, at: datetime) -> Counter[str]:
    """How many standing rejections cite which must-have, on roles of this manager or like this one."""
    row, made, on = models.Requisition, models.Decision, models.RequisitionPerson
    must, above = aliased(models.Criterion), aliased(models.Criterion)
    place = (
        select(func.count())
        .where(
            above.workspace == must.workspace,
            above.brief_id == must.brief_id,
            above.weight == Weight.MUST,
            above.position <= must.position,
        )
        .scalar_subquery()
    )
    ours = exists().where(
        on.workspace == row.workspace,
        on.requisition_id == row.id,
        on.person == role.manager,
        on.role == Role.MANAGER,
        on.until.is_(None),
    )
    found = await session.execute(
        select(row.title, row.department, ours, must.text, func.count(made.id))
        .select_from(made)
        .join(row, (row.workspace == made.workspace) & (row.id == made.requisition_id))
        .join(must, (must.workspace == made.workspace) & (must.brief_id == made.brief_id))
        .where(
            made.workspace == role.workspace,
            made.criterion.is_not(None),
            made.decided_at > at - LOOKS_BACK,
            made.undone_at.is_(None),
            made.superseded_at.is_(None),
            must.weight == Weight.MUST,
            place == made.criterion,
            may_count(),
        )
        .group_by(row.id, row.title, row.department, must.text)
        .order_by(must.text)
    )
    cited: Counter[str] = Counter()
    for title, department, is_ours, text, number in found.all():
        if is_ours or _of(role, title, department):
            cited[text] += number
    return cited


async def _kept(session: AsyncSession, role: Requisition, *, at: datetime) -> list[Kept]:
    """What the two answered each other within the promise in two years, on every role they are the two of."""
    ask, on = models.Ask, models.RequisitionPerson

    def sits(who: str, seat: Role) -> ColumnElement[bool]:
        return exists().where(
            on.workspace == ask.workspace,
            on.requisition_id == ask.requisition_id,
            on.person == who,
            on.role == seat,
            on.until.is_(None),
        )

    in_time = case((ask.waited <= ask.promise + ask.grace, 1), else_=0)
    found = await session.execute(
        select(ask.answered_by, func.count(), func.sum(in_time))
        .where(
            ask.workspace == role.workspace,
            ask.answered_by.in_((role.manager, role.recruiter)),
            ask.answered_by == ask.owner,
            ask.answered_at > at - LOOKS_BACK,
            ask.state == "answered",
            sits(role.manager, Role.MANAGER),
            sits(role.recruiter, Role.RECRUITER),
        )
        .group_by(ask.answered_by)
    )
    known = {person: Kept(person, number, int(within)) for person, number, within in found.all()}
    return [known.get(each, Kept(each, 0, 0)) for each in (role.manager, role.recruiter)]
