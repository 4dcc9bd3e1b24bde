"""What changed on roles since a moment of their own: the facts a check-in begins with. Counts only, never who."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.rules.balls import Holder
from storage.rules.check_ins import HAPPENED, KINDS, Changes, Entry, tally

_A_DAY = timedelta(days=1)  # no interview lasts longer


async def of_each(
    session: AsyncSession, workspace: str, since: Mapping[int, datetime], *, until: datetime
) -> dict[int, Changes]:
    """What happened on each of these requisitions from its moment up to `until`, and where it stands now."""
    if not since:
        return {}
    happened: dict[int, dict[str, int]] = {}
    for requisition_id, entries in (await _entries(session, workspace, since, until)).items():
        happened[requisition_id] = tally(entries)
    for requisition_id, number in (await _interviewed(session, workspace, since, until)).items():
        happened.setdefault(requisition_id, {})["interviewed"] = number
    row, ball = models.Submission, models.Ball
    live = await session.execute(
        select(row.requisition_id, row.stage, func.count())
        .where(row.workspace == workspace, row.requisition_id.in_(list(since)), row.ended_at.is_(None))
        .group_by(row.requisition_id, row.stage)
    )
    stages: dict[int, dict[str, int]] = {}
    for requisition_id, stage, number in live.all():
        stages.setdefault(requisition_id, {})[stage] = number
    held = await session.execute(
        select(ball.requisition_id, ball.holder, func.count())
        .where(ball.workspace == workspace, ball.requisition_id.in_(list(since)), ball.until.is_(None))
        .group_by(ball.requisition_id, ball.holder)
    )
    waits: dict[int, dict[Holder, int]] = {}
    for requisition_id, holder, number in held.all():
        waits.setdefault(requisition_id, {})[Holder(holder)] = number
    return {
        each: Changes(
            {what: happened[each][what] for what in HAPPENED if happened.get(each, {}).get(what)},
            stages.get(each, {}),
            waits.get(each, {}),
        )
        for each in since
    }


async def _entries(
    session: AsyncSession, workspace: str, since: Mapping[int, datetime], until: datetime
) -> dict[int, list[Entry]]:
    entry = models.TimelineEntry
    found = await session.execute(
        select(entry.requisition_id, entry.kind, entry.submission_id, entry.facts)
        .where(
            entry.workspace == workspace,
            or_(*(and_(entry.requisition_id == each, entry.at >= moment) for each, moment in since.items())),
            entry.at <= until,
            entry.kind.in_(KINDS),
        )
        .order_by(entry.id)
    )
    entries: dict[int, list[Entry]] = {}
    for requisition_id, kind, submission_id, facts in found.all():
        entries.setdefault(requisition_id, []).append(Entry.of(kind, submission_id, facts))
    return entries


async def _interviewed(
    session: AsyncSession, workspace: str, since: Mapping[int, datetime], until: datetime
) -> dict[int, int]:
    """How many candidates had an interview that ended since."""
    row = models.Interview
    found = await session.execute(
        select(row.requisition_id, row.submission_id, row.starts_at, row.minutes).where(
            row.workspace == workspace,
            or_(*(and_(row.requisition_id == each, row.starts_at > on - _A_DAY) for each, on in since.items())),
            row.starts_at <= until,
            row.state != "cancelled",
        )
    )
    who: dict[int, set[int]] = {}
    for requisition_id, submission_id, starts_at, minutes in found.all():
        if since[requisition_id] < starts_at + timedelta(minutes=minutes) <= until:
            who.setdefault(requisition_id, set()).add(submission_id)
    return {requisition_id: len(each) for requisition_id, each in who.items()}
