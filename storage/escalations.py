"""Escalations: an ask a full promise over reaches the backup, or whoever waits; a check-in lapses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, check_ins, models, people, requisitions, timeline
from storage.people import Person
from storage.rules.ladder import Rung
from storage.rules.promises import Escalation, escalation


async def due(session: AsyncSession, *, at: datetime, limit: int = 50) -> list[tuple[str, int]]:
    """Open asks a full promise past due, or past due if they lapse: (workspace, ask id)."""
    ask = models.Ask
    found = await session.execute(
        select(ask.workspace, ask.id)
        .where(ask.state == "open", ask.escalate_at <= at)
        .order_by(ask.escalate_at)
        .limit(limit)
    )
    return [(workspace, ask_id) for workspace, ask_id in found.all()]


async def escalate(session: AsyncSession, workspace: str, ask_id: int, *, at: datetime) -> bool:
    """Does what the ladder says for this kind of ask. False when somebody else did, or it was answered.

    A late review: the backup may answer and is told; without a backup the one who waits is. A late word to a
    candidate: a helper is told, else nobody (the owner's own ladder goes on). A signature, a scorecard and their like:
    whoever asked is told. A check-in lapses.
    """
    row = await asks.get(session, workspace, ask_id)
    if row is None:
        return False
    await requisitions.lock(session, workspace, row.requisition_id)
    role = await requisitions.known(session, workspace, row.requisition_id)
    helper = await requisitions.helper(session, workspace, row.requisition_id)
    rule = escalation(asks.value(row).kind)
    here = await people.named(session, workspace, [role.backup, row.asker, helper])
    backup = role.backup if role.backup != row.owner and _is_here(here.get(role.backup or "")) else None
    told = {
        Escalation.BACKUP_MAY_ANSWER: backup or row.asker,
        Escalation.HELPER_MAY_ANSWER: helper,
        Escalation.HELPER_TOLD: helper,
        Escalation.ASKER_TOLD: row.asker,
    }.get(rule)
    await people.lock(session, workspace, row.owner, *filter(None, [told]))
    await session.refresh(row)
    if row.state != "open" or row.escalate_at is None or row.escalate_at > at:
        return False
    row.escalate_at, row.escalated_at = None, at
    if rule is Escalation.LAPSES_WHEN_DUE:
        await asks.end(session, row, state="lapsed", at=at)
        await check_ins.lapsed(session, workspace, ask_id, at=at)
        return True
    if told and told != row.owner and not await _was_told(session, workspace, ask_id, told):
        session.add(models.Nudge(workspace=workspace, ask_id=ask_id, person=told, rung=Rung.FULL_OVER, again=0, at=at))
        await session.flush()
        await asks.plan_window(session, await people.get(session, workspace, told), now=at)
    timeline.record(
        session,
        workspace,
        "escalated",
        at=at,
        requisition_id=row.requisition_id,
        submission_id=row.submission_id,
        ask=ask_id,
        told=told,
    )
    return True


def _is_here(person: Person | None) -> bool:
    return person is not None and not (person.is_deactivated or person.is_guest)


async def _was_told(session: AsyncSession, workspace: str, ask_id: int, person_id: str) -> bool:
    """Whether this person heard of it before: an answer that was undone can be a full promise late a second time."""
    nudge = models.Nudge
    found = await session.scalar(
        select(nudge.id).where(
            nudge.workspace == workspace,
            nudge.ask_id == ask_id,
            nudge.person == person_id,
            nudge.rung == Rung.FULL_OVER,
        )
    )
    return found is not None
