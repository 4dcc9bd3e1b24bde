"""Edits: a requisition's title, place, openings and target."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import edits as blocks
from handlers.blocks.requisitions import MOST_OPENINGS
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply
from handlers.requisitions import role_meant
from handlers.visit import Visit
from storage import edits
from storage.edits import Particulars
from storage.requisitions import Requisition


async def edit(visit: Visit) -> Reply:
    """`/req edit [KEY]`, and *Edit* in the card's ⋯."""

    async def query(session: AsyncSession) -> Requisition:
        role = await role_meant(session, visit)
        await edits.may_edit(session, visit.person, role)
        return role

    role = await visit.read(query)
    return Open(blocks.modal(role, metadata(role.id, visit.response_url)))


async def submit(visit: Visit) -> Reply:
    """The modal of `/req edit`."""
    errors: dict[str, str] = {}
    title = visit.typed("title")
    if not title:
        errors["title"] = "Give the role a title people will recognise."
    numbers = {"openings": MOST_OPENINGS, "target": blocks.MOST_DAYS}
    for name, most in numbers.items():
        if not 1 <= number(visit.typed(name)) <= most:
            errors[name] = f"A whole number from 1 to {most}."
    if errors:
        return Errors(errors)
    wanted = Particulars(title, visit.typed("location"), int(visit.typed("openings")), int(visit.typed("target")))
    await visit.save(lambda session: edits.edit(session, visit.person, number(subject(visit)), wanted, at=visit.now))
    return Done()
