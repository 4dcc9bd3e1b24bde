"""Calibrations, read: who has handed in and who has not; and, behind one wall, what was said.

What somebody said stands in two tables that are read here only: one's own by `own`, everybody's by `revealed`, which
gives nothing before the reveal. Nothing else of the project may select from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import chapters, models, people, requisitions, versions
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.calibrations import LEAST_PEOPLE, Cell, Verdict, cells
from storage.rules.criteria import Weight
from storage.rules.rights import Act, Role, may


@dataclass(frozen=True)
class Participant:
    """Somebody who was asked, when that is due, and when they handed in."""

    person: str
    ask_id: int
    due_at: datetime
    handed_in_at: datetime | None


@dataclass(frozen=True)
class Calibration:
    """Where a calibration stands, without a single answer. `samples` are empty once they were forgotten; `differ` and
    `agree` are how many answers did, once revealed."""

    id: int
    workspace: str
    requisition_id: int
    state: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    differ: int | None
    agree: int | None
    is_forgotten: bool
    participants: tuple[Participant, ...]
    criteria: tuple[str, ...]
    samples: tuple[str, ...] = field(repr=False, default=())

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def waits_for(self) -> list[str]:
        """Who has yet to hand in; nobody, once it is over."""
        return [each.person for each in self.participants if each.handed_in_at is None] if self.is_open else []

    def waits_on(self, person: str) -> bool:
        return person in self.waits_for


@dataclass(frozen=True)
class Own:
    """What one person said so far, by (sample, criterion), and their lines by sample. Not printable by accident."""

    verdicts: Mapping[tuple[int, int], Verdict] = field(default_factory=dict, repr=False)
    notes: Mapping[int, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Revealed:
    """What everybody said: every criterion of every sample, and each one's lines by sample."""

    cells: list[Cell] = field(default_factory=list, repr=False)
    notes: Mapping[int, list[tuple[str, str]]] = field(default_factory=dict, repr=False)

    @property
    def differ(self) -> list[Cell]:
        return [each for each in self.cells if not each.is_agreed]

    @property
    def agree(self) -> list[Cell]:
        return [each for each in self.cells if each.is_agreed]


@dataclass(frozen=True)
class Page:
    """The newest calibration of a role as one person sees it. `must_haves`: what a new one would be held against;
    `may_reveal`: those still missing can be left out now."""

    requisition: Requisition
    calibration: Calibration | None
    revealed: Revealed
    must_haves: list[str]
    people: dict[str, Person]
    may_lead: bool
    may_reveal: bool


async def page(session: AsyncSession, person: Person, requisition_id: int, *, at: datetime) -> Page:
    """The newest calibration of a role, for the two and for whoever takes part; once revealed, for everybody on it."""
    role = await requisitions.get(session, person.workspace, requisition_id)
    if role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="that requisition", yours=[])
    found = await newest(session, role.workspace, role.id)
    held = await people.roles(session, role.workspace, person.id, role.id)
    takes_part = found is not None and any(each.person == person.id for each in found.participants)
    if not takes_part:
        shown = found is not None and found.state == "revealed"
        held = await people.must(session, person, Act.SEE if shown else Act.BRIEF, role.id)
    everybody = [each.person for each in found.participants] if found else []
    leads = role.is_live and may_lead(held, person, found)
    late = await missing_late(session, found, at=at) if found else False
    return Page(
        role,
        found,
        await revealed(session, found) if found else Revealed(),
        await must_haves(session, role),
        await people.named(session, role.workspace, [*everybody, role.recruiter, role.manager]),
        leads,
        leads and late,
    )


def may_lead(held: frozenset[Role], person: Person, found: Calibration | None) -> bool:
    """Whether somebody with these roles may reveal or end it: the two, and whoever began it while on the role."""
    began = found is not None and found.started_by == person.id and bool(held)
    return began or may(Act.BRIEF, held)


async def missing_late(session: AsyncSession, found: Calibration, *, at: datetime) -> bool:
    """Whether it can go on without those who are missing: each is overdue or has left, and two have handed in."""
    missing = [each for each in found.participants if each.handed_in_at is None]
    if not found.is_open or not missing or len(found.participants) - len(missing) < LEAST_PEOPLE:
        return False
    known = await people.named(session, found.workspace, [each.person for each in missing])
    return all(each.due_at <= at or not known[each.person].is_member for each in missing)


async def must_haves(session: AsyncSession, role: Requisition) -> list[str]:
    """The must-haves as they read now: of the draft, else of the newest version."""
    draft = await chapters.draft(session, role.workspace, role.id)
    newest = (await versions.standing(session, role.workspace, role.id)).newest
    base = draft.id if draft else newest.id if newest else None
    found = await versions.criteria_of(session, role.workspace, base) if base is not None else []
    return [each.text for each in found if each.weight is Weight.MUST]


