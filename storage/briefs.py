"""Briefs: proposed by one side, signed by the other; a signed one is never edited, a change makes the next version.

What a change needs is a rule (rules/briefs.py): both signatures again, or none but a day in which to object.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    calibration_ends,
    chapters,
    duties,
    models,
    outbox,
    people,
    pictures,
    requisitions,
    shortlists,
    signatures,
    timeline,
    tips,
    versions,
)
from storage.blind import Said
from storage.cards import CardKind
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.briefs import OBJECT_FOR, changed, needs_both, wrong_day
from storage.rules.rights import Act, Role
from storage.rules.tips import Moment
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
    pictured: Said | None = None,
) -> Brief:
    """Makes the next version and signs it for whoever proposes; the other side is asked to sign, or, where the change
    needs no second signature, may object for a day while it holds. One that still waited for a signature gives way.
    Sections that are not named stay as they are. Lengths are checked where people type.

    `pictured` is whether they picture the same person, said alone and kept until the other has said it; of no use where
    nobody else signs. `over` is the version the words were written over (0: none yet; None: whichever), so that
    nobody's change is lost unseen. Refused where nothing is different, and where the day for the first shortlist cannot
    be.
    """
    workspace = person.workspace
    opens, role = await locked(session, workspace, requisition_id)
    await people.must(session, person, Act.BRIEF, requisition_id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    await _every_duty_named(session, role)
    now = await versions.standing(session, workspace, requisition_id)
    newest = now.newest
    draft = await chapters.draft(session, workspace, requisition_id)
    base = draft.id if draft else newest.id if newest else None
    said = await versions.words(session, workspace, base) if base else {}
    before = await versions.words(session, workspace, newest.id) if newest else {}
    words = await chapters.worded(session, workspace, base, sections)
    if newest and not changed(before, said | words) and shortlist_on == newest.shortlist_on:
        raise Refused(Why.BRIEF_UNCHANGED, version=newest.version)
    if over is not None and over != (newest.version if newest else 0):
        raise Refused(Why.BRIEF_MOVED_ON, version=newest.version if newest else 0, over=over)
    await must_be_possible(session, role, shortlist_on, now, at)
    both = await asks_both(session, person, role, now.holds, said | words)
    await lock_people(session, role)
    row = draft or await chapters.begin(session, role, newest, person.id, at=at)
    await chapters.write(session, role, row, sections, person.id, at=at)
    await chapters.close(session, row, at=at)
    if now.proposed:
        await give_way(session, now.proposed, at=at)
    row.state, row.created_by, row.created_at, row.shortlist_on = "signing", person.id, at, shortlist_on
    await session.flush()
    timeline.record(
        session, workspace, "brief_proposed", at=at, actor=person.id, requisition_id=role.id, version=row.version
    )
    await signatures.begin(session, role, row, both=both, at=at)
    if both:
        await pictures.ask(session, role, row, at=at)
        await pictures.keep(session, person, row, pictured, at=at)
    else:
        row.object_until = at + OBJECT_FOR
    tips.notice(session, person.workspace, person.id, role.id, Moment.SIGNED, at=at)
    await _settle(session, opens, role, row, at=at)
    return await known(session, workspace, row.id)


async def asks_both(
    session: AsyncSession, person: Person, role: Requisition, holds: Brief | None, words: Mapping[str, str]
) -> bool:
    """Whether this is signed by everybody whose signature there is: not where what held is changed in nothing that
    needs both. Whoever is both signs alone, and there is nobody to object; who came to the role since and has signed
    nothing yet signs this."""
    if holds is None or role.recruiter == role.manager or set(holds.missing) - {person.id}:
        return True
    return needs_both(changed(await versions.words(session, role.workspace, holds.id), words))


async def sign(
    session: AsyncSession, person: Person, brief_id: int, *, at: datetime, pictured: Said | None = None
) -> Brief:
    """Gives this person's signature, which answers the ask for it; a second time changes nothing. With the last one the
    version holds: a role in intake opens, and the first shortlist is owed from now. `pictured` as in `propose`; whoever
    signed without it may still say it, and with the last of them both are revealed."""
    workspace = person.workspace
    requisition_id = await session.scalar(
        select(models.Brief.requisition_id).where(models.Brief.workspace == workspace, models.Brief.id == brief_id)
    )
    if requisition_id is None:
        raise Refused(Why.NO_SUCH_BRIEF)
    opens, role = await locked(session, workspace, requisition_id)
    await people.must(session, person, Act.BRIEF, role.id)
    row = await row_of(session, workspace, brief_id)
    signature = await signatures.of(session, workspace, brief_id, person.id)
    if signature is not None and signature.signed_at is not None:
        if role.is_live:
            await pictures.keep(session, person, row, pictured, at=at)
        if row.state == "signed":
            await pictures.reveal(session, role, row, late=True, at=at)
        return await known(session, workspace, brief_id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    if row.state in ("superseded", "objected"):
        raise Refused(Why.BRIEF_GAVE_WAY, version=row.version, key=role.key)
    if signature is None:
        raise Refused(Why.NOT_YOUR_ASK)
    await _every_duty_named(session, role)
    await lock_people(session, role)
    if pending := await signatures.open_ask(session, signature):
        await asks.answer(session, pending, by=person.id, at=at)
    signature.signed_at = at
    await session.flush()
    await pictures.keep(session, person, row, pictured, at=at)
    if row.state == "signed":  # somebody who came later: it held already
        timeline.record(
            session, workspace, "brief_joined", at=at, actor=person.id, requisition_id=role.id, version=row.version
        )
        await outbox.send(
            session,
            workspace,
            role.lane,
            "brief.joined",
            {"brief": row.id, "person": person.id},
            key=f"brief:{row.id}:joined:{person.id}",
            at=at,
        )
        await requisitions.repaint(session, workspace, role.id, at=at)
        return await known(session, workspace, brief_id)
    tips.notice(session, person.workspace, person.id, role.id, Moment.SIGNED, at=at)
    await _settle(session, opens, role, row, at=at)
    return await known(session, workspace, brief_id)


async def _every_duty_named(session: AsyncSession, role: Requisition) -> None:
    """Refuses while a duty bears the name of somebody who cannot do it: nobody signs who does what for a person who is
    gone."""
    if left := await duties.unnamed(session, role):
        names = await duties.of(session, role)
        seats = {role.recruiter, role.manager}
        raise Refused(
            Why.DUTY_UNNAMED,
            duties={duty: names[duty] for duty in left},
            key=role.key,
            seats=sorted({names[duty] for duty in left} & seats),
        )


async def locked(session: AsyncSession, workspace: str, requisition_id: int) -> tuple[models.Requisition, Requisition]:
    """A requisition's row, locked, and its value. Refused where there is none."""
    row = await requisitions.lock(session, workspace, requisition_id)
    role = await requisitions.get(session, workspace, requisition_id)
    if row is None or role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="that requisition", yours=[])
    return row, role


