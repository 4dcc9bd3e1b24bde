"""What people do instead of answering: ask back, hold, put off, hand over; and what whoever waits does: remind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, holds, people, questions, requisitions, turns
from storage.asks import Ask
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.promises import PERSONAL, Kind, lapses
from storage.rules.turns import HELD_FOR, HOLDS, REASONS, choices


async def ask_back(_chance: Random, session: AsyncSession, me: Person, ask: Ask, at: datetime) -> None:
    assert ask.submission_id is not None
    await questions.ask_about(session, me, ask.submission_id, "Which of these did they build themselves?", at=at)


async def hold(chance: Random, session: AsyncSession, me: Person, ask: Ask, at: datetime) -> None:
    assert ask.submission_id is not None
    reason, days = chance.choice(list(HOLDS)), chance.choice(HELD_FOR)
    await holds.hold(session, me, ask.submission_id, reason=reason, days=days, at=at)


async def snooze(chance: Random, session: AsyncSession, me: Person, ask: Ask, at: datetime) -> None:
    until = chance.choice(choices(me.calendar, at))
    await turns.snooze(session, me, ask.id, reason=chance.choice(list(REASONS)), until=until, at=at)


async def hand_over(_chance: Random, session: AsyncSession, me: Person, ask: Ask, at: datetime) -> None:
    """To whoever of the role could stand in."""
    role = await requisitions.known(session, me.workspace, ask.requisition_id)
    helper = await requisitions.helper(session, me.workspace, role.id)
    to = role.backup if ask.kind is Kind.REVIEW else helper
    if to is None or to in (me.id, ask.asker) or (await people.get(session, me.workspace, to)).is_deactivated:
        raise Refused(Why.NOT_ALLOWED)
    await turns.hand_over(session, me, ask.id, to, at=at)


Turn = Callable[[Random, AsyncSession, Person, Ask, datetime], Awaitable[None]]


@dataclass(frozen=True)
class Instead:
    """In so many of a hundred cases an owner does this before they answer. Where it cannot be done, they answer."""

    hundredths: int
    turn: Turn
    fits: Callable[[Kind], bool]


INSTEAD = (
    Instead(8, ask_back, lambda kind: kind is Kind.REVIEW),
    Instead(4, hold, lambda kind: kind is Kind.REVIEW),
    Instead(5, snooze, lambda kind: not lapses(kind)),
    Instead(3, hand_over, lambda kind: kind not in PERSONAL),
)
_CANNOT = {Why.ASK_ONESELF, Why.SNOOZED_ENOUGH, Why.NOT_ALLOWED}


async def taken(chance: Random, session: AsyncSession, me: Person, ask: Ask, at: datetime) -> bool:
    """Whether the owner did something else than answer."""
    for instead in INSTEAD:
        if ask.owner == me.id and instead.fits(ask.kind) and chance.randrange(100) < instead.hundredths:
            try:
                await instead.turn(chance, session, me, ask, at)
            except Refused as refused:
                if refused.why not in _CANNOT:
                    raise
                return False
            return True
    return False


async def remind(who: str, workspace: str, ask_id: int, session: AsyncSession, at: datetime) -> None:
    """Whoever waits asks again, where that is still to the point."""
    me, ask = await people.get(session, workspace, who), await asks.get(session, workspace, ask_id)
    if ask is not None and ask.state == "open" and ask.asker == who and not me.is_deactivated:
        try:
            await turns.remind(session, me, ask_id, at=at)
        except Refused as refused:
            if refused.why not in (Why.PUT_OFF, Why.REMINDED_TODAY):
                raise
