"""Overviews: all that a requisition's card and its line in a list show, read in a few queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from storage import duties, live_asks, models, people, versions
from storage.asks import Ask
from storage.given import IDS, OF
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.duties import Duty, differing
from storage.versions import Standing


@dataclass(frozen=True)
class Overview:
    """What a requisition's card shows: the role, candidates in play per stage and hired, what is open, the first due
    first, where its brief stands, who does what otherwise than proposed (not in a list), and how many were ever put
    forward."""

    requisition: Requisition
    pipeline: dict[str, int]
    open_asks: list[Ask]
    people: dict[str, Person]
    brief: Standing
    duties: dict[Duty, str] = field(default_factory=dict)  # whose name is not the proposed one
    put_forward: int = 0


async def of(session: AsyncSession, requisition: Requisition) -> Overview:
    """What the card shows."""
    workspace = requisition.workspace
    named = await duties.named_each(session, workspace, [requisition.id])
    return (await _of_each(session, workspace, [requisition], named))[0]


async def of_each(
    session: AsyncSession, workspace: str, found: list[Requisition], known: Mapping[str, Person] | None = None
) -> list[Overview]:
    """As `of`, for several at once, in the same order: what their lines in a list show, so without the duties. `known`
    are people in hand already."""
    return await _of_each(session, workspace, found, {}, known) if found else []


async def _of_each(
    session: AsyncSession,
    workspace: str,
    found: list[Requisition],
    named: Mapping[int, dict[Duty, str]],
    known: Mapping[str, Person] | None = None,
) -> list[Overview]:
    ids = [role.id for role in found]
    pipelines, posted = await _pipelines(session, workspace, ids)
    pending = await live_asks.open_on_each(session, workspace, ids)
    on = [who for role in found for who in (role.recruiter, role.manager, role.backup)]
    on += [who for names in named.values() for who in names.values()]
    owners = [ask.owner for each in pending.values() for ask in each]
    everybody = await people.named(session, workspace, [*on, *owners], known)
    briefs = await versions.standing_each(session, workspace, ids)
    return [
        Overview(
            role,
            pipelines[role.id],
            pending.get(role.id, []),
            everybody,
            briefs[role.id],
            differing(named.get(role.id, {}), role.recruiter, role.manager),
            posted[role.id],
        )
        for role in found
    ]


_ROW, _ROLE = models.Submission, models.Requisition
_PUT_FORWARD = "put forward"  # counted beside the stages
_CANDIDATES = (
    select(_ROW.requisition_id, _ROW.stage, func.count())
    .where(_ROW.workspace == OF, _ROW.requisition_id.in_(IDS))
    .group_by(_ROW.requisition_id, _ROW.stage)
)
_COUNTED = union_all(  # whoever was turned down is not read, however many there were
    _CANDIDATES.where(_ROW.ended_at.is_(None)),
    _CANDIDATES.where(_ROW.stage == "hired"),
    select(_ROLE.id, literal(_PUT_FORWARD), _ROLE.next_candidate - 1).where(_ROLE.workspace == OF, _ROLE.id.in_(IDS)),
)


async def _pipelines(
    session: AsyncSession, workspace: str, ids: list[int]
) -> tuple[dict[int, dict[str, int]], dict[int, int]]:
    """Who is in play, per stage, and hired, by requisition id; and how many were ever put forward."""
    pipelines: dict[int, dict[str, int]] = {each: {} for each in ids}
    for requisition_id, stage, number in (await session.execute(_COUNTED, {"of": workspace, "ids": ids})).all():
        pipelines[requisition_id][stage] = number
    return pipelines, {each: stages.pop(_PUT_FORWARD) for each, stages in pipelines.items()}
