"""Away: somebody says from when to when, and who answers meanwhile; and takes it back."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import away as blocks
from handlers.blocks import kit
from handlers.blocks.text import when
from handlers.door import at_field, metadata, number
from handlers.replies import Errors, Open, Reply, Update
from handlers.settings import said
from handlers.visit import Visit
from storage import calendars, people
from storage.calendars import Absence
from storage.people import Person
from storage.refusals import Refused
from storage.rules.rhythm import local_day
from storage.rules.windows import next_window


async def open_(visit: Visit) -> Reply:
    """`/samepage away`, and the *Away* button anywhere."""
    return Open(await _form(visit, metadata("away", visit.response_url)))


async def _form(visit: Visit, carried: str) -> kit.Block:
    known = await visit.read(lambda session: calendars.absences(session, visit.person, at=visit.now))
    return blocks.modal(known, local_day(visit.zone, visit.now), carried)


async def back(visit: Visit) -> Reply:
    """The *I am back* or *Take back* button beside an absence; pressed twice, it changes nothing more."""
    absence = number(visit.value)
    await visit.save(lambda session: calendars.come_back(session, visit.person, absence, at=visit.now))
    visit.office.people.forget(visit.person.workspace, visit.person.id)
    return Update(await _form(visit, visit.metadata))


async def submit(visit: Visit) -> Reply:
    """The form."""
    errors: dict[str, str] = {}
    first, last = _day(visit.chosen("first")), _day(visit.chosen("last"))
    for name, chosen in (("first", first), ("last", last)):
        if chosen is None:
            errors[name] = blocks.NOT_A_DAY
    delegate = visit.chosen("delegate")
    if delegate and await visit.look_up(delegate) is None:  # and is known from here on
        errors["delegate"] = blocks.NOBODY
    if errors or first is None or last is None:
        return Errors(errors)
    days = (first, last)

    async def save(session: AsyncSession) -> tuple[Absence, Person]:
        absence = await calendars.go_away(session, visit.person, days, delegate=delegate, at=visit.now)
        return absence, await people.get(session, visit.person.workspace, visit.person.id)

    try:
        absence, person = await visit.save(save)
    except Refused as refused:
        return await _at_its_field(visit, refused)
    visit.office.people.forget(visit.person.workspace, visit.person.id)
    window = next_window(person.calendar, visit.now)
    return said(visit, *blocks.said(absence, when(window, person.zone, visit.now)))


async def _at_its_field(visit: Visit, refused: Refused) -> Reply:
    """The words for a refusal where they help."""
    field = blocks.FIELDS.get(refused.why)
    if field is None:
        raise refused
    return Errors({field: await at_field(visit, refused)})


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
