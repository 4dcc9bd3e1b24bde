"""The pulse: one tap a month in each one's direct message, shown to the two once both have answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import ids
from handlers.blocks import pulses as blocks
from handlers.door import number
from handlers.replies import Done, Reply
from handlers.steps import Direct, Repaint, Step
from handlers.visit import Visit
from storage import cards, pulse_views, pulses
from storage.cards import CardKind
from storage.outbox import Row
from storage.rules.pulse import LEAST


def _tap(said: int) -> Callable[[Visit], Awaitable[Reply]]:
    async def run(visit: Visit) -> Reply:
        await visit.save(lambda session: pulses.answer(session, visit.person, number(visit.value), said, at=visit.now))
        return Done()  # the message says that it is in

    return run


# One action for each number (`value` is the pulse's id): what was answered stands in no message.
TAPS = {action: _tap(said) for said, action in enumerate(ids.PULSES, start=LEAST)}


# --- what stands in Slack


async def post(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The month's question, for all of somebody's pairs."""
    message = await pulse_views.message(session, row.workspace, int(row.ids["message"]))
    if message is None:
        return None
    return Direct(message.reader.id, *blocks.asked(message), card=(CardKind.PULSE, int(row.ids["message"])))


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The same as it stands now."""
    message = await pulse_views.message(session, row.workspace, int(row.ids["message"]))
    place = await cards.find(session, row.workspace, CardKind.PULSE, int(row.ids["message"]))
    return Repaint(place, *blocks.asked(message)) if message and place else None


async def shown(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """What both said."""
    message = await pulse_views.revealed(session, row.workspace, [int(each) for each in row.ids["asks"]])
    if message is None:
        return None
    text, found, pictures = blocks.shown(message)
    return Direct(message.reader.id, text, found, pictures=pictures)
