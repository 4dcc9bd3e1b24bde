"""The log for auditors, page by page, for whoever may read some of it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import audit as blocks
from handlers.blocks import kit
from handlers.door import number
from handlers.replies import Open, Reply, Update
from handlers.visit import Visit
from storage import audit_pages


async def open_(visit: Visit) -> Reply:
    """`/samepage audit`."""
    return Open(await _page(visit, 0))


async def turn(visit: Visit) -> Reply:
    """*Newer* and *Older*: `value` is the page."""
    return Update(await _page(visit, number(visit.value)))


async def _page(visit: Visit, page: int) -> kit.Block:
    async def query(session: AsyncSession) -> kit.Block:
        groups = await audit_pages.readable(session, visit.person)
        found = await audit_pages.newest(session, visit.person, groups, page)
        return blocks.modal(found, visit.person, visit.now)

    return await visit.read(query)
