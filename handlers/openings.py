"""Opening a requisition: one short modal, and a longer one in its place for whoever wants to say more."""

from __future__ import annotations

from collections.abc import Container

from handlers import channels
from handlers.blocks import openings as blocks
from handlers.blocks.requisitions import MOST_OPENINGS
from handlers.blocks.text import clean
from handlers.door import at_field, metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.visit import Visit
from storage import openings
from storage.openings import Opening, open_requisition
from storage.refusals import Refused, Why
from storage.rules.chapters import AT_OPENING
from storage.rules.details import EMPLOYMENT, REASONS, Details, WrongStart, wrong_start
from storage.rules.rhythm import local_day

NO_TITLE = "Give the role a title people will recognise."
_AT_FIELD = {
    Why.STANDS_TWICE: "helpers",
    Why.APPROVE_ONESELF: "approver",
    Why.NO_BRIEF_TO_START_FROM: "source",
    Why.CONFIDENTIAL_HERE: "where",
}
WRONG_START = {
    WrongStart.OVER: "That day is over. Choose today or a later one, or leave it empty.",
    WrongStart.TOO_FAR: "That day is over two years away. Choose a nearer one, or leave it empty.",
}


async def open_(visit: Visit) -> Reply:
    """`/req open [title]`, and the button on App Home of whoever has none yet."""
    here = visit.channel if visit.channel and visit.channel[:1] in "CG" else ""
    return Open(blocks.modal(clean(visit.text), metadata(here, visit.response_url), in_channel=bool(here)))


async def details(visit: Visit) -> Reply:
    """*Details*: the same modal, longer; what was entered stays."""
    found = await visit.read(lambda session: openings.sources(session, visit.person))
    return Update(blocks.modal(_title(visit), visit.metadata, found, in_channel=bool(subject(visit))))


def _title(visit: Visit) -> str:
    """What stood in the title when the modal was opened."""
    fields = {each.get("block_id"): each.get("element", {}) for each in (visit.view or {}).get("blocks", [])}
    return str(fields.get("title", {}).get("initial_value") or "")


async def submit(visit: Visit) -> Reply:
    """The modal of `/req open`, short or long."""
    errors = wrong_details(visit)
    title = visit.typed("title")
    if not title:
        errors["title"] = NO_TITLE
    wanted = visit.typed("openings")
    if not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= MOST_OPENINGS):
        errors["openings"] = f"A whole number from 1 to {MOST_OPENINGS}."
    manager, backup, approver = visit.chosen("manager"), visit.chosen("backup"), visit.chosen("approver")
    helpers = visit.chosen_people("helpers")
    if not manager:
        errors["manager"] = "Choose the hiring manager."
    named = [("manager", manager), ("backup", backup), ("approver", approver), *(("helpers", each) for each in helpers)]
    for name, person in named:
        if person and name not in errors and (wrong := await unfit(visit, person)):
            errors[name] = wrong
    if backup and backup == manager:
        errors["backup"] = "The backup is for when the manager cannot: choose somebody else, or nobody."
    here = subject(visit) if visit.chosen("where") == blocks.HERE else ""
    if here and not errors and (wrong := await channels.unfit(visit, here)):
        errors["where"] = wrong
    if errors or not manager:
        return Errors(errors)
    source = visit.chosen("source")
    opening = Opening(
        title,
        manager,
        visit.typed("location"),
        int(wanted),
        backup,
        typed_details(visit),
        {section: visit.typed(section) for section in AT_OPENING},
        tuple(helpers),
        approver,
        blocks.CONFIDENTIAL in visit.all_chosen(blocks.CONFIDENTIAL),
        number(source) if source else None,
        here or None,
    )
    try:
        role = await visit.save(
            lambda session: open_requisition(session, visit.person, opening, origin=visit.origin, at=visit.now)
        )
    except Refused as refused:
        if refused.why not in _AT_FIELD:
            raise
        return Errors({_AT_FIELD[refused.why]: await at_field(visit, refused)})
    return Done(Words(blocks.opened_words(role)))


def typed_details(visit: Visit) -> Details:
    """What stands in the fields of `blocks.details`; those the form does not have are empty."""
    return Details(
        visit.typed("department"),
        _one_of(EMPLOYMENT, visit.chosen("employment")),
        visit.day("start_on"),
        _one_of(REASONS, visit.chosen("reason")),
    )


def _one_of(known: Container[str], key: str | None) -> str:
    """A key there is to choose from; nothing for another, which no form of ours offers."""
    return key if key is not None and key in known else ""


def wrong_details(visit: Visit, before: Details | None = None) -> dict[str, str]:
    """What cannot be in those fields, in words for each; a target that stood there `before` may be over by now."""
    start_on = typed_details(visit).start_on
    if start_on is None or (before is not None and before.start_on == start_on):
        return {}
    wrong = wrong_start(start_on, local_day(visit.zone, visit.now))
    return {"start_on": WRONG_START[wrong]} if wrong else {}


async def unfit(visit: Visit, person: str) -> str | None:
    """Why this person cannot stand on a requisition, in words for the field; None when they can."""
    found = await visit.look_up(person)
    if found is None:
        return "I cannot find this person in the workspace. Choose somebody else."
    if found.is_deactivated:
        return f"{found.name} has been deactivated. Choose somebody who is here."
    if found.is_bot:
        return f"{found.name} is an app. Choose a person."
    if found.is_guest:
        return f"{found.name} is a guest. Requisitions are for full members of this workspace."
    return None
