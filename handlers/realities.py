"""Reality check: what this workspace has seen that bears on a role, beside its brief."""

from __future__ import annotations

from handlers.blocks import kit
from handlers.blocks import realities as blocks
from handlers.door import number
from handlers.replies import Open, Reply
from handlers.visit import Visit
from storage import realities


async def show(visit: Visit) -> Reply:
    """*Reality check*, on the brief and in its market section (`value` is the requisition's id)."""
    requisition = number(visit.value)
    found = await visit.read(lambda session: realities.look(session, visit.person, requisition, at=visit.now))
    return Open(kit.notice("Reality check", "", shown=blocks.blocks(found)))
