"""Pulses as one of the two reads them: what was asked, and once both have answered, what both said, month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import blind, models, people
from storage.blind import Subject
from storage.people import Person
from storage.rules.pulse import TREND, State


@dataclass(frozen=True)
class Month:
    """What both said of a month. Not printable by accident."""

    month: date
    mine: int = field(repr=False)
    theirs: int = field(repr=False)


@dataclass(frozen=True)
class Line:
    """One pair's month for one reader. `trend` are the months revealed up to this one, oldest first, twelve at most;
    its last is this month's once that is `SHOWN`."""

    pulse_id: int
    partner: Person
    month: date
    state: State
    trend: tuple[Month, ...] = ()

    @property
    def now(self) -> Month | None:
        return self.trend[-1] if self.state is State.SHOWN and self.trend else None


@dataclass(frozen=True)
class Message:
    """A direct message about pulses: to whom, and every pair in it."""

    reader: Person
    lines: list[Line]


async def message(session: AsyncSession, workspace: str, message_id: int) -> Message | None:
    """The month's question as it stands now, for whoever it went to."""
    row = models.PulseAsk
    return await _message(session, workspace, row.message_id == message_id)


async def revealed(session: AsyncSession, workspace: str, ask_ids: Iterable[int]) -> Message | None:
    """What was revealed, to whoever was asked; `ask_ids` are one person's."""
    row = models.PulseAsk
    return await _message(session, workspace, row.id.in_(list(ask_ids)))


async def _message(session: AsyncSession, workspace: str, which: object) -> Message | None:
    ask, pulse, pair = models.PulseAsk, models.Pulse, models.PulsePair
    found = (
        await session.execute(
            select(ask.person, pulse, pair)
            .join(pulse, (pulse.workspace == ask.workspace) & (pulse.id == ask.pulse_id))
            .join(pair, (pair.workspace == pulse.workspace) & (pair.id == pulse.pair_id))
            .where(ask.workspace == workspace, which)  # type: ignore[arg-type]
            .order_by(ask.id)
        )
    ).all()
    if not found:
        return None
    reader = found[0][0]
    trends = await _trends(session, workspace, reader, [each.id for _, _, each in found])
    known = await people.named(session, workspace, [who for _, _, each in found for who in (each.one, each.other)])
    lines = []
    for _, row, of in found:
        partner = known[of.other if of.one == reader else of.one]
        standing = await blind.standing(session, workspace, Subject.PULSE, row.id)
        state = _state(row, standing, reader)
        trend = tuple(each for each in trends.get(of.id, []) if each.month <= row.month)[-TREND:]
        lines.append(Line(row.id, partner, row.month, state, trend))
    return Message(known[reader], lines)


def _state(row: models.Pulse, standing: blind.Round | None, reader: str) -> State:
    if standing is not None and standing.revealed_at is not None:
        return State.SHOWN
    if row.ended_at is not None or standing is None:
        return State.OVER
    return State.OPEN if standing.waits_on(reader) else State.IN


async def _trends(session: AsyncSession, workspace: str, reader: str, pairs: list[int]) -> dict[int, list[Month]]:
    """The months revealed, by pair, oldest first."""
    pulse = models.Pulse
    rows = (
        await session.execute(
            select(pulse.id, pulse.pair_id, pulse.month)
            .where(pulse.workspace == workspace, pulse.pair_id.in_(pairs), pulse.ended_at.is_not(None))
            .order_by(pulse.month)
        )
    ).all()
    said = await blind.revealed_each(session, workspace, Subject.PULSE, [pulse_id for pulse_id, _, _ in rows])
    months: dict[int, list[Month]] = {}
    for pulse_id, pair_id, month in rows:
        numbers = said.get(pulse_id, {})
        theirs = [number for who, number in numbers.items() if who != reader]
        if reader in numbers and theirs:
            months.setdefault(pair_id, []).append(Month(month, numbers[reader], theirs[0]))
    return months
