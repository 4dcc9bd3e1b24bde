"""Reviews: every profile that waits for one person's decision on a role, one after the other, in order of arrival."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import dossiers, models, people, requisitions
from storage.dossiers import Dossier
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.promises import Kind
from storage.rules.rights import Role


@dataclass(frozen=True)
class Step:
    """One screen: the candidate (None at the end), how many wait in all, and how many after this one."""

    requisition: Requisition
    dossier: Dossier | None
    waiting: int
    ahead: int


async def step(session: AsyncSession, person: Person, requisition_id: int, *, after: int = 0) -> Step:
    """The first candidate with a number above `after` whose review this person owes, or may give as backup because the
    promise is long over. Refuses whoever has nothing to do with the role."""
    role = await requisitions.get(session, person.workspace, requisition_id)
    held = await people.roles(session, person.workspace, person.id, requisition_id) if role else frozenset()
    if role is None or not held:
        raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
    ask, row = models.Ask, models.Submission
    mine = [ask.owner == person.id]
    if Role.BACKUP in held:
        mine.append(and_(ask.owner != person.id, ask.escalated_at.is_not(None)))
    found = await session.execute(
        select(row.id, row.number)
        .join(ask, (ask.workspace == row.workspace) & (ask.submission_id == row.id))
        .where(
            ask.workspace == person.workspace,
            ask.requisition_id == requisition_id,
            ask.kind == Kind.REVIEW,
            ask.state == "open",
            or_(*mine),
        )
        .order_by(row.number)
    )
    waiting = [(submission_id, number) for submission_id, number in found.all()]
    ahead = [submission_id for submission_id, number in waiting if number > after]
    shown = await dossiers.visible(session, person, ahead[0]) if ahead else None
    return Step(role, shown, len(waiting), max(len(ahead) - 1, 0))
