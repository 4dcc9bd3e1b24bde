"""Told: the recruiter says that a candidate was contacted, or heard the outcome or of a hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, people, requisitions, timeline
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.promises import Kind
from storage.rules.rights import Act

TOLD = (Kind.CONTACT, Kind.OUTCOME, Kind.HOLD)  # answered by saying that the candidate was told


async def done(session: AsyncSession, person: Person, ask_id: int, *, at: datetime) -> asks.Ask:
    """The recruiter says that the candidate was contacted, or told the outcome or of a hold."""
    workspace = person.workspace
    ask = await asks.get(session, workspace, ask_id)
    if ask is None or ask.kind not in TOLD:
        raise Refused(Why.NOT_YOUR_ASK)
    await requisitions.lock(session, workspace, ask.requisition_id)
    held = await people.must(session, person, Act.SEE, ask.requisition_id)
    if person.id != ask.owner and "helper" not in held and "recruiter" not in held:
        raise Refused(Why.NOT_YOUR_ASK)
    await people.lock(session, workspace, ask.owner)
    await session.refresh(ask)
    if ask.state not in asks.LIVE:  # one that stands with its role may be done all the same
        raise Refused(Why.ALREADY_ANSWERED)
    answered = await asks.answer(session, ask, by=person.id, at=at)
    timeline.record(
        session,
        workspace,
        ask.kind,
        at=at,
        actor=person.id,
        requisition_id=ask.requisition_id,
        submission_id=ask.submission_id,
        waited=answered.waited,
    )
    await requisitions.repaint(session, workspace, ask.requisition_id, at=at)
    return answered
