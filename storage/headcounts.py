"""Headcounts: whether a role may be filled at all, asked of one person who need not be on it, and answered once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, closing, live_asks, models, outbox, people, requisitions, shortlists, timeline, versions
from storage.asks import Ask
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import AWAITING, Requisition
from storage.rules.details import Verdict
from storage.rules.promises import Kind


async def ask(session: AsyncSession, row: models.Requisition, approver: str, *, asker: str, at: datetime) -> None:
    """Asks somebody for their approval; until it is there nobody is put forward. The caller holds the locks and has
    checked who it is."""
    row.approver, row.headcount = approver, Verdict.ASKED
    row.headcount_by = row.headcount_at = row.headcount_reason = None
    if row.status != "on_hold":
        row.status = AWAITING
    await session.flush()
    await asks.ask(session, row.workspace, Kind.HEADCOUNT, owner=approver, asker=asker, requisition_id=row.id, at=at)


async def ask_another(session: AsyncSession, role: Requisition, approver: str, *, at: datetime) -> bool:
    """Asks somebody else instead, on a fresh clock; False where that is who is asked. The caller holds the
    requisition's lock, and has asked for rights. Refused where it was answered, and for the recruiter."""
    pending = await _pending(session, role.workspace, role.id)
    if pending is None:
        raise _answered(role)
    if approver == pending.owner:
        return False
    if approver == role.recruiter:
        raise Refused(Why.APPROVE_ONESELF, person=approver)
    people.must_be_member(await people.get(session, role.workspace, approver))
    await people.lock(session, role.workspace, approver, pending.owner, role.recruiter)
    await asks.end(session, pending, state="cancelled", at=at)
    row = await requisitions.lock(session, role.workspace, role.id)
    if row is None:
        raise LookupError(f"no requisition has the id {role.id}")
    await ask(session, row, approver, asker=role.recruiter, at=at)
    return True


async def asked_of(session: AsyncSession, workspace: str, requisition_id: int) -> str | None:
    """Whose approval a role waits for; None where it waits for nobody's."""
    pending = await _pending(session, workspace, requisition_id)
    return pending.owner if pending else None


async def asked_of_person(session: AsyncSession, workspace: str, person: str) -> list[int]:
    """The requisitions that wait for this person's approval, by id."""
    row = models.Ask
    found = await session.scalars(
        select(row.requisition_id)
        .where(row.workspace == workspace, row.owner == person, row.kind == Kind.HEADCOUNT, row.state == "open")
        .order_by(row.requisition_id)
    )
    return list(found)


async def mine(session: AsyncSession, person: Person, requisition_id: int) -> tuple[Requisition, Ask]:
    """What this person is asked to approve. Refuses as answering would."""
    role = await requisitions.get(session, person.workspace, requisition_id)
    pending = await _pending(session, person.workspace, requisition_id)
    if role is None:
        raise Refused(Why.NOT_YOUR_ASK)
    await _may_answer(session, person, role, pending)
    if pending is None:
        raise _answered(role)
    return role, asks.value(pending)


async def approve(session: AsyncSession, person: Person, requisition_id: int, *, at: datetime) -> Requisition:
    """Says yes: the search may start, in intake, or open where the brief is signed already. Only whoever is asked, or
    took it over, may; what was answered is refused with who did."""
    row, role, pending = await _locked(session, person, requisition_id)
    await asks.answer(session, pending, by=person.id, at=at)
    _note(row, Verdict.APPROVED, person, at)
    if row.status == AWAITING:
        row.status = await status(session, row)
    await session.flush()
    now = await requisitions.known(session, role.workspace, role.id)
    holds = (await versions.standing(session, role.workspace, role.id)).holds
    if holds is not None:
        await shortlists.agree(session, now, holds.shortlist_on, before=None, at=at)
    timeline.record(session, role.workspace, "headcount_approved", at=at, actor=person.id, requisition_id=role.id)
    await _say(session, role, Verdict.APPROVED, person, at)
    await requisitions.repaint(session, role.workspace, role.id, at=at)
    return now


