"""Sealing: the log's rows are closed one upon the other, so that a change to any of them shows; and read again as a
chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.falls_due import FallsDue
from storage.inserts import or_nothing
from storage.rules.audit import canonical, seal
from storage.rules.chains import Link

AT_ONCE = 500  # rows in one transaction

# Rows that have no seal yet: (workspace, row id); of workspaces the app has left too, whose last row says so.
due: FallsDue[int] = FallsDue(models.AuditEntry.at, models.AuditEntry.seal.is_(None), everywhere=True)


def _bytes(row: models.AuditEntry) -> bytes:
    return canonical(row.workspace, row.id, row.at, row.what, row.actor, row.about, row.outcome, row.facts)


async def close(session: AsyncSession, workspace: str, *, limit: int = AT_ONCE) -> int:
    """Seals what of a workspace's log has none yet, in order of the rows' ids; gives back how many. 0 where somebody
    else is at it.

    Two transactions may commit in another order than they took their ids in: what comes late stands later in the chain,
    whose order is `place`. The row of `audit_heads` is the lock.
    """
    head, row = models.AuditHead, models.AuditEntry
    if await session.scalar(select(head.place).where(head.workspace == workspace)) is None:
        await session.execute(or_nothing(session, head, workspace=workspace, place=0, seal=""))
    mine = (
        select(head)
        .where(head.workspace == workspace)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    last = await session.scalar(mine)
    if last is None:
        return 0
    fresh = list(
        await session.scalars(
            select(row).where(row.workspace == workspace, row.seal.is_(None)).order_by(row.id).limit(limit)
        )
    )
    place, before, sealed = last.place, last.seal, []
    for each in fresh:
        place, before = place + 1, seal(before, _bytes(each))
        sealed.append({"id": each.id, "place": place, "seal": before})
    if sealed:
        await session.execute(update(row), sealed)
        last.place, last.seal = place, before
    return len(sealed)


async def of_row(session: AsyncSession, workspace: str, row_id: int, *, at: datetime) -> bool:
    """Seals a row that is due, and what else has no seal yet. False when somebody else did, or is about to."""
    row = models.AuditEntry
    waits = select(row.id).where(row.workspace == workspace, row.id == row_id, row.seal.is_(None))
    return await session.scalar(waits) is not None and await close(session, workspace) > 0


# --- the chain, read again


@dataclass(frozen=True)
class Chain:
    """How long a workspace's chain says it is, and its last seal; `rows` stand in it, `after` is the place of the first
    that stands behind its end, `unsealed` are still to be sealed."""

    place: int
    seal: str
    rows: int
    after: int | None
    unsealed: int


async def workspaces(session: AsyncSession) -> list[str]:
    """Every workspace with a log."""
    found = await session.scalars(select(models.AuditEntry.workspace).distinct().order_by(models.AuditEntry.workspace))
    heads = await session.scalars(select(models.AuditHead.workspace))
    return sorted({*found, *heads})


async def chain(session: AsyncSession, workspace: str) -> Chain:
    """How long the chain is, by one look."""
    head, row = models.AuditHead, models.AuditEntry
    last = await session.scalar(select(head).where(head.workspace == workspace))
    place = last.place if last else 0
    mine = row.workspace == workspace
    rows = await session.scalar(select(func.count()).where(mine, row.place <= place))
    after = await session.scalar(select(func.min(row.place)).where(mine, row.place > place))
    unsealed = await session.scalar(select(func.count()).where(mine, row.seal.is_(None)))
    return Chain(place, last.seal if last else "", rows or 0, after, unsealed or 0)


async def stretch(session: AsyncSession, workspace: str, *, after: int, limit: int) -> list[Link]:
    """The chain's next rows behind a place, in its order."""
    row = models.AuditEntry
    columns = (row.place, row.id, row.at, row.what, row.actor, row.about, row.outcome, row.facts, row.seal)
    found = await session.execute(
        select(*columns).where(row.workspace == workspace, row.place > after).order_by(row.place, row.id).limit(limit)
    )
    return [
        Link(place, id_, canonical(workspace, id_, *rest), sealed or "")
        for place, id_, *rest, sealed in found.all()
        if place is not None
    ]
