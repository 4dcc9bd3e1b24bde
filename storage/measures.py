"""Measures: how long answers took, in the working time of whoever owed them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models
from storage.asks import Ask
from storage.given import OF
from storage.people import Person


@dataclass(frozen=True)
class ResponseTimes:
    """A set of answered asks: how many, median and 90th percentile (working seconds), how many within promise."""

    number: int
    median: int | None
    ninetieth: int | None
    within: int


def summary(answered: list[Ask]) -> ResponseTimes:
    """Sums up answered asks."""
    return times((ask.waited, ask.in_time) for ask in answered if ask.waited is not None)


def times(answers: Iterable[tuple[int, bool]]) -> ResponseTimes:
    """Sums up answers: how long each took, and whether that was within promise. The 90th percentile is the nearest
    rank: the smallest time that nine in ten kept to."""
    found = sorted(answers)
    if not found:
        return ResponseTimes(0, None, None, 0)
    waited = [seconds for seconds, _ in found]
    rank = -(-len(waited) * 9 // 10) - 1
    return ResponseTimes(len(waited), int(median(waited)), waited[rank], sum(in_time for _, in_time in found))


_ROW = models.Ask
_ANSWERED = (
    select(*asks.COLUMNS)
    .where(
        *(_ROW.workspace == OF, _ROW.answered_by == bindparam("who"), _ROW.owner == bindparam("who")),
        *(_ROW.answered_at >= bindparam("since"), _ROW.answered_at < bindparam("until"), _ROW.state == "answered"),
    )
    .order_by(_ROW.answered_at, _ROW.id)
)


async def answered_by(session: AsyncSession, person: Person, *, since: datetime, until: datetime) -> list[Ask]:
    """What this person owed and answered in a period, oldest first. An answer given in somebody's place carries the
    other's waiting, so it counts in nobody's private figures."""
    asked = {"of": person.workspace, "who": person.id, "since": since, "until": until}
    return [asks.value(row) for row in (await session.execute(_ANSWERED, asked)).all()]


async def answered_on(session: AsyncSession, workspace: str, requisition_id: int) -> list[Ask]:
    """Everything answered on one requisition, oldest first."""
    row = models.Ask
    found = await session.scalars(
        select(row)
        .where(row.workspace == workspace, row.requisition_id == requisition_id, row.answered_at.is_not(None))
        .order_by(row.answered_at, row.id)
    )
    return [asks.value(r) for r in found]


async def answered_in(session: AsyncSession, workspace: str, *, since: datetime, until: datetime) -> list[Ask]:
    """Everything answered in a workspace in a period, for sums over groups of three people or more."""
    row = models.Ask
    found = await session.scalars(
        select(row).where(
            row.workspace == workspace,
            row.answered_at >= since,
            row.answered_at < until,
            row.state == "answered",
        )
    )
    return [asks.value(r) for r in found]