async def reject(session: AsyncSession, person: Person, requisition_id: int, reason: str, *, at: datetime) -> None:
    """Says no, and why: the role ends as cancelled, and whoever asked hears it. As `approve` otherwise."""
    row, role, pending = await _locked(session, person, requisition_id)
    await asks.answer(session, pending, by=person.id, at=at)
    _note(row, Verdict.REJECTED, person, at)
    row.headcount_reason = reason
    await session.flush()
    timeline.record(session, role.workspace, "headcount_rejected", at=at, actor=person.id, requisition_id=role.id)
    await _say(session, role, Verdict.REJECTED, person, at)
    await closing.end(session, row, role, by=person.id, outcome="cancelled", said=False, at=at)


async def status(session: AsyncSession, row: models.Requisition) -> str:
    """What a role is that is neither on hold nor closed."""
    if row.headcount == Verdict.ASKED:
        return AWAITING
    brief = models.Brief
    signed = await session.scalar(
        select(brief.id)
        .where(brief.workspace == row.workspace, brief.requisition_id == row.id, brief.signed_at.is_not(None))
        .limit(1)
    )
    return "open" if signed is not None else "intake"


async def _locked(
    session: AsyncSession, person: Person, requisition_id: int
) -> tuple[models.Requisition, Requisition, models.Ask]:
    row = await requisitions.lock(session, person.workspace, requisition_id)
    role = await requisitions.get(session, person.workspace, requisition_id)
    if row is None or role is None:
        raise Refused(Why.NOT_YOUR_ASK)
    pending = await live_asks.pending_on(session, role.workspace, role.id)
    await people.lock(session, role.workspace, role.recruiter, role.manager, *(each.owner for each in pending))
    asked = await _pending(session, role.workspace, role.id)
    await _may_answer(session, person, role, asked)
    if asked is None:
        raise _answered(role)
    return row, role, asked


async def _may_answer(session: AsyncSession, person: Person, role: Requisition, pending: models.Ask | None) -> None:
    """Refuses everybody but whoever is asked, and a recruiter who would approve what they asked for themself."""
    people.must_be_member(await people.get(session, person.workspace, person.id))
    if pending is not None and pending.owner != person.id:
        raise Refused(Why.NOT_THE_APPROVER, person=pending.owner)
    if pending is not None and person.id == role.recruiter:
        raise Refused(Why.APPROVE_ONESELF, person=person.id)
    if pending is None and person.id not in (role.headcount.approver, role.headcount.by):
        held = await people.roles(session, person.workspace, person.id, role.id)
        if not held:
            raise Refused(Why.NOT_YOUR_ASK)


def _answered(role: Requisition) -> Refused:
    if role.headcount.by is None or role.headcount.verdict is None:
        return Refused(Why.ALREADY_ANSWERED)
    return Refused(Why.HEADCOUNT_ANSWERED, key=role.key, by=role.headcount.by, verdict=role.headcount.verdict)


def _note(row: models.Requisition, verdict: Verdict, person: Person, at: datetime) -> None:
    row.headcount, row.headcount_by, row.headcount_at = verdict, person.id, at


async def _pending(session: AsyncSession, workspace: str, requisition_id: int) -> models.Ask | None:
    row = models.Ask
    found: models.Ask | None = await session.scalar(
        select(row)
        .where(
            row.workspace == workspace,
            row.requisition_id == requisition_id,
            row.kind == Kind.HEADCOUNT,
            row.state == "open",
        )
        .execution_options(populate_existing=True)
    )
    return found


async def _say(session: AsyncSession, role: Requisition, verdict: Verdict, person: Person, at: datetime) -> None:
    await outbox.send(
        session,
        role.workspace,
        role.lane,
        "headcount.answered",
        {"requisition": role.id, "person": person.id, "verdict": str(verdict)},
        key=f"requisition:{role.id}:headcount:{at.isoformat()}",
        at=at,
    )
