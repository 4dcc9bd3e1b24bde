"""Signing: both sign a version, each says alone whether they picture the same person; then it holds, and both show."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import agreements
from handlers.blocks import agreement_messages, picture
from handlers.blocks import briefs as blocks
from handlers.blocks.text import escape
from handlers.door import number, subject
from handlers.replies import Done, Errors, Reply, Words
from handlers.steps import Post, Step
from handlers.visit import Visit
from storage import agreements as kept
from storage import blind, briefs, people, requisitions, shortlists, versions
from storage.blind import Said, Subject
from storage.outbox import Row
from storage.refusals import Refused, Why


def said(visit: Visit) -> Said | None:
    """What a form says of *Do we picture the same person?*; None while nothing was chosen."""
    chosen = visit.chosen(picture.NUMBER)
    return Said(number(chosen), visit.typed(picture.WORDS) or None) if chosen is not None else None


async def sign(visit: Visit) -> Reply:
    """The page, submitted: a signature, what this person says alone, and what they say of the working agreement."""
    pictured = said(visit)
    if pictured is None and visit.asks(picture.NUMBER):
        return Errors({picture.NUMBER: picture.EMPTY})
    if errors := agreements.wrong(visit):
        return Errors(errors)
    brief_id, agreed = number(subject(visit).partition(".")[0]), agreements.said(visit)

    async def verb(session: AsyncSession) -> str:
        brief = await briefs.sign(session, visit.person, brief_id, at=visit.now, pictured=pictured)
        role = await requisitions.known(session, brief.workspace, brief.requisition_id)
        more = await agreements.settle(session, visit.person, role, brief, agreed, at=visit.now)
        return f"Brief v{brief.version} carries your signature.{more}" if more else ""

    try:
        more = await visit.save(verb)
    except Refused as refused:
        if refused.why is not Why.AGREEMENT_MOVED_ON:
            raise
        return await agreements.again(visit, await _requisition_of(visit, brief_id))
    return Done(Words(more) if more else None, clears=True)


async def _requisition_of(visit: Visit, brief_id: int) -> int:
    found = await visit.read(lambda session: versions.find(session, visit.person.workspace, brief_id))
    return found.requisition_id if found else -1


# --- what stands in Slack


async def signed(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That a version holds now, and what both said of it."""
    found = await versions.find(session, row.workspace, int(row.ids["brief"]))
    role = await requisitions.get(session, row.workspace, found.requisition_id) if found else None
    if found is None or role is None or not role.channel:
        return None
    owed = await shortlists.owed(session, row.workspace, role.id)
    known = await people.named(
        session, row.workspace, [*(each.person for each in found.signatures), role.recruiter, role.manager]
    )
    difference = await versions.difference(session, found)
    text, shown = blocks.signed(role, found, difference, found.shortlist_on if owed else None, known)
    asked = await blind.standing(session, row.workspace, Subject.SIGNING, found.id)
    if asked and asked.revealed_at and found.signed_at and asked.revealed_at <= found.signed_at:
        answers = await blind.revealed(session, row.workspace, Subject.SIGNING, found.id)
        shown += picture.shown(answers, known, first=difference is None)
    agreed = (await kept.look(session, role)).holds
    if agreed and agreed.accepted_at == found.signed_at:
        shown += agreement_messages.with_signature(role, agreed, known)
    return Post(role.channel, text, shown)


async def joined(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That somebody who came to the role since has signed the version that held already, to whoever waited for it."""
    found = await versions.find(session, row.workspace, int(row.ids["brief"]))
    role = await requisitions.get(session, row.workspace, found.requisition_id) if found else None
    if found is None or role is None or not role.channel:
        return None
    signer = await people.get(session, row.workspace, str(row.ids["person"]))
    return Post(role.channel, *blocks.joined(role, found, signer))


async def pictured(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """What both said, where one of them said it only after the version held."""
    found = await versions.find(session, row.workspace, int(row.ids["brief"]))
    role = await requisitions.get(session, row.workspace, found.requisition_id) if found else None
    if found is None or role is None or not role.channel:
        return None
    answers = await blind.revealed(session, row.workspace, Subject.SIGNING, found.id)
    known = await people.named(session, row.workspace, [each.person for each in answers])
    first = await versions.before(session, found) is None
    text = escape(f"{role.key} {role.title}: what you both said of brief v{found.version}")
    return Post(role.channel, text, picture.shown(answers, known, first=first))
