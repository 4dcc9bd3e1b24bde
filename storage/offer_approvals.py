"""Approvals of offers: asked of one person who need not be on the role, answered once, and asked of somebody else where
they do not answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    current_offers,
    dossiers,
    live_asks,
    models,
    offer_steps,
    outbox,
    people,
    requisitions,
    submissions,
)
from storage.decisions import locked_submission
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.job_offers import State
from storage.rules.promises import Kind
from storage.rules.rights import Act


@dataclass(frozen=True)
class Asked:
    """What whoever approves is to know: for whom, on which role, and what is offered."""

    number: int
    name: str
    requisition: Requisition
    ask: asks.Ask
    terms: str


async def asked_of(session: AsyncSession, person: Person, submission_id: int) -> Asked:
    """What this person is asked to approve. Refuses as answering would."""
    ask, _ = await _mine(session, person, submission_id)
    text, offer = models.CandidateText, await current_offers.row(session, person.workspace, submission_id)
    found = await dossiers.dossier(session, person.workspace, submission_id)
    if found is None or offer is None:
        raise Refused(Why.NOT_YOUR_ASK)
    words = select(text.text).where(text.workspace == person.workspace, text.id == offer.terms_id)
    return Asked(
        found.submission.number,
        found.name,
        found.requisition,
        asks.value(ask),
        await session.scalar(words) or "" if offer.terms_id is not None else "",
    )


async def approve(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> None:
    """Says yes: the recruiter makes the offer. Only whoever is asked, or took it over."""
    submission, row = await _decide(session, person, submission_id, at)
    row.state = State.APPROVED
    await offer_steps.happened(session, row, submission, "offer_approved", person, at)


async def reject(session: AsyncSession, person: Person, submission_id: int, reason: str, *, at: datetime) -> None:
    """Says no, and why, to whoever asked. Another offer may be asked for."""
    submission, row = await _decide(session, person, submission_id, at)
    row.state = State.REFUSED
    row.reason_id = await offer_steps.write(session, submission, "offer_refused", reason, person, at)
    await offer_steps.happened(session, row, submission, "offer_refused", person, at)


async def _decide(
    session: AsyncSession, person: Person, submission_id: int, at: datetime
) -> tuple[models.Submission, models.Offer]:
    submission = await locked_submission(session, person.workspace, submission_id)
    ask, row = await _mine(session, person, submission_id)
    await people.lock(session, person.workspace, ask.owner, *filter(None, [ask.asker]))
    await session.refresh(ask)
    if ask.state not in asks.LIVE:
        raise Refused(Why.ALREADY_ANSWERED)
    await asks.answer(session, ask, by=person.id, at=at)
    row.approved_by, row.approved_at = person.id, at
    return submission, row


async def _mine(session: AsyncSession, person: Person, submission_id: int) -> tuple[models.Ask, models.Offer]:
    people.must_be_member(await people.get(session, person.workspace, person.id))
    row = await current_offers.row(session, person.workspace, submission_id)
    ask = await live_asks.of_submission(session, person.workspace, submission_id, Kind.OFFER)
    if ask is None and row is not None and person.id == row.approved_by:
        raise Refused(Why.ALREADY_ANSWERED)
    if ask is None or row is None or row.state != State.ASKED:
        raise Refused(Why.NOT_YOUR_ASK)
    if ask.owner != person.id:
        raise Refused(Why.NOT_THE_APPROVER, person=ask.owner)
    role = await requisitions.known(session, person.workspace, row.requisition_id)
    if person.id in (row.proposed_by, role.recruiter):  # by now, maybe: the role may have been handed to them
        raise Refused(Why.APPROVE_ONESELF, person=person.id)
    return ask, row


# --- who is asked


async def ask(session: AsyncSession, row: models.Offer, approver: str, *, asker: str, at: datetime) -> None:
    """Asks somebody for their approval. The caller holds the requisition's lock and has checked who may ask."""
    role = await requisitions.known(session, row.workspace, row.requisition_id)
    if approver in (asker, role.recruiter):
        raise Refused(Why.APPROVE_ONESELF, person=approver)
    people.must_be_member(await people.get(session, row.workspace, approver))
    await people.lock(session, row.workspace, approver, asker)
    asked = await asks.ask(
        session,
        row.workspace,
        Kind.OFFER,
        owner=approver,
        asker=asker,
        requisition_id=row.requisition_id,
        submission_id=row.submission_id,
        at=at,
    )
    row.ask_id = asked.id


async def ask_another(
    session: AsyncSession, person: Person, submission_id: int, approver: str, *, at: datetime
) -> bool:
    """Asks somebody else instead, on a fresh clock; False where that is who is asked. For whoever makes offers on the
    role, while nobody has answered."""
    submission = await locked_submission(session, person.workspace, submission_id)
    await people.must(session, person, Act.OFFER, submission.requisition_id)
    row = await current_offers.row(session, person.workspace, submission_id)
    if row is None or row.state != State.ASKED:
        raise Refused(Why.OFFER_MOVED_ON, number=submission.number)
    pending = await live_asks.of_submission(session, person.workspace, submission_id, Kind.OFFER)
    if pending is not None and pending.owner == approver:
        return False
    await ask_no_more(session, row, at)
    await ask(session, row, approver, asker=person.id, at=at)
    await offer_steps.happened(session, row, submission, "offer_asked_another", person, at)
    return True


async def ask_no_more(session: AsyncSession, row: models.Offer, at: datetime) -> None:
    """Whoever is asked need not answer any more."""
    pending = await live_asks.of_submission(session, row.workspace, row.submission_id, Kind.OFFER)
    if pending is not None:
        await people.lock(session, row.workspace, pending.owner, *filter(None, [pending.asker]))
        await session.refresh(pending)
        await asks.end(session, pending, state="cancelled", at=at)


async def membership_changed(session: AsyncSession, workspace: str, person: str, *, gone: bool, at: datetime) -> None:
    """Somebody left, came back or became a guest: the cards of those for whose offer they are asked say so; where they
    are gone, whoever makes the offer is told."""
    row = models.Ask
    found = await session.execute(
        select(row.requisition_id, row.submission_id)
        .where(row.workspace == workspace, row.owner == person, row.kind == Kind.OFFER, row.state == "open")
        .order_by(row.id)
    )
    for requisition_id, submission_id in found.all():
        if submission_id is None:
            continue
        await submissions.repaint(session, workspace, requisition_id, submission_id, at=at)
        if gone:
            await outbox.send(
                session,
                workspace,
                outbox.requisition_lane(requisition_id),
                "offer.vacant",
                {"submission": submission_id, "person": person},
                key=f"submission:{submission_id}:offer:vacant:{person}:{at.isoformat()}",
                at=at,
            )
