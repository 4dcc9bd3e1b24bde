"""Journeys: the picture of a search that was closed, from its timeline and from whose ball it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import balls, closing, people, timeline, timing
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.journeys import Journey, journey


@dataclass(frozen=True)
class Search:
    """A journey, with the working seconds each side had the ball, over all candidates; none where timing people is
    turned off."""

    journey: Journey
    sides: dict[Holder, int]


async def of(session: AsyncSession, role: Requisition, closed_at: datetime) -> Search:
    """The search up to that closing, in weeks of the recruiter's zone; no rights are asked."""
    recruiter = await people.get(session, role.workspace, role.recruiter)
    happened = await timeline.of_requisition(session, role.workspace, role.id)
    hired = await closing.hired_on(session, role.workspace, role.id)
    found = journey(happened, role.opened_at, closed_at, recruiter.calendar.tz, hired=hired)
    is_timed = await timing.is_on(session, role.workspace)
    return Search(found, await balls.of_role(session, role, now=closed_at) if is_timed else {})
