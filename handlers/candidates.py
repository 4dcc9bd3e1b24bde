"""Candidates: listed, and their cards in the role's channel."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import candidates as blocks
from handlers.blocks import kit
from handlers.blocks.text import quote
from handlers.door import number
from handlers.replies import Reply, Words
from handlers.requisitions import meant
from handlers.steps import Post, Repaint, Step
from handlers.visit import Visit
from storage import asks, cards, dossiers, requisitions, submissions
from storage.cards import CardKind
from storage.outbox import Row
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.promises import Kind

_EMAIL = re.compile(r"^[^@\s<>]{1,64}@[^@\s<>]{1,185}\.[^@\s<>]{2,63}$")
_MOST_LISTED = 40


async def _role(session: AsyncSession, visit: Visit) -> Requisition:
    """The requisition meant by the text, or the one the pressed card belongs to."""
    if not visit.value:
        return await meant(session, visit, visit.text)
    role = await requisitions.get(session, visit.person.workspace, number(visit.value))
    if role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
    return await requisitions.by_number(session, visit.person, role.number)


async def list_(visit: Visit) -> Reply:
    """`/candidate list [KEY]`, and the card's Candidates button."""

    async def query(session: AsyncSession) -> tuple[Requisition, list[str]]:
        role = await _role(session, visit)
        found = await submissions.of_requisition(session, role)
        names = await submissions.names(session, role.workspace, [s.id for s in found])
        due = {
            ask.submission_id: ask.due_at
            for ask in await asks.open_on(session, role.workspace, role.id)
            if ask.kind is Kind.REVIEW
        }
        decided = await dossiers.last_decisions(session, role.workspace, [s.id for s in found])
        return role, [
            blocks.line(s, names[s.id], decided.get(s.id), due.get(s.id), visit.person, visit.now) for s in found
        ]

    role, lines = await visit.read(query)
    head = f"{role.key} {quote(role.title, 100)}"
    if not lines:
        return Words(f"{head} has no candidates yet. `/candidate post {role.key}` puts the first one forward.")
    text = f"*{head}* · {len(lines)} in order of arrival"
    if len(lines) > _MOST_LISTED:
        lines = [f"… {len(lines) - _MOST_LISTED} earlier ones", *lines[-_MOST_LISTED:]]
    chunks = [lines[i : i + 10] for i in range(0, len(lines), 10)]
    return Words(text, [kit.section(text), *(kit.section("\n".join(chunk)) for chunk in chunks)])


# --- what stands in Slack


async def card(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The candidate's card, posted once."""
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    if dossier is None or not dossier.requisition.channel:
        return None
    return Post(dossier.requisition.channel, *blocks.card(dossier), card=(CardKind.SUBMISSION, dossier.submission.id))


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The candidate's card, painted again."""
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, int(row.ids["submission"]))
    if dossier is None or place is None:
        return None
    return Repaint(place, *blocks.card(dossier))


async def back(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That somebody is put forward again, in the card's thread."""
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, int(row.ids["submission"]))
    if dossier is None or place is None:
        return None
    return Post(place.channel, *blocks.back(dossier, str(row.ids["person"])), thread_ts=place.ts)
