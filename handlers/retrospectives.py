"""Retrospectives: a closed role looked back on by the two, each alone, shown together, with what follows from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import retrospectives as blocks
from handlers.blocks.kit import Block
from handlers.blocks.last_time import OWNERS
from handlers.charts import Picture
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.steps import Direct, Moot, Post, Repaint, Step
from handlers.visit import Visit
from storage import cards, journeys, retrospectives
from storage.blind import Said
from storage.last_time import Action
from storage.outbox import Row
from storage.retrospectives import Retrospective
from storage.rules.blind import LEAST, MOST
from storage.rules.realities import MOST_AGREED


async def open_(visit: Visit) -> Reply:
    """*Look back* in the gathered message (`value` is the ask's id)."""
    role = await visit.read(lambda session: retrospectives.mine(session, visit.person, number(visit.value)))
    return Open(blocks.form(role, metadata(visit.value, visit.response_url)))


async def submit(visit: Visit) -> Reply:
    """The form."""
    worked, change, chosen = visit.typed("worked"), visit.typed("change"), number(visit.chosen("number") or "")
    errors = {name: blocks.EMPTY for name, words in (("worked", worked), ("change", change)) if not words}
    if not LEAST <= chosen <= MOST:
        errors["number"] = f"Choose a number from {LEAST} to {MOST}."
    if errors:
        return Errors(errors)
    said = Said(chosen, worked, change)
    await visit.save(
        lambda session: retrospectives.answer(session, visit.person, number(subject(visit)), said, at=visit.now)
    )
    return Done(Words("Thank you. What you both say is shown together, once both are in or the time is over."))


async def agree(visit: Visit) -> Reply:
    """*Agree on what to change* under what both said."""
    found = await visit.read(lambda session: retrospectives.may_agree(session, visit.person, number(visit.value)))
    return Open(blocks.agree_form(found, metadata(found.id, visit.response_url), before=found.actions))


async def submit_actions(visit: Visit) -> Reply:
    """What the two agreed."""
    actions, errors = [], {}
    for n in range(1, MOST_AGREED + 1):
        text, owner = " ".join(visit.typed(f"action:{n}").split()), visit.chosen(f"owner:{n}")
        if text and owner not in OWNERS:
            errors[f"owner:{n}"] = blocks.NO_OWNER
        elif owner and not text:
            errors[f"action:{n}"] = blocks.NO_ACTION
        elif text:
            actions.append(Action(text, owner))
    if not actions and not errors:
        errors["action:1"] = blocks.NOTHING
    if errors:
        return Errors(errors)
    await visit.save(
        lambda session: retrospectives.agree(session, visit.person, number(subject(visit)), actions, at=visit.now)
    )
    return Done()


# --- what stands in Slack


async def _seen(session: AsyncSession, row: Row) -> tuple[Retrospective, journeys.Search] | None:
    found = await retrospectives.look(session, row.workspace, int(row.ids["retrospective"]))
    if found is None or found.revealed_at is None:
        return None
    return found, await journeys.of(session, found.requisition, found.closed_at)


def _told(
    found: Retrospective, search: journeys.Search, person: object
) -> tuple[str, list[Block], tuple[Picture, ...]]:
    """How it reads to `person`, or in the role's channel where there is none, with its pictures."""
    pictures = blocks.pictures(found, search, is_shared=not person)
    return *blocks.shown(found, search, pictures, is_shared=not person), pictures


async def shown(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """What both said, beside the facts: in the role's own channel, or to each of the two."""
    seen = await _seen(session, row)
    if seen is None:
        return None
    found, search = seen
    role, person = found.requisition, row.ids.get("person")
    card = retrospectives.card(found.id, person, role)
    text, said, pictures = _told(found, search, person)
    if person:
        return Direct(str(person), text, said, card=card, pictures=pictures)
    if not role.channel or role.archived_at is not None:
        return None
    return Post(role.channel, text, said, card=card, pictures=pictures)


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The same with what the two agreed since."""
    seen = await _seen(session, row)
    if seen is None:
        return None
    found, search = seen
    kind, subject_ = retrospectives.card(found.id, row.ids.get("person"), found.requisition)
    place = await cards.find(session, row.workspace, kind, subject_)
    if place is None:
        return None
    text, said, pictures = _told(found, search, row.ids.get("person"))
    return Repaint(place, text, said, pictures=pictures)


async def remind(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """What the two agreed, a month later; moot where nothing stands there any more."""
    found = await retrospectives.look(session, row.workspace, int(row.ids["retrospective"]))
    if found is None:
        return None
    role, person = found.requisition, row.ids.get("person")
    said = blocks.again(found)
    if not person and (not role.channel or role.archived_at is not None):
        return None
    step = Direct(str(person), *said) if person else Post(role.channel or "", *said)
    return step if found.actions and not role.is_live else Moot(step)
