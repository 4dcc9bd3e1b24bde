"""Promises: what holds on a requisition, for the workspace, and as the product has it; never for asks already open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, people, timeline
from storage.given import ID, OF
from storage.people import Person
from storage.rules.promises import MOST_HALF_DAYS, PROMISES, Kind
from storage.rules.rights import Act

_HERE, _ROW = models.Workspace, models.Agreement
_PROMISED = (
    select(_ROW.half_days, _HERE.promises)
    .select_from(_HERE)
    .outerjoin(
        _ROW,
        and_(
            _ROW.workspace == _HERE.id, _ROW.requisition_id == ID, _ROW.kind == bindparam("kind"), _ROW.until.is_(None)
        ),
    )
    .where(_HERE.id == OF)
)


async def promised(session: AsyncSession, workspace: str, requisition_id: int, kind: Kind) -> int:
    """The half working days that hold now for this kind of ask on this requisition."""
    found = await session.execute(_PROMISED, {"of": workspace, "id": requisition_id, "kind": kind})
    agreed, usual = found.one()
    return agreed if agreed is not None else _usual(usual)[kind]


async def agreement(session: AsyncSession, workspace: str, requisition_id: int) -> dict[Kind, int]:
    """Every promise of a requisition, in half working days."""
    row = models.Agreement
    agreed = await session.execute(
        select(row.kind, row.half_days).where(
            row.workspace == workspace, row.requisition_id == requisition_id, row.until.is_(None)
        )
    )
    return await defaults(session, workspace) | {Kind(kind): half_days for kind, half_days in agreed.all()}


async def defaults(session: AsyncSession, workspace: str) -> dict[Kind, int]:
    """What holds in this workspace where the two agreed on nothing else."""
    return _usual((await session.get_one(models.Workspace, workspace)).promises)


def _usual(others: Mapping[str, int] | None) -> dict[Kind, int]:
    usual = {kind: promise.half_days for kind, promise in PROMISES.items()}
    return usual | {Kind(kind): half_days for kind, half_days in (others or {}).items()}


async def agree(
    session: AsyncSession, person: Person, requisition_id: int, chosen: Mapping[Kind, int], *, at: datetime
) -> dict[Kind, int]:
    """Changes the named promises of a requisition from now on; gives back those that are others now. What was named
    stays agreed, though the workspace's change. The caller has checked that this person may and that both sides agreed,
    and holds the requisition's lock."""
    _possible(chosen)
    now = await agreement(session, person.workspace, requisition_id)
    changed = {kind: half_days for kind, half_days in chosen.items() if now[kind] != half_days}
    row = models.Agreement
    own = set(
        await session.scalars(
            select(row.kind).where(
                row.workspace == person.workspace, row.requisition_id == requisition_id, row.until.is_(None)
            )
        )
    )
    await session.execute(
        update(row)
        .where(
            row.workspace == person.workspace,
            row.requisition_id == requisition_id,
            row.kind.in_(changed),
            row.until.is_(None),
        )
        .values(until=at)
    )
    for kind, half_days in chosen.items():
        if kind not in changed and kind in own:
            continue
        session.add(
            models.Agreement(
                workspace=person.workspace,
                requisition_id=requisition_id,
                kind=kind,
                half_days=half_days,
                since=at,
                agreed_by=person.id,
            )
        )
    await session.flush()
    if changed:
        timeline.record(
            session,
            person.workspace,
            "promises",
            at=at,
            actor=person.id,
            requisition_id=requisition_id,
            half_days=dict(changed),
        )
    return changed


async def agree_for_all(session: AsyncSession, person: Person, chosen: Mapping[Kind, int], *, at: datetime) -> None:
    """Changes the workspace's promises for asks still to come, where a requisition has none of its own. What is not
    `chosen` is as the product has it. Refuses whoever is no administrator."""
    await people.must(session, person, Act.DEFAULTS, None)
    _possible(chosen)
    row = await session.get_one(models.Workspace, person.workspace, with_for_update=True)
    others = {str(kind): half_days for kind, half_days in chosen.items() if PROMISES[kind].half_days != half_days}
    row.promises = others or None
    timeline.record(session, person.workspace, "promises", at=at, actor=person.id, half_days=dict(chosen))


def _possible(chosen: Mapping[Kind, int]) -> None:
    for kind, half_days in chosen.items():
        if not 1 <= half_days <= MOST_HALF_DAYS:
            raise ValueError(f"{kind} in {half_days} half days is no promise")
