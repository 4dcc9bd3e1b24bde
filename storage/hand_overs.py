"""Handing a whole role over: one of its two seats, and what its person owed, to somebody else on fresh clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    agreements,
    briefs,
    calibration_ends,
    check_ins,
    duties,
    headcounts,
    homes,
    interview_ends,
    offer_approvals,
    outbox,
    people,
    requisitions,
    successions,
    timeline,
)
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.rights import Act, Role
from storage.successions import OWED_BY

SEATS = (Role.RECRUITER, Role.MANAGER)


def holder_of(role: Requisition, seat: Role) -> str:
    """Who sits there."""
    return role.recruiter if seat is Role.RECRUITER else role.manager


async def vacant(session: AsyncSession, role: Requisition) -> list[Role]:
    """The seats whose person has left the workspace, or is only a guest by now: they need a hand-over."""
    known = await people.named(session, role.workspace, (role.recruiter, role.manager))
    return [seat for seat in SEATS if (who := known.get(holder_of(role, seat))) is None or not who.is_member]


async def may_hand(session: AsyncSession, person: Person, role: Requisition, seat: Role | None = None) -> list[Role]:
    """The seats this person may hand over: both, by right; a vacant one for everybody on the role. Refuses as handing
    over (`seat`, or any) would."""
    await people.must(session, person, Act.SEE, role.id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    free = await vacant(session, role)
    if seat in free or (seat is None and free and person.id not in (role.recruiter, role.manager)):
        return free
    await people.must(session, person, Act.HAND, role.id)
    return list(SEATS)


async def hand(
    session: AsyncSession,
    person: Person,
    requisition_id: int,
    seat: Role,
    to: str,
    *,
    at: datetime,
    from_: str | None = None,
) -> Requisition:
    """Gives a seat to somebody else: what its person owed or waited for goes along, on fresh clocks; a new manager is
    asked to sign the brief as it stands. One person may sit in both. Whoever gives it up is off the role, unless they
    are something else on it.

    `from_` is who sat there when the form was shown: refused where somebody else does by now. Refused for guests, apps
    and deactivated people, for whoever sits there already, and where whoever is asked for the headcount would recruit.
    """
    if seat not in SEATS:
        raise ValueError(f"{seat} is no seat to hand over")
    workspace = person.workspace
    row = await requisitions.lock(session, workspace, requisition_id)
    role = await requisitions.get(session, workspace, requisition_id)
    if row is None or role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="that requisition", yours=[])
    await may_hand(session, person, role, seat)
    leaver = holder_of(role, seat)
    if from_ is not None and from_ != leaver:
        raise Refused(Why.HAND_ROLE_MOVED_ON, person=leaver, key=role.key)
    if to == leaver:
        raise Refused(Why.HAND_ROLE_SAME, person=to)
    people.must_be_member(await people.get(session, workspace, to))
    if seat is Role.RECRUITER and to == await headcounts.asked_of(session, workspace, role.id):
        raise Refused(Why.HAND_ROLE_APPROVER, person=to, key=role.key)
    await people.lock(session, workspace, leaver, to, *await successions.people_of(session, workspace, requisition_id))
    await successions.leaves(session, workspace, role.id, leaver, seat, at=at)
    await successions.joins(session, workspace, role.id, to, seat, at=at)
    # Nobody helps with, or stands behind, what is theirs now.
    await successions.leaves(
        session, workspace, role.id, to, Role.BACKUP if seat is Role.MANAGER else Role.HELPER, at=at
    )
    stays = await people.roles(session, workspace, leaver, role.id)
    now = await requisitions.known(session, workspace, role.id)
    await successions.take_over(
        session,
        workspace,
        role.id,
        leaver=leaver,
        to=to,
        kinds=OWED_BY[seat] if stays else None,
        by=person.id,
        at=at,
    )
    await briefs.succeed(session, now, leaver=leaver, to=to, side=seat, at=at)
    await calibration_ends.succeed(session, now, leaver=leaver, to=to, at=at)
    await agreements.succeed(session, now, at=at)
    if not stays:
        await duties.succeed(session, now, leaver=leaver, to=to, by=person.id, at=at)
    await check_ins.plan(session, workspace, leaver, to, now=at)
    facts: dict[str, Any] = {"seat": str(seat), "from": leaver, "to": to}
    timeline.record(session, workspace, "handed", at=at, actor=person.id, requisition_id=role.id, **facts)
    await outbox.send(
        session,
        workspace,
        role.lane,
        "requisition.handed",
        {"requisition": role.id, "person": person.id} | facts,
        key=f"requisition:{role.id}:handed:{seat}:{at.isoformat()}",
        at=at,
    )
    await requisitions.repaint(session, workspace, role.id, at=at)
    if seat is Role.MANAGER:
        await interview_ends.repaint_debriefs(session, workspace, role.id, at=at)
    await homes.touch(session, workspace, [leaver], at=at)
    return await requisitions.known(session, workspace, role.id)


async def membership_changed(session: AsyncSession, workspace: str, person: str, *, at: datetime) -> None:
    """Somebody left, came back or became a guest: the cards of the roles on which they hold a seat, or are to approve
    the headcount or an offer, say so; where they are gone, whoever holds the other seat, or asked, is told."""
    gone = not (await people.get(session, workspace, person)).is_member
    for requisition_id in await headcounts.asked_of_person(session, workspace, person):
        await requisitions.repaint(session, workspace, requisition_id, at=at)
        if gone:
            await outbox.send(
                session,
                workspace,
                outbox.requisition_lane(requisition_id),
                "headcount.vacant",
                {"requisition": requisition_id, "person": person},
                key=f"requisition:{requisition_id}:headcount:vacant:{person}:{at.isoformat()}",
                at=at,
            )
    await offer_approvals.membership_changed(session, workspace, person, gone=gone, at=at)
    for requisition_id in await successions.seats_of(session, workspace, person):
        await requisitions.repaint(session, workspace, requisition_id, at=at)
        if gone:
            await outbox.send(
                session,
                workspace,
                outbox.requisition_lane(requisition_id),
                "requisition.vacant",
                {"requisition": requisition_id, "person": person},
                key=f"requisition:{requisition_id}:vacant:{person}:{at.isoformat()}",
                at=at,
            )
