"""Edits: a requisition's title, place, openings and target, and its details."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import edits as blocks
from handlers.blocks.openings import CONFIDENTIAL
from handlers.blocks.requisitions import MOST_OPENINGS
from handlers.door import at_field, metadata, number, subject
from handlers.openings import NO_TITLE, typed_details, unfit, wrong_details
from handlers.replies import Done, Errors, Open, Reply
from handlers.requisitions import role_meant
from handlers.visit import Visit
from storage import edits, live_asks, requisitions
from storage.edits import Particulars
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.promises import Kind

_AT_FIELD = {
    Why.HIRED_ALREADY: "openings",
    Why.APPROVE_ONESELF: "approver",
    Why.HEADCOUNT_ANSWERED: "approver",
    Why.ALREADY_ANSWERED: "approver",
}


async def edit(visit: Visit) -> Reply:
    """`/req edit [KEY]`, and *Edit* in the card's ⋯."""

    async def query(session: AsyncSession) -> tuple[Requisition, str | None]:
        role = await role_meant(session, visit)
        await edits.may_edit(session, visit.person, role)
        pending = await live_asks.open_on(session, role.workspace, role.id)
        return role, next((ask.owner for ask in pending if ask.kind is Kind.HEADCOUNT), None)

    role, asked = await visit.read(query)
    return Open(blocks.modal(role, asked, metadata(role.id, visit.response_url)))


async def submit(visit: Visit) -> Reply:
    """The modal of `/req edit`."""
    key = number(subject(visit))
    role = await visit.read(lambda session: requisitions.get(session, visit.person.workspace, key))
    errors = wrong_details(visit, role.details if role else None)
    title = visit.typed("title")
    if not title:
        errors["title"] = NO_TITLE
    numbers = {"openings": MOST_OPENINGS, "target": blocks.MOST_DAYS}
    for name, most in numbers.items():
        if not 1 <= number(visit.typed(name)) <= most:
            errors[name] = f"A whole number from 1 to {most}."
    is_asked = role is not None and role.headcount.is_asked  # answered while the form was open: nobody to name
    approver = visit.chosen("approver") if is_asked else None
    if is_asked and visit.has("approver") and approver is None:
        errors["approver"] = "Somebody has to approve it: name who."
    if approver and (wrong := await unfit(visit, approver)):
        errors["approver"] = wrong
    if errors:
        return Errors(errors)
    wanted = Particulars(
        title,
        visit.typed("location"),
        int(visit.typed("openings")),
        int(visit.typed("target")),
        typed_details(visit),
        CONFIDENTIAL in visit.all_chosen(CONFIDENTIAL),
        approver,
    )
    try:
        await visit.save(lambda session: edits.edit(session, visit.person, key, wanted, at=visit.now))
    except Refused as refused:
        if refused.why not in _AT_FIELD:
            raise
        return Errors({_AT_FIELD[refused.why]: await at_field(visit, refused)})
    return Done()
