"""How a calibration ends: everybody handed in, somebody went on without the rest, a seat changed, the brief was signed
or the role closed. The caller holds the requisition's lock here, and the people's where anybody is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, calibrations, models, outbox, people, requisitions, timeline
from storage.calibrations import Calibration
from storage.requisitions import Requisition
from storage.rules.calibrations import LEAST_PEOPLE
from storage.rules.promises import Kind

_FORGOTTEN = (models.CalibrationSample, models.CalibrationAnswer, models.CalibrationNote)


async def ask(
    session: AsyncSession, role: Requisition, calibration_id: int, owner: str, starter: str, *, at: datetime
) -> None:
    """Asks one person; whoever began it waits for them, and the other of the two for whoever began it."""
    asker: str | None = starter
    if owner == starter:
        asker = next((each for each in (role.manager, role.recruiter) if each != owner), None)
    asked = await asks.ask(
        session, role.workspace, Kind.CALIBRATION, owner=owner, asker=asker, requisition_id=role.id, at=at
    )
    session.add(
        models.CalibrationPerson(
            workspace=role.workspace, calibration_id=calibration_id, person=owner, ask_id=asked.id, handed_in_at=None
        )
    )
    await session.flush()


async def settle(session: AsyncSession, role: Requisition, calibration_id: int, *, at: datetime) -> Calibration:
    """Reveals everything once everybody has handed in; ends what has too few people left to compare."""
    found = await known(session, role.workspace, calibration_id)
    if len(found.participants) < LEAST_PEOPLE:
        await end(session, role, found, "cancelled", by=None, at=at)
    elif not found.waits_for:
        await reveal(session, role, found, by=None, at=at)
    await requisitions.repaint(session, role.workspace, role.id, at=at)
    return await known(session, role.workspace, calibration_id)


async def reveal(session: AsyncSession, role: Requisition, found: Calibration, *, by: str | None, at: datetime) -> None:
    for late in found.waits_for:  # what was half said was never handed in
        for table in (models.CalibrationAnswer, models.CalibrationNote):
            await session.execute(
                delete(table).filter_by(workspace=found.workspace, calibration_id=found.id, person=late)
            )
    differ, agree = await calibrations.counts(session, found)
    row = await end(session, role, found, "revealed", by=by, at=at, without=found.waits_for, differ=differ)
    row.differ, row.agree = differ, agree
    await session.flush()
    ids = {"calibration": found.id}
    key = f"calibration:{found.id}:revealed"
    await outbox.send(session, role.workspace, role.lane, "calibration.revealed", ids, key=key, at=at)
    for each in found.participants:
        if each.handed_in_at is not None and not await people.roles(session, role.workspace, each.person, role.id):
            told = ids | {"person": each.person}  # who took part is no part of the role's channel
            await outbox.send(
                session, role.workspace, each.person, "calibration.told", told, key=f"{key}:{each.person}", at=at
            )


# --- what happens around it


async def succeed(session: AsyncSession, role: Requisition, *, leaver: str, to: str, at: datetime) -> None:
    """Somebody took a seat from one who has not handed in, and is asked instead, from the beginning; who is one of the
    two still stays asked. The caller holds the locks of both people."""
    found = await calibrations.newest(session, role.workspace, role.id)
    if found is None or not found.waits_on(leaver) or leaver in (role.recruiter, role.manager):
        return
    mine = await participant(session, found, leaver)
    pending = await asks.get(session, role.workspace, mine.ask_id) if mine else None
    if mine is None or pending is None:
        return
    if pending.state in asks.LIVE:
        await asks.end(session, pending, state="cancelled", at=at)
    for table in (models.CalibrationAnswer, models.CalibrationNote):
        await session.execute(
            delete(table).filter_by(workspace=found.workspace, calibration_id=found.id, person=leaver)
        )
    await session.delete(mine)
    await session.flush()
    if all(each.person != to for each in found.participants):
        starter = to if found.started_by == leaver else found.started_by
        await ask(session, role, found.id, to, starter, at=at)
    await settle(session, role, found.id, at=at)


async def people_of(session: AsyncSession, role: Requisition) -> list[str]:
    """Who takes part in the one that is open, to be locked before it changes."""
    found = await calibrations.newest(session, role.workspace, role.id)
    return [each.person for each in found.participants] if found is not None and found.is_open else []


async def version_holds(session: AsyncSession, role: Requisition, *, both: bool, at: datetime) -> None:
    """A version of the brief holds: the samples have served. One still open ends where `both` signed: what it was to
    clear up is agreed."""
    found = await calibrations.newest(session, role.workspace, role.id)
    if found is not None and (both or not found.is_open):
        await over(session, role, at=at)


async def over(session: AsyncSession, role: Requisition, *, at: datetime) -> None:
    """Ends the one that is open, and forgets the samples and what was said of them; how many differed stays."""
    found = await calibrations.newest(session, role.workspace, role.id)
    if found is not None and found.is_open:
        await end(session, role, found, "cancelled", by=None, at=at)
    elif found is not None:
        await forget(session, found, at=at)


async def end(
    session: AsyncSession,
    role: Requisition,
    found: Calibration,
    state: str,
    *,
    by: str | None,
    at: datetime,
    **facts: Any,
) -> models.Calibration:
    """Asks nobody any more; one that is cancelled is forgotten with it."""
    row = (
        await session.scalars(
            select(models.Calibration).where(
                models.Calibration.workspace == found.workspace, models.Calibration.id == found.id
            )
        )
    ).one()
    row.state, row.ended_at, row.ended_by = state, at, by
    await session.flush()
    for each in found.participants:
        pending = await asks.get(session, found.workspace, each.ask_id)
        if pending is not None and pending.state in asks.LIVE:
            await asks.end(session, pending, state="cancelled", at=at)
    if state == "revealed":
        timeline.record(
            session, role.workspace, "calibration_revealed", at=at, actor=by, requisition_id=role.id, **facts
        )
    else:
        timeline.record(session, role.workspace, "calibration_cancelled", at=at, actor=by, requisition_id=role.id)
        await forget(session, found, at=at)
    return row


async def forget(session: AsyncSession, found: Calibration, *, at: datetime) -> None:
    if found.is_forgotten:
        return
    for table in _FORGOTTEN:
        await session.execute(delete(table).filter_by(workspace=found.workspace, calibration_id=found.id))
    row = models.Calibration
    kept = (await session.scalars(select(row).where(row.workspace == found.workspace, row.id == found.id))).one()
    kept.forgotten_at = at
    await session.flush()


async def participant(session: AsyncSession, found: Calibration, person: str) -> models.CalibrationPerson | None:
    row = models.CalibrationPerson
    mine: models.CalibrationPerson | None = await session.scalar(
        select(row).where(row.workspace == found.workspace, row.calibration_id == found.id, row.person == person)
    )
    return mine


async def known(session: AsyncSession, workspace: str, calibration_id: int) -> Calibration:
    found = await calibrations.find(session, workspace, calibration_id)
    if found is None:
        raise LookupError(f"no calibration has the id {calibration_id}")
    return found
