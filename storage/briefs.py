"""Briefs: proposed by one side, signed by the other; a signed one is never edited, a change makes the next version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models, outbox, people, requisitions, shortlists, timeline, versions
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.briefs import changed, wrong_day
from storage.rules.promises import Kind
from storage.rules.rights import Act, Role
from storage.versions import Brief, Standing


async def propose(
    session: AsyncSession,
    person: Person,
    requisition_id: int,
    sections: Mapping[str, str],
    shortlist_on: date | None,
    *,
    at: datetime,
    over: int | None = None,
) -> Brief:
    """Makes the next version and signs it for whoever proposes; the other side is asked to sign. One that still waited
    for a signature gives way. Sections that are not named stay as they are. Lengths are checked where people type.

    `over` is the version the words were written over (0: none yet; None: whichever), so that nobody's change is lost
    unseen. Refused where nothing is different, and where the day for the first shortlist cannot be.
    """
    workspace = person.workspace
    opens, role = await _locked(session, workspace, requisition_id)
    await people.must(session, person, Act.BRIEF, requisition_id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    now = await versions.standing(session, workspace, requisition_id)
    newest = now.newest
    kept = await _texts(session, workspace, newest.id) if newest else {}
    said = {section: text.text for section, text in kept.items()}
    words = {section: text for section, text in (said | dict(sections)).items() if text}
    if newest and not changed(said, words) and shortlist_on == newest.shortlist_on:
        raise Refused(Why.BRIEF_UNCHANGED, version=newest.version)
    if over is not None and over != (newest.version if newest else 0):
        raise Refused(Why.BRIEF_MOVED_ON, version=newest.version if newest else 0)
    await _possible(session, role, shortlist_on, now, at)
    await _lock_people(session, role)
    if now.proposed:
        await _give_way(session, now.proposed, at=at)
    row = models.Brief(
        workspace=workspace,
        requisition_id=requisition_id,
        version=newest.version + 1 if newest else 1,
        state="signing",
        created_by=person.id,
        created_at=at,
        shortlist_on=shortlist_on,
    )
    session.add(row)
    await session.flush()
    for section, text in words.items():
        same = kept.get(section) if said.get(section) == text else None
        session.add(
            models.BriefText(
                workspace=workspace,
                brief_id=row.id,
                section=section,
                text=text,
                written_by=same.written_by if same else person.id,
                written_at=same.written_at if same else at,
            )
        )
    timeline.record(
        session, workspace, "brief_proposed", at=at, actor=person.id, requisition_id=role.id, version=row.version
    )
    await _ask_to_sign(session, role, row, at=at)
    await _settle(session, opens, role, row, at=at)
    return await _known(session, workspace, row.id)


async def sign(session: AsyncSession, person: Person, brief_id: int, *, at: datetime) -> Brief:
    """Gives this person's signature, which answers the ask for it; a second time changes nothing. With the last one the
    version holds: a role in intake opens, and the first shortlist is owed from now."""
    workspace = person.workspace
    requisition_id = await session.scalar(
        select(models.Brief.requisition_id).where(models.Brief.workspace == workspace, models.Brief.id == brief_id)
    )
    if requisition_id is None:
        raise Refused(Why.NO_SUCH_BRIEF)
    opens, role = await _locked(session, workspace, requisition_id)
    await people.must(session, person, Act.BRIEF, role.id)
    row = await _row(session, workspace, brief_id)
    signature = await _of(session, workspace, brief_id, person.id)
    if signature is not None and signature.signed_at is not None:
        return await _known(session, workspace, brief_id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    if row.state == "superseded":
        raise Refused(Why.BRIEF_GAVE_WAY, version=row.version, key=role.key)
    if signature is None:
        raise Refused(Why.NOT_YOUR_ASK)
    await _lock_people(session, role)
    if pending := await _open_ask(session, signature):
        await asks.answer(session, pending, by=person.id, at=at)
    signature.signed_at = at
    await session.flush()
    await _settle(session, opens, role, row, at=at)
    return await _known(session, workspace, brief_id)


async def _locked(session: AsyncSession, workspace: str, requisition_id: int) -> tuple[models.Requisition, Requisition]:
    row = await requisitions.lock(session, workspace, requisition_id)
    role = await requisitions.get(session, workspace, requisition_id)
    if row is None or role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="that requisition", yours=[])
    return row, role


async def _lock_people(session: AsyncSession, role: Requisition) -> None:
    shortlist = await shortlists.owed(session, role.workspace, role.id)
    await people.lock(session, role.workspace, role.recruiter, role.manager, *([shortlist.owner] if shortlist else []))


async def _possible(session: AsyncSession, role: Requisition, day: date | None, now: Standing, at: datetime) -> None:
    """Refuses a day on which no first shortlist can be due. One already agreed on may be over by now."""
    if day is None or (now.holds and now.holds.shortlist_on == day):
        return
    recruiter = await people.get(session, role.workspace, role.recruiter)
    if wrong := wrong_day(recruiter.calendar, day, at):
        raise Refused(Why.SHORTLIST_DAY, wrong=wrong, day=day)


async def _give_way(session: AsyncSession, brief: Brief, *, at: datetime) -> None:
    """A version that still waits is superseded; nobody is asked to sign it any more. The caller holds the locks."""
    signature = models.Signature
    found = await session.scalars(
        select(signature).where(signature.workspace == brief.workspace, signature.brief_id == brief.id)
    )
    for each in list(found):
        if pending := await _open_ask(session, each):
            await asks.end(session, pending, state="cancelled", at=at)
    (await _row(session, brief.workspace, brief.id)).state = "superseded"
    await session.flush()


async def _open_ask(session: AsyncSession, signature: models.Signature) -> models.Ask | None:
    row = await asks.get(session, signature.workspace, signature.ask_id) if signature.ask_id is not None else None
    return row if row is not None and row.state in ("open", "paused") else None


async def _ask_to_sign(session: AsyncSession, role: Requisition, row: models.Brief, *, at: datetime) -> None:
    """One signature from each of the two, or one from whoever is both: whoever proposed gave it, the other is asked."""
    sides = {role.manager: Role.MANAGER} | {role.recruiter: Role.RECRUITER}
    for person, side in sides.items():
        asked = None
        if person != row.created_by:
            asked = await asks.ask(
                session,
                role.workspace,
                Kind.SIGNATURE,
                owner=person,
                asker=row.created_by,
                requisition_id=role.id,
                at=at,
            )
        session.add(
            models.Signature(
                workspace=role.workspace,
                brief_id=row.id,
                person=person,
                side=side,
                ask_id=asked.id if asked else None,
                signed_at=None if asked else at,
            )
        )
    await session.flush()


async def _settle(
    session: AsyncSession, opens: models.Requisition, role: Requisition, row: models.Brief, *, at: datetime
) -> None:
    """Has the version hold if everybody has signed, and the card say how things stand."""
    brief = await _known(session, role.workspace, row.id)
    if not brief.waits_for:
        before = (await versions.standing(session, role.workspace, role.id)).holds
        if before:
            (await _row(session, role.workspace, before.id)).state = "superseded"
            await session.flush()  # one that is signed at a time
        row.state, row.signed_at = "signed", at
        if opens.status == "intake":
            opens.status = "open"
        await session.flush()
        timeline.record(session, role.workspace, "brief_signed", at=at, requisition_id=role.id, version=row.version)
        await shortlists.agree(session, role, row.shortlist_on, before=before.shortlist_on if before else None, at=at)
        await outbox.send(
            session,
            role.workspace,
            role.lane,
            "brief.signed",
            {"brief": row.id},
            key=f"brief:{row.id}:signed",
            at=at,
        )
    await requisitions.repaint(session, role.workspace, role.id, at=at)


async def _row(session: AsyncSession, workspace: str, brief_id: int) -> models.Brief:
    row = models.Brief
    found = await session.scalars(select(row).where(row.workspace == workspace, row.id == brief_id))
    return found.one()


async def _known(session: AsyncSession, workspace: str, brief_id: int) -> Brief:
    found = await versions.find(session, workspace, brief_id)
    if found is None:
        raise LookupError(f"no brief has the id {brief_id}")
    return found


async def _texts(session: AsyncSession, workspace: str, brief_id: int) -> dict[str, models.BriefText]:
    text = models.BriefText
    found = await session.scalars(select(text).where(text.workspace == workspace, text.brief_id == brief_id))
    return {row.section: row for row in found}


async def _of(session: AsyncSession, workspace: str, brief_id: int, person: str) -> models.Signature | None:
    row = models.Signature
    found: models.Signature | None = await session.scalar(
        select(row)
        .where(row.workspace == workspace, row.brief_id == brief_id, row.person == person)
        .execution_options(populate_existing=True)
    )
    return found
