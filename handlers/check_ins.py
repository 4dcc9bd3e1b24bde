"""Check-ins: one weekly form per person over all their roles, and the message that shows both sides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import check_ins as blocks
from handlers.blocks.text import listed
from handlers.door import metadata
from handlers.replies import Done, Open, Reply, Words
from handlers.steps import Post, Repaint, Step
from handlers.visit import Visit
from storage import agreements, cards, check_ins, requisitions
from storage.cards import CardKind
from storage.check_ins import Said
from storage.outbox import Row
from storage.refusals import Refused, Why


async def open_form(visit: Visit) -> Reply:
    """The *Check in* button."""

    async def query(session: AsyncSession) -> tuple[list[tuple[int, int, str]], dict[int, int]]:
        waiting = await check_ins.pending(session, visit.person)
        numbers = [number for _, number, _ in waiting]
        return waiting, await agreements.profiles_each(session, visit.person.workspace, numbers)

    waiting, profiles = await visit.read(query)
    if not waiting:
        raise Refused(Why.ALREADY_ANSWERED)
    return Open(blocks.form(waiting, metadata("check_in", visit.response_url), profiles))


async def submit(visit: Visit) -> Reply:
    """The form."""
    said: dict[int, Said] = {}
    for answer_id, _, _ in await visit.read(lambda session: check_ins.pending(session, visit.person)):
        news, needs = visit.typed(f"news:{answer_id}"), visit.typed(f"needs:{answer_id}")
        said[answer_id] = Said(news or None, needs or None)
    return await _answer(visit, said)


async def nothing_new(visit: Visit) -> Reply:
    """The *Nothing new* button: one tap for every role."""
    return await _answer(visit, {})


async def _answer(visit: Visit, said: dict[int, Said]) -> Reply:
    numbers = await visit.save(lambda session: check_ins.answer_all(session, visit.person, said, at=visit.now))
    return Done(Words(f"Thank you: your check-in for {listed([f'REQ-{n}' for n in numbers])} is in."))


# --- what stands in Slack


async def post(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The week's message, posted with the first answer."""
    check_in = await check_ins.shown(session, row.workspace, int(row.ids["check_in"]))
    role = await requisitions.get(session, row.workspace, check_in.requisition_id) if check_in else None
    if check_in is None or role is None or not role.channel:
        return None
    return Post(role.channel, *blocks.message(check_in), card=(CardKind.CHECK_IN, check_in.id))


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The same message with the other answer, or without it once its time is over."""
    check_in = await check_ins.shown(session, row.workspace, int(row.ids["check_in"]))
    place = await cards.find(session, row.workspace, CardKind.CHECK_IN, int(row.ids["check_in"]))
    return Repaint(place, *blocks.message(check_in)) if check_in and place else None
