"""Teams: who is on a role and does what, changed in one modal; and a seat handed over to somebody else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import refusals
from handlers.blocks import teams as blocks
from handlers.blocks.text import mention
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.requisitions import role_meant
from handlers.steps import Moot, Post, Step
from handlers.visit import Visit
from storage import hand_overs, people, requisitions, teams, versions
from storage.outbox import Row
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.duties import Duty
from storage.rules.rights import Role
from storage.teams import Team

_UNFIT = (Why.GUEST, Why.DEACTIVATED, Why.NOT_A_PERSON)
_UNKNOWN = "I cannot find this person in the workspace. Choose somebody else."


async def team(visit: Visit) -> Reply:
    """`/req team [KEY]`, and *Team* in the card's ⋯."""

    async def query(session: AsyncSession) -> Team:
        return await teams.look(session, visit.person, await role_meant(session, visit))

    found = await visit.read(query)
    return Open(blocks.modal(found, metadata(found.requisition.id, visit.response_url)))


async def submit_team(visit: Visit) -> Reply:
    """The modal of `/req team`."""
    helpers, backup = visit.chosen_people("helpers"), visit.chosen("backup")
    chosen = {duty: visit.chosen(duty) for duty in Duty}
    errors = {str(duty): "Every duty needs a name." for duty, person in chosen.items() if person is None}
    one = {"backup": backup} | {str(duty): person for duty, person in chosen.items()}
    fields = {"helpers": helpers} | {field: [person] for field, person in one.items() if person is not None}
    for named_in, chosen_there in fields.items():
        for person in chosen_there:
            if await visit.look_up(person) is None:
                errors[named_in] = _UNKNOWN
    if errors:
        return Errors(errors)
    names = {duty: person for duty, person in chosen.items() if person is not None}
    try:
        await visit.save(
            lambda session: teams.change(
                session,
                visit.person,
                number(subject(visit)),
                helpers=helpers,
                backup=backup,
                names=names,
                at=visit.now,
            )
        )
    except Refused as refused:
        at_field = {Why.STANDS_TWICE: str(refused.facts.get("field")), Why.NOT_A_DECIDER: str(Duty.DECISION)}
        field = at_field.get(refused.why)
        if refused.why in _UNFIT:
            field = next((each for each, them in fields.items() if refused.facts["person"] in them), None)
        if field is None:
            raise
        return Errors({field: refusals.words(refused, visit.zone, visit.now)})
    return Done()


# --- handing a seat over


async def hand(visit: Visit) -> Reply:
    """`/req hand [KEY]`, and *Hand over* in the card's ⋯."""

    async def query(session: AsyncSession) -> tuple[Requisition, list[Role], list[Role]]:
        role = await role_meant(session, visit)
        seats = await hand_overs.may_hand(session, visit.person, role)
        return role, seats, await hand_overs.vacant(session, role)

    role, seats, vacant = await visit.read(query)
    own = Role.RECRUITER if visit.person.id == role.recruiter else Role.MANAGER
    first = vacant[0] if vacant else own if own in seats else seats[0]
    key = f"{role.id}.{role.recruiter}.{role.manager}"
    return Open(blocks.hand_modal(role, seats, first, metadata(key, visit.response_url)))


async def submit_hand(visit: Visit) -> Reply:
    """The modal of `/req hand`."""
    seat, to = visit.chosen("seat"), visit.chosen("to")
    errors = {}
    if seat not in hand_overs.SEATS:
        errors["seat"] = "Choose which seat."
    if to is None:
        errors["to"] = "Choose who takes it over."
    elif await visit.look_up(to) is None:
        errors["to"] = _UNKNOWN
    if errors or seat is None or to is None:
        return Errors(errors)
    requisition, recruiter, manager = [*subject(visit).split("."), "", ""][:3]
    shown = recruiter if seat == Role.RECRUITER else manager
    try:
        role = await visit.save(
            lambda session: hand_overs.hand(
                session, visit.person, number(requisition), Role(seat), to, at=visit.now, from_=shown
            )
        )
    except Refused as refused:
        at_field = dict.fromkeys((Why.HAND_ROLE_SAME, Why.HAND_ROLE_APPROVER, *_UNFIT), "to")
        at_field |= {Why.HAND_ROLE_MOVED_ON: "seat"}
        if refused.why not in at_field or refused.facts.get("person") == visit.person.id != to:
            raise
        return Errors({at_field[refused.why]: refusals.words(refused, visit.zone, visit.now)})
    return Done(Words(f"{mention(to)} is the {blocks.SEATS[Role(seat)]} of {role.key} now. Thank you."))


# --- what stands in Slack


async def handed(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """That a seat has somebody else. Moot where it was handed on before that was said."""
    role = await requisitions.get(session, row.workspace, int(row.ids["requisition"]))
    if role is None or not role.channel:
        return None
    seat, to = Role(str(row.ids["seat"])), str(row.ids["to"])
    newest = (await versions.standing(session, row.workspace, role.id)).newest
    version = newest.version if newest is not None and to in newest.missing else None
    leaver = await people.get(session, row.workspace, str(row.ids["from"]))
    still_on = leaver.is_deactivated or bool(await people.roles(session, row.workspace, leaver.id, role.id))
    stays = not still_on and role.channel_kind != "group"
    step = Post(role.channel, *blocks.handed(role, seat, leaver.id, to, version, stays_in_channel=stays))
    return step if hand_overs.holder_of(role, seat) == to else Moot(step)
