"""Retention: for how long data is kept in which country, and what an administrator enters for others."""

from __future__ import annotations

from handlers.blocks import retention as blocks
from handlers.door import metadata
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.visit import Visit
from storage import countries
from storage.rules.countries import Unclear, read


async def open_(visit: Visit) -> Reply:
    """`/samepage settings retention`."""
    own = await visit.read(lambda session: countries.look(session, visit.person))
    return Open(blocks.modal(own, metadata("retention", visit.response_url)))


async def submit(visit: Visit) -> Reply:
    """Its form."""
    try:
        chosen = read(visit.typed("countries"))
    except Unclear as unclear:
        return Errors({"countries": str(unclear)})
    changed = await visit.save(lambda session: countries.enter(session, visit.person, chosen, at=visit.now))
    return Done(Words(blocks.saved(changed)))
