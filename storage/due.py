"""What happens next: the earliest moment at which a round or the postman has something to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    absences,
    celebrations,
    check_ins,
    deadlines,
    digests,
    escalations,
    finals,
    hires,
    holds,
    interview_steps,
    models,
    nudges,
    outbox,
    pulses,
    removals,
    retention,
    retrospectives,
    role_holds,
    sealing,
)
from storage.falls_due import FallsDue

_OF_ONE = {"nudge": models.Person.next_window_at, "check-in": models.Person.next_check_in_at}

# The round, what it looks at, and in a few words what happens then. Several lines may name one round.
_LINES: tuple[tuple[str, FallsDue[Any], str], ...] = (
    ("nudges", nudges.due_people, "nudge"),
    ("check-ins", check_ins.due_people, "check-in"),
    ("escalations", escalations.due, "an answer is long overdue"),
    ("holds", holds.due, "a hold ends"),
    ("role_holds", role_holds.due, "a role on hold is to be looked at again"),
    ("absences", absences.due, "an absence begins"),
    ("deadlines", deadlines.due, "another offer is to be answered"),
    ("finals", finals.due, "a decision becomes final"),
    ("interviews", interview_steps.due, "an interviewer is to hear something"),
    ("hires", hires.due, "a hire is asked about"),
    ("retention", retention.due, "data may have to go"),
    ("retention", retention.unreported, "somebody is forgotten"),
    ("removals", removals.due, "what a workspace left behind is erased"),
    ("pulses", pulses.due_to_begin, "a month's pulse begins"),
    ("pulses", pulses.due_people, "a pulse"),
    ("pulses", pulses.due_to_lapse, "a pulse ends"),
    ("celebrations", celebrations.due, "a hire is celebrated"),
    ("retrospectives", retrospectives.due, "a search is looked back on"),
    ("retrospectives", retrospectives.due_again, "what was agreed is said once more"),
    ("digests", digests.due, "a digest"),
)
# What nobody waits for: done on the next beat, and no moment in anybody's day.
_UNSAID: tuple[tuple[str, FallsDue[Any]], ...] = (("audit", sealing.due),)
_WATCHED = (*((name, falls_due) for name, falls_due, _ in _LINES), *_UNSAID)
ROUNDS = frozenset(name for name, _ in _WATCHED)
# One statement, made once: every beat of every bot asks this, and whoever plays with the clock many times a second.
_EARLIEST = select(*(falls_due.earliest for _, falls_due in _WATCHED))


@dataclass(frozen=True)
class Next:
    """A moment and, in a few words, what will happen; `who` is a colleague's name, never a candidate's."""

    at: datetime
    what: str
    who: str | None = None


async def rounds(session: AsyncSession, at: datetime) -> frozenset[str]:
    """The names of the rounds that have something to do at `at`, by one look for all of them."""
    row = (await session.execute(_EARLIEST)).one()
    return frozenset(name for when, (name, _) in zip(row, _WATCHED, strict=True) if when is not None and when <= at)


async def next_due(session: AsyncSession, workspace: str | None = None) -> Next | None:
    """The earliest due thing; None when nothing will ever happen by itself. Messages count in `workspace` alone, where
    it is named: those of others go out by other bots."""
    row = (await session.execute(_EARLIEST)).one()
    found = [Next(when, words) for when, (*_, words) in zip(row, _LINES, strict=False) if when is not None]
    at = await outbox.next_due(session, workspace=workspace)
    if at is not None:
        found.append(Next(at, "a message goes out"))
    first = min(found, key=lambda event: event.at, default=None)
    if first is None or first.what not in _OF_ONE:
        return first
    column = _OF_ONE[first.what]
    who = await session.scalar(select(models.Person.name).where(column == first.at).order_by(models.Person.id).limit(1))
    return Next(first.at, first.what, who)


async def unsent(session: AsyncSession) -> dict[str, int]:
    """Outbox rows that were not delivered, by state (`waiting`, `parked`, `unknown`): what an administrator wants to
    see at zero. The condition is the index's own, word for word: bound values would not be seen to match it."""
    row = models.OutboxRow
    found = await session.execute(select(row.state, func.count()).where(text(models.outbox.UNSENT)).group_by(row.state))
    return {state: number for state, number in found.all()}