async def lock_people(session: AsyncSession, role: Requisition) -> None:
    """Locks whoever a change of the version that holds concerns."""
    shortlist = await shortlists.owed(session, role.workspace, role.id)
    others = [*([shortlist.owner] if shortlist else []), *await calibration_ends.people_of(session, role)]
    await people.lock(session, role.workspace, role.recruiter, role.manager, *others)


async def must_be_possible(
    session: AsyncSession, role: Requisition, day: date | None, now: Standing, at: datetime
) -> None:
    """Refuses a day on which no first shortlist can be due. One already agreed on may be over by now."""
    if day is None or (now.holds and now.holds.shortlist_on == day):
        return
    recruiter = await people.get(session, role.workspace, role.recruiter)
    if wrong := wrong_day(recruiter.calendar, day, at):
        raise Refused(Why.SHORTLIST_DAY, wrong=wrong, day=day)


async def give_way(session: AsyncSession, brief: Brief, *, at: datetime, state: str = "superseded") -> models.Brief:
    """A version waits and holds no longer; nobody is asked to sign it any more. The caller holds the locks."""
    await signatures.cancel(session, brief.workspace, brief.id, at=at)
    row = await row_of(session, brief.workspace, brief.id)
    if row.state == "signing":
        await pictures.forget(session, brief.workspace, brief.id)
    row.state = state
    await session.flush()
    return row


