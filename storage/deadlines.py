"""Deadlines: the one thing said of an ask outside its owner's windows, because another offer does not wait for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, clocks, models, nudges, offers, outbox, people, requisitions
from storage.falls_due import FallsDue
from storage.nudges import Line
from storage.rules.ladder import Rung

# Open asks whose owner is to be told of another offer: (workspace, ask id).
due: FallsDue[int] = FallsDue(models.Ask.urgent_at, models.Ask.state == "open")


async def tell(session: AsyncSession, workspace: str, ask_id: int, *, at: datetime) -> bool:
    """Tells the owner, once. False when somebody else did, it was answered, or it must not be said now: to a round that
    comes late, the owner may have gone home or the day be over.

    It stands for the first rung where nothing was said yet, so that the next window does not say the same again.
    """
    row = await asks.get(session, workspace, ask_id)
    if row is None:
        return False
    await requisitions.lock(session, workspace, row.requisition_id)
    await people.lock(session, workspace, row.owner)
    await session.refresh(row)
    if row.state != "open" or row.urgent_at is None or row.urgent_at > at:
        return False
    owner = await people.get(session, workspace, row.owner)
    await offers.follow(session, row, owner, at=at)
    if row.urgent_at is None or row.urgent_at > at:
        return False
    row.urgent_at = None
    if owner.is_deactivated or owner.is_guest:
        return False
    if row.said == Rung.NONE and row.next_nudge_at is not None and row.next_nudge_at > at:
        row.said = Rung.TOLD
        clocks.plan(row, owner, at)
    await session.flush()
    await asks.plan_window(session, owner, now=at)
    await outbox.send(session, workspace, row.owner, "deadline.post", {"ask": row.id}, key=offers.key(row), at=at)
    return True


async def line(session: AsyncSession, workspace: str, ask_id: int) -> Line | None:
    """The ask as it is now, with everything it takes to say it; None when there is no such ask."""
    row = await asks.get(session, workspace, ask_id)
    if row is None:
        return None
    (found,) = await nudges.lines(session, workspace, [(asks.value(row), Rung(row.said))])
    return found
