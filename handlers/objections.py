"""Objections: the message of a change that held at once, its button, and what follows from it in the thread."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import objections as blocks
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply
from handlers.steps import Post, Repaint, Step
from handlers.visit import Visit
from storage import cards, objections, people, requisitions, shortlists, versions
from storage.cards import CardKind
from storage.outbox import Row
from storage.people import Person
from storage.requisitions import Requisition
from storage.versions import Brief


async def open_(visit: Visit) -> Reply:
    """*Object* (`value` is the version's id): asks why, if this person may object at all."""

    async def query(session: AsyncSession) -> tuple[Requisition, Brief, Brief | None]:
        role, brief = await objections.may_object(session, visit.person, number(visit.value), at=visit.now)
        return role, brief, await versions.before(session, brief)

    role, brief, before = await visit.read(query)
    return Open(blocks.form(role, brief, before, metadata(brief.id, visit.response_url)))


async def submit(visit: Visit) -> Reply:
    """The form: the version before holds again."""
    words = visit.typed("why")
    if not words:
        return Errors({"why": blocks.EMPTY})
    brief_id = number(subject(visit))
    await visit.save(lambda session: objections.make(session, visit.person, brief_id, words, at=visit.now))
    return Done(clears=True)


# --- what stands in Slack


async def changed(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """What holds otherwise from now on, and until when it can be objected to."""
    found = await _found(session, row)
    if found is None:
        return None
    role, brief, known = found
    message = blocks.changed(role, brief, *await _said(session, role, brief), known, now)
    return Post(role.channel or "", *message, card=(CardKind.BRIEF, brief.id))


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The same message once nobody can object any more."""
    found = await _found(session, row)
    place = await cards.find(session, row.workspace, CardKind.BRIEF, int(row.ids["brief"]))
    if found is None or place is None:
        return None
    role, brief, known = found
    return Repaint(place, *blocks.changed(role, brief, *await _said(session, role, brief), known, now))


async def objected(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """Why somebody objects, in the thread of the change, to whoever made it: the talk goes on there."""
    found = await _found(session, row)
    if found is None:
        return None
    role, brief, known = found
    place = await cards.find(session, row.workspace, CardKind.BRIEF, brief.id)
    before = await versions.before(session, brief)
    said = blocks.objected(role, brief, before, await objections.words(session, brief), known)
    return Post(role.channel or "", *said, thread_ts=place.ts if place else None)


async def _found(session: AsyncSession, row: Row) -> tuple[Requisition, Brief, dict[str, Person]] | None:
    brief = await versions.find(session, row.workspace, int(row.ids["brief"]))
    role = await requisitions.get(session, row.workspace, brief.requisition_id) if brief else None
    if brief is None or role is None or not role.channel:
        return None
    on = [role.recruiter, role.manager, brief.created_by, brief.objected_by]
    return role, brief, await people.named(session, row.workspace, on)


async def _said(session: AsyncSession, role: Requisition, brief: Brief) -> tuple[versions.Difference | None, bool]:
    """What is different, and whether the first shortlist is owed."""
    owed = await shortlists.owed(session, role.workspace, role.id)
    return await versions.difference(session, brief), owed is not None
