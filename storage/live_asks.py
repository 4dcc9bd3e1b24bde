"""Asks that are owed now, open or paused: by candidate and by requisition."""

from __future__ import annotations

from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models
from storage.asks import Ask
from storage.given import ID, IDS, OF
from storage.rules.promises import DECISIONS, Kind

_ROW = models.Ask
_LIVE = (
    *(_ROW.workspace == OF, _ROW.submission_id == ID, _ROW.state.in_(asks.LIVE)),
    _ROW.kind != literal_column("'scorecard'"),  # as the index has it: of these several may be owed at once
)
_OF_KIND = select(_ROW).where(*_LIVE, _ROW.kind == bindparam("kind")).execution_options(populate_existing=True)


async def of_submission(session: AsyncSession, workspace: str, submission_id: int, kind: Kind) -> models.Ask | None:
    """The row of the one ask of this kind that is open or paused on a submission."""
    asked = {"of": workspace, "id": submission_id, "kind": kind}
    found: models.Ask | None = await session.scalar(_OF_KIND, asked)
    return found


async def to_decide(session: AsyncSession, workspace: str, submission_id: int) -> models.Ask | None:
    """The row of the open or paused ask for a decision on a submission: its review, or the one after the debrief."""
    for kind in DECISIONS:
        found = await of_submission(session, workspace, submission_id, kind)
        if found is not None:
            return found
    return None


_ON_CARD = select(*asks.COLUMNS).where(*_LIVE, _ROW.kind.in_((*DECISIONS, Kind.QUESTION)))


async def on_card(session: AsyncSession, workspace: str, submission_id: int) -> dict[Kind, Ask]:
    """What is open or paused on a submission and shown on its card, by kind: a decision, a question."""
    rows = await session.execute(_ON_CARD, {"of": workspace, "id": submission_id})
    return {Kind(row.kind): asks.value(row) for row in rows.all()}


async def pending_on(session: AsyncSession, workspace: str, requisition_id: int) -> list[models.Ask]:
    """The rows of what is open or paused on a requisition, for verbs that end them."""
    row = models.Ask
    found: list[models.Ask] = []
    for state in asks.LIVE:  # each has its index
        found += await session.scalars(
            select(row).where(row.workspace == workspace, row.requisition_id == requisition_id, row.state == state)
        )
    return sorted(found, key=lambda each: each.id)


async def open_on(session: AsyncSession, workspace: str, requisition_id: int) -> list[Ask]:
    """The open asks of one requisition, the first due first."""
    return (await open_on_each(session, workspace, [requisition_id])).get(requisition_id, [])


_OPEN = (
    select(*asks.COLUMNS)
    .where(_ROW.workspace == OF, _ROW.requisition_id.in_(IDS), _ROW.state == "open")
    .order_by(_ROW.due_at, _ROW.id)
)


async def open_on_each(session: AsyncSession, workspace: str, requisition_ids: list[int]) -> dict[int, list[Ask]]:
    """As `open_on`, for several requisitions at once, by requisition id."""
    if not requisition_ids:
        return {}
    on: dict[int, list[Ask]] = {}
    for row in (await session.execute(_OPEN, {"of": workspace, "ids": requisition_ids})).all():
        on.setdefault(row.requisition_id, []).append(asks.value(row))
    return on