# --- which one


async def find(session: AsyncSession, workspace: str, calibration_id: int) -> Calibration | None:
    """By row id; no rights are asked."""
    row = models.Calibration
    found = await session.scalar(
        select(row)
        .where(row.workspace == workspace, row.id == calibration_id)
        .execution_options(populate_existing=True)
    )
    return await value(session, found) if found else None


async def newest(session: AsyncSession, workspace: str, requisition_id: int) -> Calibration | None:
    """The last one begun on a role, unless it was cancelled; no rights are asked."""
    row = models.Calibration
    found = await session.scalar(
        select(row)
        .where(row.workspace == workspace, row.requisition_id == requisition_id, row.state != "cancelled")
        .order_by(row.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return await value(session, found) if found else None


async def of_ask(session: AsyncSession, person: Person, ask_id: int) -> Calibration:
    """The one this person was asked for by that ask. Refused where they were not."""
    row = models.CalibrationPerson
    found = await session.scalar(
        select(row.calibration_id).where(
            row.workspace == person.workspace, row.ask_id == ask_id, row.person == person.id
        )
    )
    calibration = await find(session, person.workspace, found) if found is not None else None
    if calibration is None:
        raise Refused(Why.NOT_YOUR_ASK)
    return calibration


async def value(session: AsyncSession, row: models.Calibration) -> Calibration:
    """The row as a value that outlives its session."""
    who, ask = models.CalibrationPerson, models.Ask
    asked = await session.execute(
        select(who.person, who.ask_id, ask.due_at, who.handed_in_at)
        .join(ask, (ask.workspace == who.workspace) & (ask.id == who.ask_id))
        .where(who.workspace == row.workspace, who.calibration_id == row.id)
        .order_by(who.id)
    )
    return Calibration(
        row.id,
        row.workspace,
        row.requisition_id,
        row.state,
        row.started_by,
        row.started_at,
        row.ended_at,
        row.ended_by,
        row.differ,
        row.agree,
        row.forgotten_at is not None,
        tuple(Participant(*each) for each in asked.all()),
        await _texts(session, row, models.CalibrationCriterion),
        await _texts(session, row, models.CalibrationSample),
    )


async def _texts(
    session: AsyncSession,
    row: models.Calibration,
    table: type[models.CalibrationCriterion] | type[models.CalibrationSample],
) -> tuple[str, ...]:
    found = await session.scalars(
        select(table.text)
        .where(table.workspace == row.workspace, table.calibration_id == row.id)
        .order_by(table.number)
    )
    return tuple(found)


# --- the wall


async def own(session: AsyncSession, person: Person, calibration_id: int) -> Own:
    """What this person said themselves so far."""
    answer, note = models.CalibrationAnswer, models.CalibrationNote
    said = await session.scalars(
        select(answer).where(
            answer.workspace == person.workspace,
            answer.calibration_id == calibration_id,
            answer.person == person.id,
        )
    )
    lines = await session.scalars(
        select(note).where(
            note.workspace == person.workspace, note.calibration_id == calibration_id, note.person == person.id
        )
    )
    verdicts = {(row.sample, row.criterion): Verdict(row.verdict) for row in said}
    return Own(verdicts, {row.sample: row.text for row in lines})


async def revealed(session: AsyncSession, found: Calibration) -> Revealed:
    """What everybody who handed in said; nothing before the reveal, and nothing once it was forgotten."""
    if found.state != "revealed":
        return Revealed()
    return await _everybody(session, found)


async def counts(session: AsyncSession, found: Calibration) -> tuple[int, int]:
    """How many answers differ and how many agree, among those handed in: asked once, by the verb that reveals them."""
    said = await _everybody(session, found)
    return len(said.differ), len(said.agree)


async def _everybody(session: AsyncSession, found: Calibration) -> Revealed:
    answer, note = models.CalibrationAnswer, models.CalibrationNote
    who = [each.person for each in found.participants if each.handed_in_at is not None]
    said = await session.scalars(
        select(answer).where(
            answer.workspace == found.workspace, answer.calibration_id == found.id, answer.person.in_(who)
        )
    )
    lines = await session.scalars(
        select(note)
        .where(note.workspace == found.workspace, note.calibration_id == found.id, note.person.in_(who))
        .order_by(note.id)
    )
    notes: dict[int, list[tuple[str, str]]] = {}
    for row in lines:
        notes.setdefault(row.sample, []).append((row.person, row.text))
    by = {(row.person, row.sample, row.criterion): Verdict(row.verdict) for row in said}
    return Revealed(cells(who, by), notes)
