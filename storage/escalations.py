"""Escalations: an ask a full promise over reaches the backup, or whoever waits; a check-in lapses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    agreements,
    asks,
    check_in_answers,
    hires,
    models,
    outbox,
    people,
    requisitions,
    retrospectives,
    stand_ins,
    timeline,
)
from storage.falls_due import FallsDue
from storage.people import Person
from storage.rules.ladder import Rung
from storage.rules.promises import Escalation, escalation

# Open asks a full promise past due, or past due if they lapse: (workspace, ask id).
due: FallsDue[int] = FallsDue(models.Ask.escalate_at, models.Ask.state == "open")


async def escalate(session: AsyncSession, workspace: str, ask_id: int, *, at: datetime) -> bool:
    """Does what the ladder says for this kind of ask. False when somebody else did, or it was answered.

    A late review: the backup may answer and is told. A late answer or word to a candidate: a helper is told. Without
    one who is here, whoever waits is told, on either side alike. A signature, a scorecard and their like: whoever asked
    is told. A check-in lapses. Where the two agreed on it, the role's channel hears of it too, without names or hours.
    """
    row = await asks.get(session, workspace, ask_id)
    if row is None:
        return False
    await requisitions.lock(session, workspace, row.requisition_id)
    role = await requisitions.known(session, workspace, row.requisition_id)
    rule = escalation(asks.value(row).kind)
    helper = await requisitions.helper(session, workspace, row.requisition_id)
    in_place = {
        Escalation.BACKUP_MAY_ANSWER: role.backup,
        Escalation.HELPER_MAY_ANSWER: helper,
        Escalation.HELPER_TOLD: helper,
    }.get(rule)
    other = (await people.named(session, workspace, [in_place])).get(in_place or "")
    told = row.asker
    if other is not None and other.id != row.owner and await _is_here(session, other, at):
        told = other.id
    await people.lock(session, workspace, row.owner, *filter(None, [told]))
    await session.refresh(row)
    if row.state != "open" or row.escalate_at is None or row.escalate_at > at:
        return False
    row.escalate_at, row.escalated_at = None, at
    if rule is Escalation.LAPSES_WHEN_DUE:
        await asks.end(session, row, state="lapsed", at=at)
        await check_in_answers.lapsed(session, workspace, ask_id, at=at)
        await hires.lapsed(session, workspace, ask_id, at=at)
        await retrospectives.lapsed(session, row, at=at)
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
    agreed = (await agreements.agreed_each(session, workspace, [role.id])).get(role.id)
    if agreed and agreed.channel_hears:
        ids = {"ask": ask_id, "stands_in": told is not None and told == in_place}
        await outbox.send(session, workspace, role.lane, "ask.overdue", ids, key=f"ask:{ask_id}:overdue", at=at)
    return True


async def _is_here(session: AsyncSession, person: Person, at: datetime) -> bool:
    return not person.is_guest and not await stand_ins.is_long_away(session, person, at=at)


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
