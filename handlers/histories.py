"""Histories: `/candidate show`, all about one candidate for those who may see them."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import details
from handlers.blocks import histories as blocks
from handlers.blocks import kit
from handlers.door import number
from handlers.replies import Open, Reply, Update
from handlers.submission_keys import submission_meant
from handlers.visit import Visit
from storage import histories, panels


async def show(visit: Visit) -> Reply:
    """`/candidate show [KEY] N`, *Details* in the card's ⋯ and in the list."""

    async def query(session: AsyncSession) -> tuple[int, kit.Block]:
        submission, _ = await submission_meant(session, visit, "show")
        found = await histories.of(session, visit.person, submission)
        panel = await panels.look(session, found.dossier)
        return submission, blocks.modal(found, panel, 0, visit.person, visit.now)

    submission, page = await visit.read(query)
    await details.seen(visit, submission)
    return Open(page)


async def turn(visit: Visit) -> Reply:
    """*Earlier* and *Later*: `value` is `<submission id>:<page>`."""
    submission, _, page = visit.value.partition(":")

    async def query(session: AsyncSession) -> kit.Block:
        found = await histories.of(session, visit.person, number(submission))
        panel = await panels.look(session, found.dossier)
        return blocks.modal(found, panel, number(page), visit.person, visit.now)

    return Update(await visit.read(query))
