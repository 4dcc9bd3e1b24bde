"""Blind rounds: each answers alone, and until everybody has, or the round is closed, nobody reads another's answer.

The numbers and words stand in one table. Whoever renders or lists anything reads them through `revealed`, which gives
nothing before; one's own through `own`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.blind import LEAST, MOST


class Subject(StrEnum):
    """What a round is about."""

    SIGNING = "signing"  # a version of a brief: do the two picture the same person?
    PULSE = "pulse"  # a month of two people: how well do they work together?
    RETROSPECTIVE = "retrospective"  # a closed role: how did the two work together?


@dataclass(frozen=True)
class Said:
    """An answer as given: a number from 0 to 10, and words if any; `more` where two things are asked in words."""

    number: int
    text: str | None = None
    more: str | None = None


@dataclass(frozen=True)
class Answer:
    """Somebody's answer. Not printable by accident: its `repr` names the person only."""

    person: str
    said: Said

    def __repr__(self) -> str:
        return f"Answer({self.person!r}, …)"


@dataclass(frozen=True)
class Round:
    """Where a round stands, without a single answer: who was asked, and who has yet to answer."""

    asked: tuple[str, ...]
    waits_for: tuple[str, ...]
    closed_at: datetime | None
    revealed_at: datetime | None

    def waits_on(self, person: str) -> bool:
        """Whether this person can still answer."""
        return person in self.waits_for and self.closed_at is None


async def begin(
    session: AsyncSession, workspace: str, subject: Subject, subject_id: int, asked: Iterable[str], *, at: datetime
) -> None:
    """Opens a round for these people. The caller holds the subject's lock, here as in all that follows."""
    row = models.BlindRound(workspace=workspace, subject=subject, subject_id=subject_id, opened_at=at)
    session.add(row)
    await session.flush()
    for person in dict.fromkeys(asked):
        session.add(models.BlindAnswer(workspace=workspace, round_id=row.id, person=person))
    await session.flush()


async def answer(
    session: AsyncSession, person: Person, subject: Subject, subject_id: int, said: Said, *, at: datetime
) -> None:
    """Somebody's own answer; until the round is revealed a second one takes the first one's place. Refuses whoever was
    not asked, and once the answers are known."""
    if not LEAST <= said.number <= MOST:
        raise ValueError(f"an answer is a number from {LEAST} to {MOST}")
    found = await _round(session, person.workspace, subject, subject_id)
    mine = await _mine(session, person, found) if found else None
    if found is None or mine is None:
        raise Refused(Why.NOT_YOUR_ASK)
    if found.revealed_at is not None or found.closed_at is not None:
        raise Refused(Why.ALREADY_ANSWERED)
    mine.number, mine.text, mine.more, mine.answered_at = said.number, said.text or None, said.more or None, at
    await session.flush()


async def own(session: AsyncSession, person: Person, subject: Subject, subject_id: int) -> Said | None:
    """What this person said themselves; None while they have not."""
    found = await _round(session, person.workspace, subject, subject_id)
    mine = await _mine(session, person, found) if found else None
    return _said(mine) if mine else None


async def standing(session: AsyncSession, workspace: str, subject: Subject, subject_id: int) -> Round | None:
    """Who has answered and who has not; None where nobody was asked."""
    found = await _round(session, workspace, subject, subject_id)
    if found is None:
        return None
    rows = await _rows(session, found)
    return Round(
        tuple(row.person for row in rows),
        tuple(row.person for row in rows if row.answered_at is None),
        found.closed_at,
        found.revealed_at,
    )


async def take_place(
    session: AsyncSession, workspace: str, subject: Subject, subject_id: int, *, leaver: str, to: str
) -> None:
    """Asks `to` instead of somebody who left and has not answered; nothing where they have, or `to` is asked too."""
    found = await _round(session, workspace, subject, subject_id)
    rows = await _rows(session, found) if found is not None and found.revealed_at is None else []
    left = next((row for row in rows if row.person == leaver and row.answered_at is None), None)
    if left is not None and all(row.person != to for row in rows):
        left.person = to
        await session.flush()


async def reveal(session: AsyncSession, workspace: str, subject: Subject, subject_id: int, *, at: datetime) -> bool:
    """Makes the answers readable if everybody has given one, or the round was closed. Whether they did now."""
    found = await _round(session, workspace, subject, subject_id)
    if found is None or found.revealed_at is not None:
        return False
    if found.closed_at is None and any(row.answered_at is None for row in await _rows(session, found)):
        return False
    found.revealed_at = at
    await session.flush()
    return True


async def revealed(session: AsyncSession, workspace: str, subject: Subject, subject_id: int) -> list[Answer]:
    """Everybody's answers, in the order in which they were asked; none before they are revealed."""
    found = await _round(session, workspace, subject, subject_id)
    if found is None or found.revealed_at is None:
        return []
    given = [(row.person, _said(row)) for row in await _rows(session, found)]
    return [Answer(person, said) for person, said in given if said]


async def revealed_each(
    session: AsyncSession, workspace: str, subject: Subject, subject_ids: Iterable[int]
) -> dict[int, dict[str, int]]:
    """The numbers of several rounds at once, by subject and person; rounds that are not revealed are left out."""
    round_, row = models.BlindRound, models.BlindAnswer
    found = await session.execute(
        select(round_.subject_id, row.person, row.number)
        .join(row, (row.workspace == round_.workspace) & (row.round_id == round_.id))
        .where(
            round_.workspace == workspace,
            round_.subject == subject,
            round_.subject_id.in_(list(subject_ids)),
            round_.revealed_at.is_not(None),
        )
        .order_by(round_.subject_id, row.id)
    )
    numbers: dict[int, dict[str, int]] = {}
    for subject_id, person, number in found.all():
        if number is not None:
            numbers.setdefault(subject_id, {})[person] = number
    return numbers


async def close(session: AsyncSession, workspace: str, subject: Subject, subject_id: int, *, at: datetime) -> None:
    """Waits for nobody any more: what was said by now can be revealed."""
    found = await _round(session, workspace, subject, subject_id)
    if found is not None and found.closed_at is None:
        found.closed_at = at
        await session.flush()


async def discard(session: AsyncSession, workspace: str, subject: Subject, subject_id: int) -> None:
    """Forgets a round whose subject came to nothing. One that was revealed stays."""
    found = await _round(session, workspace, subject, subject_id)
    if found is None or found.revealed_at is not None:
        return
    row = models.BlindAnswer
    await session.execute(delete(row).where(row.workspace == workspace, row.round_id == found.id))
    await session.delete(found)
    await session.flush()


async def _round(session: AsyncSession, workspace: str, subject: Subject, subject_id: int) -> models.BlindRound | None:
    row = models.BlindRound
    found: models.BlindRound | None = await session.scalar(
        select(row)
        .where(row.workspace == workspace, row.subject == subject, row.subject_id == subject_id)
        .execution_options(populate_existing=True)
    )
    return found


async def _rows(session: AsyncSession, found: models.BlindRound) -> list[models.BlindAnswer]:
    row = models.BlindAnswer
    rows = await session.scalars(
        select(row)
        .where(row.workspace == found.workspace, row.round_id == found.id)
        .order_by(row.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def _mine(session: AsyncSession, person: Person, found: models.BlindRound) -> models.BlindAnswer | None:
    return next((row for row in await _rows(session, found) if row.person == person.id), None)


def _said(row: models.BlindAnswer) -> Said | None:
    return Said(row.number, row.text, row.more) if row.number is not None else None
