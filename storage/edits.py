"""Edits: what a requisition itself is called, where it is, how many it seeks and by when, and its details."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import closing, headcounts, outbox, people, requisitions, submissions, timeline
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.details import NO_DETAILS, Details
from storage.rules.rights import Act


@dataclass(frozen=True)
class Particulars:
    """What may be changed of a role itself; level and pay are changed in its brief. Lengths are checked where the
    person types."""

    title: str
    location: str
    openings: int
    target_days: int
    details: Details = NO_DETAILS
    is_confidential: bool = False
    approver: str | None = None  # while the headcount waits: who is asked (None: as it is)


async def edit(
    session: AsyncSession, person: Person, requisition_id: int, wanted: Particulars, *, at: datetime
) -> Requisition:
    """Changes what a role says of itself; the card and the topic follow, the channel keeps its name. The same again
    changes nothing.

    Refused for fewer openings than were filled. A role that is not confidential stays so, as its channel's name tells;
    one that is may cease to be. While its headcount waits for approval, somebody else may be asked instead.
    """
    workspace = person.workspace
    row = await requisitions.lock(session, workspace, requisition_id)
    role = await requisitions.get(session, workspace, requisition_id)
    if row is None or role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="that requisition", yours=[])
    await may_edit(session, person, role)
    hired = await closing.hired_on(session, workspace, role.id)
    if wanted.openings < hired:
        raise Refused(Why.HIRED_ALREADY, hired=hired)
    changed = _changed(role, wanted)
    lifted = role.is_confidential and not wanted.is_confidential
    row.title, row.location = wanted.title, wanted.location
    row.openings, row.target_days = wanted.openings, wanted.target_days
    row.department, row.employment = wanted.details.department, wanted.details.employment
    row.start_on, row.reason = wanted.details.start_on, wanted.details.reason
    row.is_confidential = role.is_confidential and wanted.is_confidential
    await session.flush()
    if wanted.approver is not None and await headcounts.ask_another(session, role, wanted.approver, at=at):
        changed.append("approver")
    if not changed:
        return role
    timeline.record(session, workspace, "edited", at=at, actor=person.id, requisition_id=role.id, what=changed)
    if "title" in changed or lifted:
        key = f"requisition:{role.id}:topic:{at.isoformat()}"
        ids = {"requisition": role.id}
        await outbox.send(session, workspace, role.lane, "requisition.topic", ids, key=key, at=at)
    if "title" in changed:
        for submission in await submissions.live_rows(session, workspace, role.id):
            await submissions.repaint(session, workspace, role.id, submission.id, at=at)
    await requisitions.repaint(session, workspace, role.id, at=at)
    return await requisitions.known(session, workspace, role.id)


def _changed(role: Requisition, wanted: Particulars) -> list[str]:
    """The names of what is other than it was."""
    plain = [
        name
        for name in ("title", "location", "openings", "target_days")
        if getattr(role, name) != getattr(wanted, name)
    ]
    lifted = ["confidential"] if role.is_confidential and not wanted.is_confidential else []
    return [*plain, *wanted.details.changed(role.details), *lifted]


async def may_edit(session: AsyncSession, person: Person, role: Requisition) -> None:
    """Refuses as an edit would: by right, or because it is closed."""
    await people.must(session, person, Act.EDIT, role.id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
