"""Which candidate is meant: `REQ-12 3`, `3` where the role is clear, or the one a button belongs to."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks.text import clean
from handlers.door import number
from handlers.requisitions import key_number, meant
from handlers.visit import Visit
from storage import forgetting
from storage.refusals import Refused, Why


async def candidate_meant(session: AsyncSession, visit: Visit) -> int:
    """The submission's id: a button's value, or what was typed."""
    if visit.value:
        return number(visit.value)
    words = clean(visit.text).split()
    if not words or not words[-1].isascii() or not words[-1].isdigit() or len(words) > 2:
        raise Refused(Why.NO_SUCH_NUMBER, number=None)
    if len(words) == 2 and (key := key_number(words[0])) is not None:
        return await forgetting.meant(session, visit.person, key, None, number(words[1]))
    role = await meant(session, visit, words[0] if len(words) == 2 else "")
    return await forgetting.meant(session, visit.person, None, role.id, number(words[-1]))
