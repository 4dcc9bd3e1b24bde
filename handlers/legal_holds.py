"""Legal holds on a whole role, and the list of every hold, for talent leads."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import legal_holds as blocks
from handlers.blocks.forgetting import NO_HOLD_REASON
from handlers.blocks.text import clean
from handlers.door import metadata, number, subject
from handlers.forgetting import legal_hold
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.requisitions import key_number, meant
from handlers.visit import Visit
from storage import people, role_legal_holds
from storage.role_legal_holds import RoleHold
from storage.rules.rights import Act


async def candidate(visit: Visit) -> Reply:
    """`/candidate legal-hold [KEY] [N]`: without a number, every hold that stands."""
    if clean(visit.text) or visit.value:
        return await legal_hold(visit)
    found = await visit.read(lambda session: role_legal_holds.listed(session, visit.person))
    return Words(blocks.listed(found, visit.person, visit.now))


async def role(visit: Visit) -> Reply:
    """`/req legal-hold [KEY]`: sets one on everybody who was put forward, or shows and lifts the one there is. A talent
    lead is on none of the roles, so the key is looked up without asking for a part."""
    held = await visit.read(lambda session: _meant(session, visit))
    return Open(blocks.modal(held, visit.person, visit.now, metadata(held.requisition.id, visit.response_url)))


async def _meant(session: AsyncSession, visit: Visit) -> RoleHold:
    await people.must(session, visit.person, Act.LEGAL_HOLD, None)
    typed = clean(visit.text)
    wanted = key_number(typed)
    found = await role_legal_holds.meant(session, visit.person, wanted) if wanted is not None else None
    if found is None:
        found = (await meant(session, visit, typed)).id
    return await role_legal_holds.look(session, visit.person, found)


async def submit(visit: Visit) -> Reply:
    """The modal that sets a hold on a role."""
    reason = visit.typed("reason")
    if not reason:
        return Errors({"reason": NO_HOLD_REASON})
    held = await visit.save(
        lambda session: role_legal_holds.put(session, visit.person, number(subject(visit)), reason, at=visit.now)
    )
    return Done(Words(f"The legal hold on {held.requisition.key} stands. Nobody put forward for it can be forgotten."))


async def submit_lift(visit: Visit) -> Reply:
    """The modal that lifts it."""
    held = await visit.save(
        lambda session: role_legal_holds.lift(session, visit.person, number(subject(visit)), at=visit.now)
    )
    return Done(Words(f"The legal hold on {held.requisition.key} is lifted."))
