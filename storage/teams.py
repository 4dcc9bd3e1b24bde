"""Teams: everybody on a role and what each does, and changes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import duties, live_asks, models, people, requisitions, successions, timeline
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.duties import Duty
from storage.rules.rights import Act, Role, may


@dataclass(frozen=True)
class Team:
    """Everybody on a role (Slack ids): who stands in for somebody, one name for each duty, and whether the reader may
    change it."""

    requisition: Requisition
    stand_ins: tuple[str, ...]
    duties: dict[Duty, str]
    people: dict[str, Person]
    may_change: bool


async def look(session: AsyncSession, person: Person, role: Requisition) -> Team:
    """The team of a role, for somebody on it."""
    held = await people.must(session, person, Act.SEE, role.id)
    standing_in = await _stand_ins(session, role)
    names = await duties.of(session, role)
    on = (role.recruiter, role.manager, role.backup, *role.helpers, *standing_in, *names.values())
    known = await people.named(session, role.workspace, on)
    return Team(role, tuple(standing_in), names, known, role.is_live and may(Act.TEAM, held))


async def change(
    session: AsyncSession,
    person: Person,
    requisition_id: int,
    *,
    helpers: Iterable[str],
    backup: str | None,
    names: Mapping[Duty, str],
    at: datetime,
) -> Requisition:
    """Has a role's helpers, its backup decider and the names for its duties be these. Whoever is new is invited to the
    channel; what somebody owed who is no longer on it goes back to the seat that owes it. The same again changes
    nothing.

    Refused for guests, apps and deactivated people who are new to it, for one person in two of these parts, and for a
    decision in the name of somebody who may not decide.
    """
    workspace = person.workspace
    row = await requisitions.lock(session, workspace, requisition_id)
    role = await requisitions.get(session, workspace, requisition_id)
    if row is None or role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="that requisition", yours=[])
    await people.must(session, person, Act.TEAM, requisition_id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    wanted = tuple(dict.fromkeys(helpers))
    before = await duties.of(session, role)
    await _must_fit(session, role, wanted, backup, before, names)
    standing_in = await _stand_ins(session, role)
    owing = await successions.people_of(session, workspace, requisition_id)
    involved = {role.recruiter, role.manager, *wanted, *role.helpers, *names.values(), *standing_in, *owing}
    await people.lock(session, workspace, *involved, *filter(None, (backup, role.backup)))
    for who in set(role.helpers) - set(wanted):
        await successions.leaves(session, workspace, role.id, who, Role.HELPER, at=at)
    if role.backup and role.backup != backup:
        await successions.leaves(session, workspace, role.id, role.backup, Role.BACKUP, at=at)
    for who in wanted:
        if who not in role.helpers:
            await successions.joins(session, workspace, role.id, who, Role.HELPER, at=at)
    if backup and backup != role.backup:
        await successions.joins(session, workspace, role.id, backup, Role.BACKUP, at=at)
    renamed = await duties.name(session, role, names, by=person.id, at=at)
    for who in sorted(set(names.values())):
        if not await people.roles(session, workspace, who, role.id):
            await successions.joins(session, workspace, role.id, who, Role.STAND_IN, at=at)
    gone = {*role.helpers, *filter(None, (role.backup,)), *standing_in} - {*wanted, *filter(None, (backup,))}
    for who in sorted(gone):
        await _goes(session, role, who, keeps=set(names.values()), by=person.id, at=at)
    changed = (["helpers"] if set(wanted) != set(role.helpers) else []) + (["backup"] if backup != role.backup else [])
    if not changed and not renamed:
        return role
    timeline.record(
        session,
        workspace,
        "team_changed",
        at=at,
        actor=person.id,
        requisition_id=role.id,
        what=[*changed, *renamed],
    )
    await requisitions.repaint(session, workspace, role.id, at=at)
    return await requisitions.known(session, workspace, role.id)


async def _must_fit(
    session: AsyncSession,
    role: Requisition,
    helpers: tuple[str, ...],
    backup: str | None,
    before: Mapping[Duty, str],
    names: Mapping[Duty, str],
) -> None:
    """Only what is new is refused: somebody who left since is no reason to keep everything else as it is."""
    if backup and backup == role.manager:
        raise Refused(Why.STANDS_TWICE, field="backup", person=backup, as_="hiring manager")
    for who in helpers:
        for other, as_ in ((role.recruiter, "recruiter"), (role.manager, "hiring manager"), (backup, "backup decider")):
            if who == other:
                raise Refused(Why.STANDS_TWICE, field="helpers", person=who, as_=as_)
    decides = names.get(Duty.DECISION)
    if decides and decides not in (role.manager, backup):
        raise Refused(Why.NOT_A_DECIDER, person=decides)
    fresh = {*helpers} - {*role.helpers} | ({backup} - {role.backup} if backup else set())
    fresh |= {who for duty, who in names.items() if who != before[duty]}
    for who in sorted(fresh):
        people.must_be_member(await people.get(session, role.workspace, who))


async def _goes(session: AsyncSession, role: Requisition, who: str, *, keeps: set[str], by: str, at: datetime) -> None:
    """Somebody is not on a role any more, unless something else keeps them: their name on a duty, or an ask they took
    over. What they owed as a helper or backup goes to the seat that owes it."""
    held = await people.roles(session, role.workspace, who, role.id)
    if held - {Role.STAND_IN} or who in keeps:
        return
    if held:  # standing in for somebody: as long as they owe what they took over
        pending = await live_asks.pending_on(session, role.workspace, role.id)
        if not any(ask.owner == who for ask in pending):
            await successions.leaves(session, role.workspace, role.id, who, Role.STAND_IN, at=at)
        return
    for seat, to in ((Role.MANAGER, role.manager), (Role.RECRUITER, role.recruiter)):
        await successions.take_over(
            session, role.workspace, role.id, leaver=who, to=to, kinds=successions.OWED_BY[seat], by=by, at=at
        )
    await successions.waits_no_more(session, role.workspace, role.id, who, role.recruiter, at=at)


async def _stand_ins(session: AsyncSession, role: Requisition) -> list[str]:
    on = models.RequisitionPerson
    found = await session.scalars(
        select(on.person)
        .where(
            on.workspace == role.workspace,
            on.requisition_id == role.id,
            on.role == Role.STAND_IN,
            on.until.is_(None),
        )
        .order_by(on.id)
    )
    return list(found)
