"""Legal holds on a whole role: while one stands, nobody who was put forward for it is forgotten; and every hold that
stands, listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, erasures, models, people, requisitions
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.rights import Act


@dataclass(frozen=True)
class RoleHold:
    """A role and the hold on it; `by`, `at` and `reason` are None and empty without one."""

    requisition: Requisition
    by: str | None
    at: datetime | None
    reason: str


@dataclass(frozen=True)
class Standing:
    """One hold that stands: on a role, or (`number`) on one candidate of it."""

    key: str
    number: int | None
    by: str
    at: datetime


async def standing(session: AsyncSession, workspace: str, requisition_ids: list[int]) -> models.RoleLegalHold | None:
    """The oldest hold that stands on any of these roles."""
    row = models.RoleLegalHold
    its = (row.workspace == workspace) & row.requisition_id.in_(requisition_ids) & row.lifted_at.is_(None)
    return await session.scalar(select(row).where(its).order_by(row.id).limit(1))


async def must_not_stand(session: AsyncSession, person: Person, number: int, requisition_ids: list[int]) -> None:
    """Refuses while a hold on any of these roles keeps whoever was put forward, and says by whom; and why, unless it is
    on a confidential role this person is not on."""
    held = await standing(session, person.workspace, requisition_ids)
    if held is None:
        return
    heard_of = await erasures.not_secret(session, person.workspace, person.id, [held.requisition_id])
    reason = held.reason if heard_of else ""
    raise Refused(Why.LEGAL_HOLD, number=number, by=held.set_by, at=held.set_at, reason=reason)


async def meant(session: AsyncSession, person: Person, key: int) -> int | None:
    """The id of the requisition with that number, for a talent lead, who is on none of them."""
    row = models.Requisition
    found = await session.scalar(select(row.id).where(row.workspace == person.workspace, row.number == key))
    return int(found) if found is not None else None


async def look(session: AsyncSession, person: Person, requisition_id: int) -> RoleHold:
    """Whether a role is held, for a talent lead; a confidential one only where they are on it."""
    await people.must(session, person, Act.LEGAL_HOLD, requisition_id)
    role = await requisitions.get(session, person.workspace, requisition_id)
    if role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
    if not await erasures.not_secret(session, person.workspace, person.id, [role.id]):
        raise Refused(Why.NO_SUCH_REQUISITION, key=role.key, yours=[])
    held = await standing(session, person.workspace, [role.id])
    return RoleHold(role, held.set_by, held.set_at, held.reason) if held else RoleHold(role, None, None, "")


async def put(session: AsyncSession, person: Person, requisition_id: int, reason: str, *, at: datetime) -> RoleHold:
    """A talent lead sets it, and says why. It holds whoever is put forward later as well."""
    await requisitions.lock(session, person.workspace, requisition_id)
    held = await look(session, person, requisition_id)
    if held.at is not None:
        raise Refused(Why.ROLE_HELD_ALREADY, key=held.requisition.key, by=held.by, at=held.at)
    row = models.RoleLegalHold(
        workspace=person.workspace, requisition_id=requisition_id, reason=reason, set_by=person.id, set_at=at
    )
    session.add(row)
    _note(session, person, requisition_id, "role_legal_hold", at)
    return RoleHold(held.requisition, person.id, at, reason)


async def lift(session: AsyncSession, person: Person, requisition_id: int, *, at: datetime) -> RoleHold:
    """A talent lead lifts it. The time for keeping data has gone on meanwhile, and is looked at anew."""
    await requisitions.lock(session, person.workspace, requisition_id)
    role = (await look(session, person, requisition_id)).requisition
    held = await standing(session, person.workspace, [requisition_id])
    if held is None:
        raise Refused(Why.ROLE_NOT_HELD, key=role.key)
    held.lifted_by, held.lifted_at = person.id, at
    row = models.Submission
    ended = select(row).where(
        row.workspace == person.workspace,
        row.requisition_id == requisition_id,
        row.ended_at.is_not(None),
        row.forgetting_id.is_(None),
    )
    for each in await session.scalars(ended.order_by(row.id)):
        each.retain_at, each.retain_warned_at = at, None
    _note(session, person, requisition_id, "role_legal_hold_lifted", at)
    return RoleHold(role, None, None, "")


def _note(session: AsyncSession, person: Person, requisition_id: int, what: str, at: datetime) -> None:
    audit.note(session, person.workspace, what, at=at, by=person.id, about=f"requisition:{requisition_id}")


async def listed(session: AsyncSession, person: Person) -> list[Standing]:
    """Every hold that stands, the oldest first, for a talent lead; none on confidential roles they are not on."""
    await people.must(session, person, Act.LEGAL_HOLD, None)
    row, candidate, submission = models.RoleLegalHold, models.Candidate, models.Submission
    roles = await session.execute(
        select(row.requisition_id, row.set_by, row.set_at).where(
            row.workspace == person.workspace, row.lifted_at.is_(None)
        )
    )
    put_forward = await session.execute(
        select(submission.requisition_id, submission.number, candidate.held_by, candidate.held_at)
        .join(candidate, (candidate.workspace == submission.workspace) & (candidate.id == submission.candidate_id))
        .where(submission.workspace == person.workspace, candidate.held_at.is_not(None))
        .order_by(submission.id)
    )
    found: list[tuple[int, int | None, str, datetime]] = [(role, None, by, at) for role, by, at in roles.all()]
    found += [(role, number, by or "", at) for role, number, by, at in put_forward.all() if at is not None]
    known = await requisitions.named(session, person.workspace, {role for role, *_ in found})
    heard_of = set(await erasures.not_secret(session, person.workspace, person.id, list(known)))
    standing_ = [Standing(known[role].key, number, by, at) for role, number, by, at in found if role in heard_of]
    return sorted(standing_, key=lambda each: each.at)
