"""Opening a requisition: its number, its people, and the saga that gives it a private channel with a pinned card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import check_ins, homes, models, outbox, people, requisitions, timeline
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.rights import Act, Role


@dataclass(frozen=True)
class Opening:
    """What the modal asks for. Lengths are checked where the person types."""

    title: str
    manager: str
    location: str
    openings: int = 1
    backup: str | None = None


async def open_requisition(
    session: AsyncSession, opener: Person, opening: Opening, *, origin: str, at: datetime
) -> Requisition:
    """Opens a role: the workspace's next number, its people, and the steps that give it a channel and a card.

    `origin` is the modal's id: submitted again, the same requisition comes back and nothing is done twice.
    Refuses guests and deactivated people, as opener, manager or backup.
    """
    workspace = opener.workspace
    await session.execute(select(models.Workspace.id).where(models.Workspace.id == workspace).with_for_update())
    again = await session.scalar(
        select(models.Requisition.id).where(
            models.Requisition.workspace == workspace, models.Requisition.origin == origin
        )
    )
    if again is not None:
        return await requisitions.known(session, workspace, again)
    involved = list(filter(None, (opener.id, opening.manager, opening.backup)))
    await people.lock(session, workspace, *involved)
    await people.must(session, opener, Act.OPEN, None)
    for somebody in involved:
        people.must_be_member(await people.get(session, workspace, somebody))
    number = await session.scalar(
        update(models.Workspace)
        .where(models.Workspace.id == workspace)
        .values(next_number=models.Workspace.next_number + 1)
        .returning(models.Workspace.next_number - 1)
    )
    row = models.Requisition(
        workspace=workspace,
        number=number,
        title=opening.title,
        location=opening.location,
        openings=opening.openings,
        target_days=45,
        status="intake",
        origin=origin,
        opened_at=at,
        opened_by=opener.id,
        next_candidate=1,
    )
    session.add(row)
    await session.flush()
    on = {Role.RECRUITER: opener.id, Role.MANAGER: opening.manager}
    if opening.backup and opening.backup != opening.manager:
        on[Role.BACKUP] = opening.backup
    for role, person in on.items():
        session.add(
            models.RequisitionPerson(workspace=workspace, requisition_id=row.id, person=person, role=role, since=at)
        )
    await session.flush()
    timeline.record(session, workspace, "opened", at=at, actor=opener.id, requisition_id=row.id)
    for person in sorted({opener.id, opening.manager}):
        await check_ins.plan(session, await people.get(session, workspace, person), now=at)
    ids = {"requisition": row.id}
    for step in (
        "channel",
        *(f"invite:{person}" for person in dict.fromkeys(on.values())),
        "topic",
        "card",
        "pin",
    ):
        kind, _, person = step.partition(":")
        await outbox.send(
            session,
            workspace,
            outbox.requisition_lane(row.id),
            f"requisition.{kind}",
            ids | {"person": person} if person else ids,
            key=f"requisition:{row.id}:{step}",
            at=at,
        )
    await homes.touch_partners(session, workspace, row.id, at=at)
    return await requisitions.known(session, workspace, row.id)
