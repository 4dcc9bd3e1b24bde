"""Calibrating: begun by one of the two, answered by each alone, revealed to all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, calibration_ends, calibrations, models, people, requisitions, timeline
from storage.calibrations import Calibration
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.briefs import MOST_MUST_HAVES
from storage.rules.calibrations import (
    LEAST_PEOPLE,
    LEAST_SAMPLES,
    MOST_PEOPLE,
    MOST_SAMPLES,
    Verdict,
    first_gap,
    trace,
)
from storage.rules.rights import Act


async def start(
    session: AsyncSession,
    person: Person,
    requisition_id: int,
    samples: Sequence[str],
    participants: Sequence[str],
    *,
    origin: str,
    at: datetime,
) -> Calibration:
    """Begins a calibration over the must-haves as they read now, and asks everybody who takes part; a second time from
    the same modal changes nothing. Refused while another is open, without must-haves, and for who is no full member.
    What a sample may not hold is said where people type."""
    if not (LEAST_SAMPLES <= len(samples) <= MOST_SAMPLES) or any(trace(each) for each in samples):
        raise ValueError("three to five samples, without links, e-mail addresses and phone numbers")
    who = list(dict.fromkeys(participants))
    if not LEAST_PEOPLE <= len(who) <= MOST_PEOPLE:
        raise ValueError(f"{LEAST_PEOPLE} to {MOST_PEOPLE} people take part")
    role = await _locked(session, person.workspace, requisition_id)
    row = models.Calibration
    again = await session.scalar(select(row).where(row.workspace == role.workspace, row.origin == origin))
    if again is not None:
        return await calibrations.value(session, again)
    await people.must(session, person, Act.BRIEF, role.id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    before = await calibrations.newest(session, role.workspace, role.id)
    if before is not None and before.is_open:
        raise Refused(Why.CALIBRATION_OPEN, person=before.started_by, key=role.key)
    wanted = (await calibrations.must_haves(session, role))[:MOST_MUST_HAVES]
    if not wanted:
        raise Refused(Why.CALIBRATION_OF_NOTHING)
    for each in who:
        people.must_be_member(await people.get(session, role.workspace, each))
    if before is not None:
        await calibration_ends.forget(session, before, at=at)
    made = row(
        workspace=role.workspace,
        requisition_id=role.id,
        state="open",
        origin=origin,
        started_by=person.id,
        started_at=at,
    )
    session.add(made)
    await session.flush()
    for table, texts in ((models.CalibrationSample, samples), (models.CalibrationCriterion, wanted)):
        for number, text in enumerate(texts, 1):
            session.add(table(workspace=role.workspace, calibration_id=made.id, number=number, text=text))
    await people.lock(session, role.workspace, role.recruiter, role.manager, *who)
    for each in who:
        await calibration_ends.ask(session, role, made.id, each, person.id, at=at)
    timeline.record(
        session, role.workspace, "calibration_started", at=at, actor=person.id, requisition_id=role.id, people=who
    )
    await requisitions.repaint(session, role.workspace, role.id, at=at)
    return await calibration_ends.known(session, role.workspace, made.id)


# --- each alone


async def save(
    session: AsyncSession,
    person: Person,
    calibration_id: int,
    sample: int,
    verdicts: Mapping[int, Verdict],
    note: str,
) -> None:
    """Keeps what somebody says of one sample, by criterion, in place of what they said of it before. Refuses who was
    not asked, who has handed in, and once it is over."""
    found, _, _ = await _answering(session, person, calibration_id)
    if not 1 <= sample <= len(found.samples) or not set(verdicts) <= set(range(1, len(found.criteria) + 1)):
        raise Refused(Why.NOT_YOUR_ASK)
    where = {"workspace": found.workspace, "calibration_id": found.id, "person": person.id, "sample": sample}
    for table in (models.CalibrationAnswer, models.CalibrationNote):
        await session.execute(delete(table).filter_by(**where))
    for criterion, verdict in verdicts.items():
        session.add(models.CalibrationAnswer(**where, criterion=criterion, verdict=verdict))
    if note:
        session.add(models.CalibrationNote(**where, text=note))
    await session.flush()


async def hand_in(session: AsyncSession, person: Person, calibration_id: int, *, at: datetime) -> int | None:
    """Hands all of it in, which answers this person's ask and is not taken back; with the last of them everything is
    revealed. Where something is not answered yet, only says of which sample, by number."""
    found, role, mine = await _answering(session, person, calibration_id)
    own = await calibrations.own(session, person, found.id)
    if gap := first_gap(len(found.samples), len(found.criteria), own.verdicts):
        return gap
    await _lock_people(session, found, role)
    pending = await asks.get(session, found.workspace, mine.ask_id)
    if pending is not None and pending.state in asks.LIVE:
        await asks.answer(session, pending, by=person.id, at=at)
    mine.handed_in_at = at
    await session.flush()
    await calibration_ends.settle(session, role, found.id, at=at)
    return None


async def _answering(
    session: AsyncSession, person: Person, calibration_id: int
) -> tuple[Calibration, Requisition, models.CalibrationPerson]:
    found, role = await _open(session, person.workspace, calibration_id)
    people.must_be_member(await people.get(session, person.workspace, person.id))
    mine = await calibration_ends.participant(session, found, person.id)
    if mine is None:
        raise Refused(Why.NOT_YOUR_ASK)
    _must_be_open(found)
    if mine.handed_in_at is not None:
        raise Refused(Why.ALREADY_ANSWERED)
    return found, role, mine


async def reveal(session: AsyncSession, person: Person, calibration_id: int, *, at: datetime) -> Calibration:
    """Goes on without those who are overdue: what the others said is revealed, and no later answer is taken. Refused
    while anybody is still in time, or fewer than two have handed in; a second time changes nothing."""
    found, role = await _led(session, person, calibration_id)
    if found.state == "revealed":
        return found
    _must_be_open(found)
    if not await calibrations.missing_late(session, found, at=at):
        raise Refused(Why.CALIBRATION_WAITS)
    await _lock_people(session, found, role)
    await calibration_ends.reveal(session, role, found, by=person.id, at=at)
    await requisitions.repaint(session, role.workspace, role.id, at=at)
    return await calibration_ends.known(session, role.workspace, found.id)


async def cancel(session: AsyncSession, person: Person, calibration_id: int, *, at: datetime) -> Calibration:
    """Ends it before the reveal: nobody is asked any more, and what was said is forgotten. A second time changes
    nothing."""
    found, role = await _led(session, person, calibration_id)
    if found.state == "cancelled":
        return found
    _must_be_open(found)
    await _lock_people(session, found, role)
    await calibration_ends.end(session, role, found, "cancelled", by=person.id, at=at)
    await requisitions.repaint(session, role.workspace, role.id, at=at)
    return await calibration_ends.known(session, role.workspace, found.id)


# --- locks


async def _locked(session: AsyncSession, workspace: str, requisition_id: int) -> Requisition:
    row = await requisitions.lock(session, workspace, requisition_id)
    if row is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="that requisition", yours=[])
    return await requisitions.known(session, workspace, requisition_id)


async def _open(session: AsyncSession, workspace: str, calibration_id: int) -> tuple[Calibration, Requisition]:
    """A calibration with its requisition locked."""
    row = models.Calibration
    of = await session.scalar(select(row.requisition_id).where(row.workspace == workspace, row.id == calibration_id))
    if of is None:
        raise Refused(Why.NOT_YOUR_ASK)
    role = await _locked(session, workspace, of)
    return await calibration_ends.known(session, workspace, calibration_id), role


async def _led(session: AsyncSession, person: Person, calibration_id: int) -> tuple[Calibration, Requisition]:
    """As `_open`, for whoever may reveal or end it."""
    found, role = await _open(session, person.workspace, calibration_id)
    held = await people.must(session, person, Act.SEE, role.id)
    if not calibrations.may_lead(held, person, found):
        await people.must(session, person, Act.BRIEF, role.id)
    return found, role


async def _lock_people(session: AsyncSession, found: Calibration, role: Requisition) -> None:
    everybody = [each.person for each in found.participants]
    await people.lock(session, found.workspace, found.started_by, role.recruiter, role.manager, *everybody)


def _must_be_open(found: Calibration) -> None:
    if not found.is_open:
        raise Refused(Why.CALIBRATION_OVER, state=found.state, at=found.ended_at)
