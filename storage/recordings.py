"""Recordings: the recruiter writes down what was decided in a corridor or a thread; the decider confirms it or takes it
back within a day. Unconfirmed after that it stands, and says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, decisions, dossiers, live_asks, models, people, submissions, timeline
from storage.dossiers import Decision, Dossier
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.decisions import Recorded, Word
from storage.rules.ladder import Rung
from storage.rules.rights import Act


async def may_record(session: AsyncSession, person: Person, submission_id: int) -> Dossier:
    """The dossier, if this person could record a decision on it now."""
    found = await dossiers.visible(session, person, submission_id)
    await people.must(session, person, Act.RECORD, found.requisition.id)
    if not found.requisition.is_live:
        raise Refused(Why.CLOSED, key=found.requisition.key, status=found.requisition.status)
    if found.review is None:
        raise decisions.nothing_to_decide(found.submission, found.decision)
    return found


async def record(
    session: AsyncSession,
    person: Person,
    submission_id: int,
    word: Word,
    *,
    decider: str,
    told_to: str,
    said_at: datetime,
    at: datetime,
) -> Decision:
    """Writes down what `decider` told `told_to` at `said_at`. They, who may decide here, hear of it and have a day to
    confirm or undo it. What it took to answer counts until it was said, not until it was recorded.

    Refused for whoever decides themself, for a time before they were asked or still to come, and once it is decided.
    """
    workspace = person.workspace
    submission = await decisions.locked_submission(session, workspace, submission_id)
    await people.must(session, person, Act.RECORD, submission.requisition_id)
    ask = await live_asks.to_decide(session, workspace, submission_id)
    if ask is None:
        raise decisions.nothing_to_decide(
            submissions.value(submission), await dossiers.last_decision(session, workspace, submission_id)
        )
    if decider == person.id:
        raise Refused(Why.RECORD_ONESELF)
    if decider != ask.owner and not {"manager", "backup"} & await people.roles(
        session, workspace, decider, submission.requisition_id
    ):
        raise Refused(Why.NOT_A_DECIDER, person=decider)
    if said_at < ask.asked_at.replace(second=0, microsecond=0):  # people say it to the minute
        raise Refused(Why.SAID_BEFORE, at=ask.asked_at)
    if said_at > at:
        raise Refused(Why.SAID_LATER)
    await people.lock(session, workspace, decider, person.id, ask.owner)
    decided = await decisions.give(
        session,
        submission,
        ask,
        word,
        by=decider,
        at=at,
        recorded=Recorded(person.id, told_to, max(said_at, ask.asked_at)),
    )
    await asks.notice(session, workspace, ask.id, decider, Rung.RECORDED, number=decided.id, at=at)
    return decided


async def confirm(session: AsyncSession, person: Person, decision_id: int, *, at: datetime) -> Decision:
    """Whoever decided says that it is so: nothing is left to undo, and the recruiter may go on."""
    workspace = person.workspace
    row = models.Decision
    submission_id = await session.scalar(
        select(row.submission_id).where(row.workspace == workspace, row.id == decision_id)
    )
    if submission_id is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    submission = await decisions.locked_submission(session, workspace, submission_id)
    await people.must(session, person, Act.SEE, submission.requisition_id)
    decision = (
        await session.scalars(
            select(row)
            .where(row.workspace == workspace, row.id == decision_id)
            .execution_options(populate_existing=True)
        )
    ).one()
    if decision.decided_by != person.id:
        raise Refused(Why.NOT_YOURS_TO_UNDO, by=decision.decided_by)
    found = await dossiers.decision(session, workspace, decision_id)
    if found is None or not found.is_to_confirm:
        raise Refused(Why.NOT_TO_CONFIRM, number=submission.number)
    decision.confirmed_at = at
    decision.undo_until = min(decision.undo_until, at)
    await session.flush()
    timeline.record(
        session,
        workspace,
        "confirmed",
        at=at,
        actor=person.id,
        requisition_id=submission.requisition_id,
        submission_id=submission_id,
        decision=decision_id,
    )
    await people.lock(session, workspace, person.id)
    await asks.repaint_gathered(session, workspace, decision.ask_id, at=at)
    await submissions.repaint(session, workspace, submission.requisition_id, submission_id, at=at)
    confirmed = await dossiers.decision(session, workspace, decision_id)
    if confirmed is None:
        raise LookupError(f"no decision {decision_id}")
    return confirmed
