"""Which candidate is meant: `REQ-12 3`, `3` in a role's own channel, or the one a button belongs to."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks.text import clean
from handlers.door import number
from handlers.requisitions import meant
from handlers.visit import Visit
from storage import submissions
from storage.refusals import Refused, Why


async def submission_meant(session: AsyncSession, visit: Visit, verb: str) -> tuple[int, str]:
    """The submission's id, and what else was typed. The first word is the key unless it is the number: where only one
    number stands at the beginning, it is the candidate's. `verb` is for the words of a refusal."""
    if visit.value:
        return number(visit.value), ""
    words = clean(visit.text).split()
    keyed = len(words) > 1 and words[1].isascii() and words[1].isdigit()
    plain = bool(words) and words[0].isascii() and words[0].isdigit()
    if not keyed and not plain:
        role = await meant(session, visit, words[0] if words else "")
        raise Refused(Why.WHICH_CANDIDATE, verb=verb, key=role.key)
    role = await meant(session, visit, words.pop(0) if keyed else "")
    found = await submissions.by_number(session, role, number(words.pop(0)))
    return found.id, " ".join(words)