async def _settle(
    session: AsyncSession, opens: models.Requisition, role: Requisition, row: models.Brief, *, at: datetime
) -> None:
    """Has the version hold if everybody has signed, and the card say how things stand."""
    brief = await known(session, role.workspace, row.id)
    if row.state == "signing" and not brief.waits_for:
        before = (await versions.standing(session, role.workspace, role.id)).holds
        if before:
            await give_way(session, before, at=at)  # one that is signed at a time
            await repaint_change(session, before, at=at)
        row.state, row.signed_at = "signed", at
        if opens.status == "intake":
            opens.status = "open"
        await session.flush()
        said, version = "changed" if row.object_until else "signed", row.version
        if row.object_until:
            timeline.record(session, role.workspace, "brief_changed", at=at, requisition_id=role.id, version=version)
        else:
            timeline.record(session, role.workspace, "brief_signed", at=at, requisition_id=role.id, version=version)
        await pictures.reveal(session, role, row, late=False, at=at)
        await calibration_ends.version_holds(session, role, both=row.object_until is None, at=at)
        if not role.headcount.is_asked:  # else it is owed from the approval on
            was = before.shortlist_on if before else None
            await shortlists.agree(session, role, row.shortlist_on, before=was, at=at)
        await outbox.send(
            session,
            role.workspace,
            role.lane,
            "brief.changed" if row.object_until else "brief.signed",
            {"brief": row.id},
            key=f"brief:{row.id}:{said}",
            at=at,
        )
    await requisitions.repaint(session, role.workspace, role.id, at=at)


async def repaint_change(session: AsyncSession, brief: Brief, *, at: datetime) -> None:
    """Has the message of a change that held at once painted again, whose button is of no more use."""
    if brief.object_until is not None:
        lane = outbox.requisition_lane(brief.requisition_id)
        ids, card = {"brief": brief.id}, f"{CardKind.BRIEF}:{brief.id}"
        await outbox.repaint(session, brief.workspace, lane, "brief.repaint", ids, card=card, at=at)


async def row_of(session: AsyncSession, workspace: str, brief_id: int) -> models.Brief:
    """The row of a version another row names."""
    row = models.Brief
    found = await session.scalars(select(row).where(row.workspace == workspace, row.id == brief_id))
    return found.one()


async def known(session: AsyncSession, workspace: str, brief_id: int) -> Brief:
    """A version another row names. LookupError otherwise."""
    found = await versions.find(session, workspace, brief_id)
    if found is None:
        raise LookupError(f"no brief has the id {brief_id}")
    return found


async def was_ever_signed(session: AsyncSession, workspace: str, requisition_id: int) -> bool:
    """Whether any version of this requisition's brief was signed by everybody."""
    row = models.Brief
    found = await session.scalar(
        select(row.id)
        .where(row.workspace == workspace, row.requisition_id == requisition_id, row.signed_at.is_not(None))
        .limit(1)
    )
    return found is not None


async def succeed(session: AsyncSession, role: Requisition, *, leaver: str, to: str, side: Role, at: datetime) -> None:
    """Somebody took a seat: a signature still missing from whoever left it is asked of them, and a new manager signs
    the version as it stands, which holds meanwhile. The caller holds the locks."""
    newest = (await versions.standing(session, role.workspace, role.id)).newest
    if newest is None:
        return
    row = await row_of(session, role.workspace, newest.id)
    missing = await signatures.of(session, role.workspace, newest.id, leaver)
    stays = await people.roles(session, role.workspace, leaver, role.id)
    left_open = missing is not None and missing.signed_at is None and not stays & {Role.RECRUITER, Role.MANAGER}
    if missing is not None and left_open:
        if pending := await signatures.open_ask(session, missing):
            await asks.end(session, pending, state="cancelled", at=at)
        await session.delete(missing)
        await session.flush()
    await pictures.succeed(session, role, row, leaver=leaver, to=to)
    signs = await signatures.of(session, role.workspace, newest.id, to)
    if (left_open or side is Role.MANAGER) and signs is None:
        asker = role.recruiter if to != role.recruiter else role.manager
        await signatures.ask(session, row, to, side, asker=asker, at=at)
    elif left_open and row.state == "signing":  # whoever is both has signed: nobody is left to wait for
        opens = await requisitions.lock(session, role.workspace, role.id)
        if opens is not None:
            await _settle(session, opens, role, row, at=at)
