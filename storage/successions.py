"""Successions: what somebody who leaves a part of a role owed and waited for goes to whoever takes it, on fresh clocks.

Every verb here expects the requisition's lock.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, chapters, live_asks, models, people, requisitions, stand_ins, stillness, turns
from storage.rules.chapters import owners
from storage.rules.promises import FROM_OUTSIDE, PERSONAL, Kind
from storage.rules.rights import Role

# What is owed by the chair, not by the person. A signature and a calibration are asked anew (briefs.py,
# calibration_ends.py); a scorecard, a check-in or a retrospective stay with whoever was there.
OWED_BY = {
    Role.MANAGER: frozenset({Kind.REVIEW, Kind.DEBRIEF, Kind.OFFER}),
    Role.RECRUITER: frozenset({Kind.QUESTION, Kind.CONTACT, Kind.SHORTLIST, Kind.OUTCOME, Kind.HOLD}),
}


async def people_of(session: AsyncSession, workspace: str, requisition_id: int) -> set[str]:
    """Everybody who owes or waits for something on a role, to be locked before any of it changes hands."""
    pending = await live_asks.pending_on(session, workspace, requisition_id)
    return {person for ask in pending for person in (ask.owner, ask.asker) if person}


async def take_over(
    session: AsyncSession,
    workspace: str,
    requisition_id: int,
    *,
    leaver: str,
    to: str,
    kinds: frozenset[Kind] | None,
    by: str,
    at: datetime,
) -> int:
    """Passes on what `leaver` owes on a role, and what they wait for. `kinds` limits it to what one of two chairs of
    theirs owes (None: everything that is not personal). What stood still stands still with its new owner. Gives back
    how many were passed on."""
    passed = 0
    if kinds is None:
        await waits_no_more(session, workspace, requisition_id, leaver, to, at=at)
    for row in await live_asks.pending_on(session, workspace, requisition_id):
        await session.refresh(row)
        if row.state not in asks.LIVE:
            continue  # ended by one before it
        kind = Kind(row.kind)
        if kind is Kind.SECTION:  # the chair's, though only it can answer
            if leaver == row.owner or row.asker == row.owner:
                passed += await _section_goes(session, row, to=to, by=by, at=at)
            continue
        moves = kind not in PERSONAL and kind not in FROM_OUTSIDE  # whoever approves was named, not their chair
        if row.owner == leaver and moves and (kinds is None or kind in kinds):
            row = await _pass_on(session, row, to=to, by=by, at=at)
            passed += 1
        if kind is Kind.QUESTION and row.asker == row.owner:
            await _needs_no_answer(session, row, at=at)
    return passed


async def waits_no_more(
    session: AsyncSession, workspace: str, requisition_id: int, leaver: str, to: str, *, at: datetime
) -> None:
    """Whoever left a role waits for nothing on it any more: `to` does."""
    for row in await live_asks.pending_on(session, workspace, requisition_id):
        if row.asker == leaver:
            row.asker = to
            await asks.changed(session, row, await people.get(session, workspace, row.owner), at=at)


async def _pass_on(session: AsyncSession, row: models.Ask, *, to: str, by: str, at: datetime) -> models.Ask:
    """As an ask is handed over; one that stood still, for a question, a hold or with the role, goes on standing, and
    what was asked because of it is about the new one from here on."""
    waits = await turns.about(session, row)
    stood, until, reason = row.paused_for, row.resume_at, row.snooze_reason
    taken = await turns.pass_on(session, row, to=to, by=by, at=at)
    fresh = await asks.get(session, row.workspace, taken.id)
    if fresh is None:
        raise LookupError(f"no ask has the id {taken.id}")
    for each in waits:
        each.about_id = fresh.id
    if stood in ("question", "hold"):
        owner = await people.get(session, row.workspace, fresh.owner)
        fresh.snooze_reason = reason
        stillness.stand(fresh, owner, at=at)
        fresh.paused_for, fresh.resume_at = stood, until
        await asks.changed(session, fresh, owner, at=at)
    return fresh


async def _section_goes(session: AsyncSession, row: models.Ask, *, to: str, by: str, at: datetime) -> bool:
    """A section of the brief is asked of whose it is now, and the brief knows by which ask; whether it was passed on.
    Not where it is still whoever had it, and ended where nobody else waits for it."""
    role = await requisitions.known(session, row.workspace, row.requisition_id)
    chapter = (await chapters.asked_for(session, row.workspace, [row.id])).get(row.id)
    whose = owners(chapter, role.manager, role.recruiter) if chapter else []
    if row.owner in whose and row.owner != row.asker:
        return False
    if to not in whose or to == row.asker:
        await asks.end(session, row, state="cancelled", at=at)
        return False
    taken = await _pass_on(session, row, to=to, by=by, at=at)
    await chapters.asked_anew(session, row, taken)
    return True


async def _needs_no_answer(session: AsyncSession, question: models.Ask, *, at: datetime) -> None:
    """Whoever asked is now whom it was asked: the question is moot, and what waited for it goes on."""
    await asks.end(session, question, state="cancelled", at=at)
    review = await asks.get(session, question.workspace, question.about_id or -1)
    if review is not None and review.paused_for == "question":
        await turns.resume(session, review, at=at)


# --- who sits where


async def leaves(
    session: AsyncSession, workspace: str, requisition_id: int, person: str, role: Role, *, at: datetime
) -> None:
    """Ends what somebody is on a role; nothing where they are not."""
    on = models.RequisitionPerson
    await session.execute(
        update(on)
        .where(
            on.workspace == workspace,
            on.requisition_id == requisition_id,
            on.person == person,
            on.role == role,
            on.until.is_(None),
        )
        .values(until=at)
    )


async def joins(
    session: AsyncSession, workspace: str, requisition_id: int, person: str, role: Role, *, at: datetime
) -> None:
    """Somebody takes a part on a role and is invited to its channel; whoever stood in there has a part of their own by
    now."""
    await leaves(session, workspace, requisition_id, person, Role.STAND_IN, at=at)
    session.add(
        models.RequisitionPerson(workspace=workspace, requisition_id=requisition_id, person=person, role=role, since=at)
    )
    await session.flush()
    await stand_ins.invite(session, workspace, person, requisition_id, at=at)


async def seats_of(session: AsyncSession, workspace: str, person: str) -> list[int]:
    """The live roles on which this person is recruiter or hiring manager, by id."""
    on, row = models.RequisitionPerson, models.Requisition
    found = await session.scalars(
        select(on.requisition_id)
        .join(row, (row.workspace == on.workspace) & (row.id == on.requisition_id))
        .where(
            on.workspace == workspace,
            on.person == person,
            on.role.in_((Role.RECRUITER, Role.MANAGER)),
            on.until.is_(None),
            row.closed_at.is_(None),
        )
        .order_by(on.requisition_id)
        .distinct()
    )
    return list(found)
