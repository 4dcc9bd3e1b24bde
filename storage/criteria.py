"""Criteria: the must-haves of a version, by number, so that a decision can say which one was not seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models, versions
from storage.refusals import Refused, Why
from storage.rules.criteria import Weight
from storage.versions import Brief


@dataclass(frozen=True)
class Criterion:
    """One must-have: `number` counts from 1 in its version, whose words never change."""

    brief_id: int
    version: int
    number: int
    text: str


async def criteria(session: AsyncSession, brief: Brief) -> list[Criterion]:
    """The must-haves of one version, in the order in which they were written."""
    found = await versions.criteria_of(session, brief.workspace, brief.id)
    wanted = [each.text for each in found if each.weight is Weight.MUST]
    return [Criterion(brief.id, brief.version, number, text) for number, text in enumerate(wanted, 1)]


async def holding(session: AsyncSession, workspace: str, requisition_id: int) -> list[Criterion]:
    """Those of the signed version that holds on a requisition; none where none does."""
    now = await versions.standing(session, workspace, requisition_id)
    return await criteria(session, now.holds) if now.holds else []


async def cited(session: AsyncSession, workspace: str, which: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The words of these must-haves, by (brief id, number)."""
    wanted = set(which)
    found: dict[tuple[int, int], str] = {}
    for brief_id in sorted({brief_id for brief_id, _ in wanted}):
        brief = await versions.find(session, workspace, brief_id)
        for each in await criteria(session, brief) if brief else []:
            found[brief_id, each.number] = each.text
    return {key: text for key, text in found.items() if key in wanted}


async def must_exist(session: AsyncSession, workspace: str, requisition_id: int, cites: tuple[int, int]) -> None:
    """Refuses a must-have that no version of this requisition which ever held has."""
    row = models.Brief
    held = await session.scalar(
        select(row.id).where(
            row.workspace == workspace,
            row.id == cites[0],
            row.requisition_id == requisition_id,
            row.signed_at.is_not(None),
        )
    )
    if held is None or not await cited(session, workspace, [cites]):
        raise Refused(Why.NO_SUCH_BRIEF)
