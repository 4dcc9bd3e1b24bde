"""Signatures: whose a version needs, who is asked for one, and who no longer is. The caller holds the locks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models
from storage.requisitions import Requisition
from storage.rules.promises import Kind
from storage.rules.rights import Role


async def begin(session: AsyncSession, role: Requisition, row: models.Brief, *, both: bool, at: datetime) -> None:
    """One signature from each of the two, or one from whoever is both: whoever proposed gave it, the other is asked.
    Theirs alone where the change does not need `both`."""
    sides = {role.manager: Role.MANAGER} | {role.recruiter: Role.RECRUITER}
    for person, side in sides.items():
        if person == row.created_by:
            _add(session, row, person, side, ask_id=None, signed_at=at)
        elif both:
            await ask(session, row, person, side, asker=row.created_by, at=at)
    await session.flush()


async def ask(session: AsyncSession, row: models.Brief, person: str, side: Role, *, asker: str, at: datetime) -> None:
    """Asks one person to sign a version."""
    asked = await asks.ask(
        session, row.workspace, Kind.SIGNATURE, owner=person, asker=asker, requisition_id=row.requisition_id, at=at
    )
    _add(session, row, person, side, ask_id=asked.id, signed_at=None)
    await session.flush()


def _add(
    session: AsyncSession,
    row: models.Brief,
    person: str,
    side: Role,
    *,
    ask_id: int | None,
    signed_at: datetime | None,
) -> None:
    session.add(
        models.Signature(
            workspace=row.workspace, brief_id=row.id, person=person, side=side, ask_id=ask_id, signed_at=signed_at
        )
    )


async def of(session: AsyncSession, workspace: str, brief_id: int, person: str) -> models.Signature | None:
    """Somebody's signature of a version, given or asked for."""
    row = models.Signature
    found: models.Signature | None = await session.scalar(
        select(row)
        .where(row.workspace == workspace, row.brief_id == brief_id, row.person == person)
        .execution_options(populate_existing=True)
    )
    return found


async def open_ask(session: AsyncSession, signature: models.Signature) -> models.Ask | None:
    """The ask for a signature that was not given yet."""
    row = await asks.get(session, signature.workspace, signature.ask_id) if signature.ask_id is not None else None
    return row if row is not None and row.state in asks.LIVE else None


async def cancel(session: AsyncSession, workspace: str, brief_id: int, *, at: datetime) -> None:
    """Nobody is asked to sign this version any more."""
    row = models.Signature
    found = await session.scalars(select(row).where(row.workspace == workspace, row.brief_id == brief_id))
    for each in list(found):
        if pending := await open_ask(session, each):
            await asks.end(session, pending, state="cancelled", at=at)
