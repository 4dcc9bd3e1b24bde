"""Pictures: whether the two who sign a version picture the same person; each says it alone, then both read both."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import blind, models, outbox
from storage.blind import Said, Subject
from storage.people import Person
from storage.requisitions import Requisition


async def ask(session: AsyncSession, role: Requisition, row: models.Brief, *, at: datetime) -> None:
    """Asks both of a version that needs both signatures; whoever is both is not asked."""
    if role.recruiter != role.manager:
        await blind.begin(session, role.workspace, Subject.SIGNING, row.id, (role.manager, role.recruiter), at=at)


async def keep(session: AsyncSession, person: Person, row: models.Brief, said: Said | None, *, at: datetime) -> None:
    """Keeps what somebody says of a version, if they were asked and have not said it yet."""
    asked = await blind.standing(session, row.workspace, Subject.SIGNING, row.id) if said else None
    if said and asked and asked.waits_on(person.id):
        await blind.answer(session, person, Subject.SIGNING, row.id, said, at=at)


async def reveal(session: AsyncSession, role: Requisition, row: models.Brief, *, late: bool, at: datetime) -> None:
    """Reveals what both said, once both have: with the message that the version holds, or after it (`late`) in one of
    its own."""
    if await blind.reveal(session, role.workspace, Subject.SIGNING, row.id, at=at) and late:
        key = f"brief:{row.id}:pictured"
        await outbox.send(session, role.workspace, role.lane, "brief.pictured", {"brief": row.id}, key=key, at=at)


async def succeed(session: AsyncSession, role: Requisition, row: models.Brief, *, leaver: str, to: str) -> None:
    """Somebody took a seat while a version waits to be signed: they are asked instead of whoever left without saying
    it; nobody is, where they are both by now."""
    if row.state != "signing":
        return
    if role.recruiter == role.manager:
        await forget(session, role.workspace, row.id)
    else:
        await blind.take_place(session, role.workspace, Subject.SIGNING, row.id, leaver=leaver, to=to)


async def forget(session: AsyncSession, workspace: str, brief_id: int) -> None:
    """Forgets what was said of a version nobody is asked to sign any more."""
    await blind.discard(session, workspace, Subject.SIGNING, brief_id)
