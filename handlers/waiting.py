"""Waiting: `/samepage` says what waits on me and what I wait for; the gathered message says it at my windows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import kit, notices
from handlers.blocks import waiting as blocks
from handlers.replies import Reply, Words
from handlers.steps import Direct, Moot, Repaint, Step
from handlers.visit import Visit
from storage import cards, nudges, people, waiting
from storage.cards import CardKind
from storage.nudges import Message
from storage.outbox import Row
from storage.people import Person


async def overview(visit: Visit) -> Reply:
    """`/samepage`"""

    async def query(session: AsyncSession) -> tuple[str, list[kit.Block]]:
        owed, awaited = await waiting.both(session, visit.person)
        mine = await nudges.lines(session, visit.person.workspace, [(ask, ask.said) for ask in owed])
        others = await nudges.lines(session, visit.person.workspace, [(ask, ask.said) for ask in awaited])
        return blocks.overview(mine, others, visit.person, visit.now)

    return Words(*await visit.read(query))


# --- what stands in Slack


async def _message(session: AsyncSession, row: Row) -> Message | None:
    return await nudges.message(session, row.workspace, int(row.ids["gathered"]))


async def _inviter(session: AsyncSession, message: Message) -> Person | None:
    """The recruiter of the first role in a newcomer's first message, unless that is the reader."""
    if not message.is_first or not message.lines:
        return None
    recruiter = message.lines[0].requisition.recruiter
    return None if recruiter == message.reader.id else await people.find(session, message.reader.workspace, recruiter)


async def post(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """The gathered message. Moot when everything in it was answered before it could be said."""
    message = await _message(session, row)
    if message is None:
        return None
    inviter = await _inviter(session, message)
    said = blocks.gathered(message, now, inviter)
    step = Direct(message.reader.id, *said, card=(CardKind.GATHERED, message.id))
    return step if any(line.ask.is_open or notices.is_live(line) for line in message.lines) else Moot(step)


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The gathered message, painted again as its lines are answered."""
    message = await _message(session, row)
    place = await cards.find(session, row.workspace, CardKind.GATHERED, int(row.ids["gathered"]))
    if message is None or place is None:
        return None
    return Repaint(place, *blocks.gathered(message, now, await _inviter(session, message)))
