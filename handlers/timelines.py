"""Timelines: what happened on a role, page by page, for the people on it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import kit
from handlers.blocks import timelines as blocks
from handlers.door import number
from handlers.replies import Open, Reply, Update
from handlers.requisitions import role_meant
from handlers.visit import Visit
from storage import people, requisitions, timeline
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.rights import Act


async def show(visit: Visit) -> Reply:
    """`/req timeline [KEY]`, and *Timeline* in the card's ⋯."""

    async def query(session: AsyncSession) -> kit.Block:
        return await _page(session, visit, await role_meant(session, visit), 0)

    return Open(await visit.read(query))


async def turn(visit: Visit) -> Reply:
    """*Newer* and *Older*: `value` is `<requisition id>:<page>`."""
    requisition, _, page = visit.value.partition(":")

    async def query(session: AsyncSession) -> kit.Block:
        role = await requisitions.get(session, visit.person.workspace, number(requisition))
        if role is None:
            raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
        return await _page(session, visit, role, number(page))

    return Update(await visit.read(query))


async def _page(session: AsyncSession, visit: Visit, role: Requisition, page: int) -> kit.Block:
    await people.must(session, visit.person, Act.SEE, role.id)
    return blocks.modal(role, await timeline.page(session, role.workspace, role.id, page), visit.person, visit.now)
