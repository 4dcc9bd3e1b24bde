"""Objections: a change that held at once goes back to the version before, within a day, by the other of the two."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import briefs, chapters, outbox, people, requisitions, shortlists, timeline, versions
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.briefs import changed
from storage.rules.rights import Act
from storage.versions import Brief


async def may_object(
    session: AsyncSession, person: Person, brief_id: int, *, at: datetime
) -> tuple[Requisition, Brief]:
    """The role and its version, if this person could object to it now; refuses as `make` would."""
    brief = await versions.find(session, person.workspace, brief_id)
    role = await requisitions.get(session, person.workspace, brief.requisition_id) if brief else None
    if brief is None or role is None:
        raise Refused(Why.NO_SUCH_BRIEF)
    await people.must(session, person, Act.BRIEF, role.id)
    if brief.objected_at is not None:
        raise Refused(Why.ALREADY_OBJECTED, version=brief.version, by=brief.objected_by, at=brief.objected_at)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    if brief.object_until is None:
        raise Refused(Why.SIGNED_BY_BOTH, version=brief.version, key=role.key)
    if not brief.is_signed:
        raise Refused(Why.CHANGED_SINCE, version=brief.version, key=role.key)
    if brief.created_by == person.id:
        raise Refused(Why.OBJECT_TO_ONESELF, key=role.key)
    if at >= brief.object_until:
        raise Refused(Why.TOO_LATE_TO_OBJECT, version=brief.version, until=brief.object_until, key=role.key)
    return role, brief


async def make(session: AsyncSession, person: Person, brief_id: int, words: str, *, at: datetime) -> Brief:
    """Objects, in words: the version before holds again, and whoever proposed the change reads why in the channel."""
    workspace = person.workspace
    known = await versions.find(session, workspace, brief_id)
    if known is None:
        raise Refused(Why.NO_SUCH_BRIEF)
    await briefs.locked(session, workspace, known.requisition_id)
    role, brief = await may_object(session, person, brief_id, at=at)
    before = await versions.before(session, brief)
    if before is None:
        raise LookupError(f"nothing held before the brief {brief_id}")
    await briefs.lock_people(session, role)
    row = await briefs.give_way(session, brief, state="objected", at=at)  # one that is signed at a time
    row.objected_at, row.objected_by, row.objection = at, person.id, words
    (await briefs.row_of(session, workspace, before.id)).state = "signed"
    await session.flush()
    await _out_of_the_draft(session, role, brief, before, person, at=at)
    await shortlists.agree(session, role, before.shortlist_on, before=brief.shortlist_on, at=at)
    timeline.record(
        session,
        workspace,
        "brief_objected",
        at=at,
        actor=person.id,
        requisition_id=role.id,
        version=brief.version,
        back_to=before.version,
    )
    await briefs.repaint_change(session, brief, at=at)
    await requisitions.repaint(session, workspace, role.id, at=at)
    key = f"brief:{brief_id}:objected"
    await outbox.send(session, workspace, role.lane, "brief.objected", {"brief": brief_id}, key=key, at=at)
    return await briefs.known(session, workspace, brief_id)


async def _out_of_the_draft(
    session: AsyncSession, role: Requisition, brief: Brief, before: Brief, person: Person, *, at: datetime
) -> None:
    """What was objected to does not come back unseen with a next version somebody had begun over it."""
    draft = await chapters.draft(session, role.workspace, role.id)
    if draft is None:
        return
    was, objected, now = [
        await versions.words(session, role.workspace, each) for each in (before.id, brief.id, draft.id)
    ]
    back = {str(each): was.get(each, "") for each in changed(was, objected) if now.get(each) == objected.get(each)}
    await chapters.write(session, role, draft, back, person.id, at=at)
    if draft.shortlist_on == brief.shortlist_on:
        draft.shortlist_on = before.shortlist_on


async def words(session: AsyncSession, brief: Brief) -> str:
    """Why somebody objected to this version. The caller has checked that the reader may see it."""
    return (await briefs.row_of(session, brief.workspace, brief.id)).objection or ""
