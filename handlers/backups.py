"""The backup decider in the brief's short form: shown as it is, checked at the field, changed as a team is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks.section_forms import BACKUP
from handlers.door import at_field
from handlers.visit import Visit
from storage import duties, requisitions, teams
from storage.refusals import Refused, Why
from storage.requisitions import Requisition

_UNKNOWN = "I cannot find this person in the workspace. Choose somebody else."
_UNFIT = (Why.GUEST, Why.DEACTIVATED, Why.NOT_A_PERSON, Why.STANDS_TWICE, Why.NOT_A_DECIDER)


class Moved(Exception):
    """Somebody else was named while the form was open."""


@dataclass(frozen=True)
class Chosen:
    """What the form's field says: under which `name`, whom it showed, whom it shows now."""

    name: str
    was: str | None
    now: str | None


def chosen(visit: Visit) -> Chosen | None:
    """Another backup decider than the form showed; None where it is the same."""
    values = (visit.view or {}).get("state", {}).get("values", {})
    name = next((each for each in values if each.startswith(f"{BACKUP}.")), None)
    if name is None:
        return None
    found = Chosen(name, name.partition(".")[2] or None, visit.chosen(name))
    return found if found.was != found.now else None


async def unknown(visit: Visit, wanted: Chosen | None) -> dict[str, str]:
    """That nobody has that id, for the field."""
    if wanted is None or wanted.now is None or await visit.look_up(wanted.now) is not None:
        return {}
    return {wanted.name: _UNKNOWN}


def change(visit: Visit, requisition_id: int, wanted: Chosen) -> Callable[[AsyncSession], Awaitable[Requisition]]:
    """The verb that has the role's backup decider be this one, whoever else is on it."""

    async def verb(session: AsyncSession) -> Requisition:
        await requisitions.lock(session, visit.person.workspace, requisition_id)
        role = await requisitions.known(session, visit.person.workspace, requisition_id)
        if role.backup not in (wanted.was, wanted.now):
            raise Moved
        return await teams.change(
            session,
            visit.person,
            role.id,
            helpers=role.helpers,
            backup=wanted.now,
            names=await duties.of(session, role),
            at=visit.now,
        )

    return verb


async def refused(visit: Visit, wanted: Chosen | None, no: Refused | Moved) -> dict[str, str] | None:
    """Why this person cannot be it, for the field; None where the refusal is about something else."""
    if wanted is None:
        return None
    if isinstance(no, Moved):
        return {
            wanted.name: "Somebody else was named while this form was open. Choose whom it showed, or see /req team."
        }
    if no.why not in _UNFIT:
        return None
    if no.why is Why.NOT_A_DECIDER:
        return {wanted.name: "The one who is it now is named for the decision: change that first, with /req team."}
    if no.why is Why.STANDS_TWICE and no.facts["field"] != "backup":
        return {wanted.name: "This person helps here already: take them off the helpers first, with /req team."}
    return {wanted.name: await at_field(visit, no)}
