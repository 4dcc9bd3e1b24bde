"""Notices: what a gathered message says of an answer already given: that it was written down for somebody, or what it
was, to whoever chose to read answers there; and how content a manager said they are, to the recruiter alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, check_in_views, dossiers, models, people, timeline
from storage.dossiers import Decision
from storage.people import Person
from storage.rules.ladder import Rung

_DECIDED = (Rung.RECORDED, Rung.ANSWERED)
KINDS = (*_DECIDED, Rung.CONTENT)


async def is_still_so(session: AsyncSession, notice: models.Nudge) -> bool:
    """Whether there is a reason left to say it: not where it was taken back, or is confirmed already; nor where the
    reader is not the recruiter any more."""
    if notice.rung == Rung.CONTENT:
        said = await check_in_views.contents(session, notice.workspace, notice.person, [notice.ask_id])
        return bool(said)
    decision = await dossiers.decision(session, notice.workspace, notice.again)
    if decision is None or not decision.stands:
        return False
    return notice.rung != Rung.RECORDED or decision.is_to_confirm


async def decisions_in(session: AsyncSession, workspace: str, gathered_id: int) -> dict[tuple[int, Rung], Decision]:
    """The decisions that a gathered message gives notice of, by ask and rung."""
    nudge = models.Nudge
    found = await session.execute(
        select(nudge.ask_id, nudge.rung, nudge.again).where(
            nudge.workspace == workspace, nudge.gathered_id == gathered_id, nudge.rung.in_(_DECIDED)
        )
    )
    told: dict[tuple[int, Rung], Decision] = {}
    for ask_id, rung, decision_id in found.all():
        decision = await dossiers.decision(session, workspace, decision_id)
        if decision is not None:
            told[ask_id, Rung(rung)] = decision
    return told


async def answered(session: AsyncSession, workspace: str, decision: Decision, reader: str, *, at: datetime) -> bool:
    """Has whoever waited read an answer in their next message instead of being mentioned, if they chose so; gives back
    whether they did. The caller holds the requisition's lock."""
    row = await session.get(models.Person, (workspace, reader))
    if row is None or not row.gathers_answers or reader == decision.decided_by:
        return False
    await people.lock(session, workspace, reader)
    await asks.notice(session, workspace, decision.ask.id, reader, Rung.ANSWERED, number=decision.id, at=at)
    return True


async def choose(session: AsyncSession, person: Person, *, gathers: bool, at: datetime) -> None:
    """Takes a person's choice where to read the answers they wait for."""
    row = await session.get_one(models.Person, (person.workspace, person.id))
    if row.gathers_answers != gathers:
        row.gathers_answers = gathers
        timeline.record(session, person.workspace, "gathers", at=at, actor=person.id, gathers=gathers)


async def gathers(session: AsyncSession, workspace: str, reader: str) -> bool:
    """Whether this person wants the answers they wait for in their next message."""
    row = await session.get(models.Person, (workspace, reader))
    return row is not None and row.gathers_answers
