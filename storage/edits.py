"""Edits: what a requisition itself is called, where it is, how many it seeks and by when."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox, people, requisitions, submissions, timeline
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.rights import Act


@dataclass(frozen=True)
class Particulars:
    """What may be changed of a role itself. Lengths are checked where the person types."""

    title: str
    location: str
    openings: int
    target_days: int


async def edit(
    session: AsyncSession, person: Person, requisition_id: int, wanted: Particulars, *, at: datetime
) -> Requisition:
    """Changes title, place, openings and target; the card and the topic follow, the channel keeps its name. The same
    again changes nothing."""
    workspace = person.workspace
    row = await requisitions.lock(session, workspace, requisition_id)
    role = await requisitions.get(session, workspace, requisition_id)
    if row is None or role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="that requisition", yours=[])
    await may_edit(session, person, role)
    was = Particulars(role.title, role.location, role.openings, role.target_days)
    pairs = zip(fields(wanted), astuple(was), astuple(wanted), strict=True)
    changed = [field.name for field, before, after in pairs if before != after]
    if not changed:
        return role
    row.title, row.location = wanted.title, wanted.location
    row.openings, row.target_days = wanted.openings, wanted.target_days
    await session.flush()
    timeline.record(session, workspace, "edited", at=at, actor=person.id, requisition_id=role.id, what=changed)
    if "title" in changed:
        key = f"requisition:{role.id}:topic:{at.isoformat()}"
        ids = {"requisition": role.id}
        await outbox.send(session, workspace, role.lane, "requisition.topic", ids, key=key, at=at)
        for submission in await submissions.live_rows(session, workspace, role.id):
            await submissions.repaint(session, workspace, role.id, submission.id, at=at)
    await requisitions.repaint(session, workspace, role.id, at=at)
    return await requisitions.known(session, workspace, role.id)


async def may_edit(session: AsyncSession, person: Person, role: Requisition) -> None:
    """Refuses as an edit would: by right, or because it is closed."""
    await people.must(session, person, Act.EDIT, role.id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
