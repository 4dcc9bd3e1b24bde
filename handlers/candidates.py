"""Candidates: listed, and their cards in the role's channel."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import answers, interviews, kit
from handlers.blocks import candidate_lists as lists
from handlers.blocks import candidates as blocks
from handlers.blocks.candidate_lists import Listed
from handlers.blocks.text import quote
from handlers.door import number
from handlers.replies import Open, Reply, Update, Words
from handlers.requisitions import meant
from handlers.steps import Post, Repaint, Step
from handlers.visit import Visit
from storage import cards, dossiers, live_asks, panels, requisitions, submissions, waits
from storage.cards import CardKind
from storage.outbox import Row
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.promises import DECISIONS
from storage.submissions import Submission

_EMAIL = re.compile(r"^[^@\s<>]{1,64}@[^@\s<>]{1,185}\.[^@\s<>]{2,63}$")


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

    async def query(session: AsyncSession) -> tuple[Requisition, list[Listed], int]:
        role = await _role(session, visit)
        found, total = await submissions.latest(session, role, lists.MOST_SAID)
        return role, await listed(session, role, found), total

    role, found, total = await visit.read(query)
    if not found:
        head = f"{role.key} {quote(role.title, 100)}"
        return Words(f"{head} has no candidates yet. `/candidate post {role.key}` puts the first one forward.")
    return Words(*lists.message(role, found, total, visit.person, visit.now))


async def listed(session: AsyncSession, role: Requisition, found: list[Submission]) -> list[Listed]:
    """What a list says of these candidates."""
    numbered = [s.id for s in found]
    names = await submissions.names(session, role.workspace, numbered)
    pending = await live_asks.open_on(session, role.workspace, role.id)
    due = {ask.submission_id: ask.due_at for ask in pending if ask.kind in DECISIONS}
    decided = await dossiers.last_decisions(session, role.workspace, numbered)
    waiting = await waits.since(session, role.workspace, numbered)
    return [Listed(s, names[s.id], decided.get(s.id), due.get(s.id), waiting.get(s.id)) for s in found]


async def list_page(visit: Visit) -> Reply:
    """*Open the list*, and its pages: `value` is `<requisition id>:<page>`."""
    requisition, _, wanted = visit.value.partition(":")

    async def query(session: AsyncSession) -> kit.Block:
        role = await _role(session, replace(visit, value=requisition))
        found, page, total = await submissions.page(session, role, number(wanted), lists.PER_PAGE)
        return lists.modal(role, await listed(session, role, found), page, total, visit.person, visit.now)

    found = await visit.read(query)
    return Update(found) if visit.view is not None else Open(found)


# --- what stands in Slack


async def card(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The candidate's card, posted once."""
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    if dossier is None or not dossier.requisition.channel:
        return None
    painted = await _painted(session, dossier)
    return Post(dossier.requisition.channel, *painted, card=(CardKind.SUBMISSION, dossier.submission.id))


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The candidate's card, painted again."""
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, int(row.ids["submission"]))
    if dossier is None or place is None:
        return None
    return Repaint(place, *await _painted(session, dossier))


async def back(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That somebody is put forward again, in the card's thread."""
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, int(row.ids["submission"]))
    if dossier is None or place is None:
        return None
    return Post(place.channel, *answers.back(dossier, str(row.ids["person"])), thread_ts=place.ts)


async def _painted(session: AsyncSession, dossier: dossiers.Dossier) -> tuple[str, list[kit.Block]]:
    """The card as things stand now, with its interviews."""
    return blocks.card(dossier, interviews.on_card(await panels.look(session, dossier)))
