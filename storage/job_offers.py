"""Offers: approved where somebody is to, made, and answered by the candidate; a yes is a hire, and both can be taken
back for a day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    balls,
    celebrations,
    closing,
    current_offers,
    dossiers,
    hires,
    live_asks,
    models,
    offer_approvals,
    offer_steps,
    people,
    requisitions,
    submissions,
)
from storage.current_offers import Offer
from storage.decisions import locked_submission
from storage.dossiers import Dossier
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.dispositions import HIRED
from storage.rules.job_offers import BALL, CHECKED_AFTER, DECLINES, OVER, UNDO_FOR, State
from storage.rules.promises import Kind
from storage.rules.rights import Act


async def may_offer(session: AsyncSession, person: Person, submission_id: int) -> tuple[Dossier, Offer | None]:
    """The dossier and the offer so far, for somebody who makes offers on that role."""
    found = await dossiers.visible(session, person, submission_id)
    await people.must(session, person, Act.OFFER, found.requisition.id)
    if not found.requisition.is_live:
        raise Refused(Why.CLOSED, key=found.requisition.key, status=found.requisition.status)
    if found.submission.stage != "offer":
        raise Refused(Why.OFFER_STAGE, number=found.submission.number)
    return found, await current_offers.of_submission(session, person.workspace, submission_id)


async def propose(
    session: AsyncSession,
    person: Person,
    submission_id: int,
    *,
    approver: str | None = None,
    terms: str = "",
    made_on: date | None = None,
    answer_by: date | None = None,
    origin: str,
    at: datetime,
) -> Offer:
    """An offer: out from `made_on`, or first to be approved. `origin` is the modal's id: submitted again, nothing
    changes."""
    if (approver is None) == (made_on is None):
        raise ValueError("an offer is made, or to be approved first")
    submission, role, before = await _locked(session, person, submission_id)
    if before is not None and before.origin == origin:
        return await current_offers.value(session, before)
    if before is not None and not await _is_over(session, before):
        raise Refused(Why.OFFER_MOVED_ON, number=submission.number)
    if before is not None:
        await offer_approvals.ask_no_more(session, before, at)
        before.state = State.VOID
        await session.flush()
    row = models.Offer(
        workspace=person.workspace,
        requisition_id=role.id,
        submission_id=submission_id,
        state=State.OUT if approver is None else State.ASKED,
        origin=origin,
        proposed_by=person.id,
        proposed_at=at,
        made_on=made_on,
        answer_by=answer_by,
    )
    session.add(row)
    if terms:
        row.terms_id = await offer_steps.write(session, submission, "offer_terms", terms, person, at)
    await session.flush()
    if approver is None:
        await _contacted(session, submission, person, at)
        await offer_steps.happened(session, row, submission, "offer_made", person, at)
    else:
        await offer_approvals.ask(session, row, approver, asker=person.id, at=at)
        await offer_steps.happened(session, row, submission, "offer_asked", person, at)
    return await current_offers.value(session, row)


async def made(
    session: AsyncSession, person: Person, submission_id: int, made_on: date, answer_by: date | None, *, at: datetime
) -> Offer:
    """An approved offer is out: the ball is the candidate's."""
    submission, _, row = await _locked(session, person, submission_id)
    row = _in(row, State.APPROVED, submission)
    row.state, row.made_on, row.answer_by = State.OUT, made_on, answer_by
    await _contacted(session, submission, person, at)
    await offer_steps.happened(session, row, submission, "offer_made", person, at)
    return await current_offers.value(session, row)


async def accept(
    session: AsyncSession,
    person: Person,
    submission_id: int,
    starts_on: date,
    *,
    may_name: bool = False,
    announce: str | None = None,
    at: datetime,
) -> Offer:
    """The candidate said yes: hired, unless every opening is filled. The role stays open. Once it can be undone no more
    it is celebrated, in the channel `announce` too; by name only where they agreed to it (`may_name`)."""
    submission, role, row = await _locked(session, person, submission_id)
    row = _in(row, State.OUT, submission)
    before = await closing.hired_on(session, person.workspace, role.id)
    if before >= role.openings:
        raise Refused(Why.TOO_MANY_HIRED, openings=role.openings, chosen=1, before=before)
    row.starts_on = starts_on
    recruiter = await people.get(session, person.workspace, role.recruiter)
    row.check_day, row.check_at = CHECKED_AFTER[0], hires.first_check(starts_on, CHECKED_AFTER[0], recruiter)
    row.state = State.ACCEPTED
    await _answered(session, row, submission, "hired", HIRED, person, at)
    await celebrations.plan(session, role, submission_id, may_name=may_name, channel=announce, at=at + UNDO_FOR)
    await offer_steps.happened(session, row, submission, "offer_accepted", person, at)
    return await current_offers.value(session, row)


async def decline(session: AsyncSession, person: Person, submission_id: int, reason: str, *, at: datetime) -> Offer:
    """The candidate said no, for a listed reason; nobody here did."""
    if reason not in DECLINES:
        raise ValueError(f"nobody declines for {reason}")
    submission, _, row = await _locked(session, person, submission_id)
    row = _in(row, State.OUT, submission)
    row.state = State.DECLINED
    await _answered(session, row, submission, "withdrawn", reason, person, at)
    await offer_steps.happened(session, row, submission, "offer_declined", person, at)
    return await current_offers.value(session, row)


async def undo(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> Offer:
    """Takes an answer back, for a day and while the role is open; after a hand-over the new recruiter does."""
    submission = await locked_submission(session, person.workspace, submission_id)
    await people.must(session, person, Act.OFFER, submission.requisition_id)
    role = await requisitions.known(session, person.workspace, submission.requisition_id)
    row = await current_offers.row(session, person.workspace, submission_id)
    if row is None or row.state not in (State.ACCEPTED, State.DECLINED) or row.undo_until is None:
        raise Refused(Why.OFFER_MOVED_ON, number=submission.number)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    if at >= row.undo_until:
        raise Refused(Why.TOO_LATE_TO_UNDO, until=row.undo_until)
    if submission.stage != ("hired" if row.state == State.ACCEPTED else "withdrawn"):
        raise Refused(Why.LATER_STEP, stage=submission.stage)
    await hires.not_after_all(session, row, at=at)
    row.state, row.answered_by, row.answered_at, row.undo_until = State.OUT, None, None, None
    row.starts_on = row.check_day = row.check_at = None
    await celebrations.unplan(session, person.workspace, submission_id)
    submission.stage, submission.disposition, submission.ended_at = "offer", None, None
    await balls.back_in_play(session, submission, BALL[State.OUT], at=at)
    await offer_steps.happened(session, row, submission, "offer_undone", person, at)
    return await current_offers.value(session, row)


# --- what the verbs share


async def _locked(
    session: AsyncSession, person: Person, submission_id: int
) -> tuple[models.Submission, Requisition, models.Offer | None]:
    submission = await locked_submission(session, person.workspace, submission_id)
    found, _ = await may_offer(session, person, submission_id)
    return submission, found.requisition, await current_offers.row(session, person.workspace, submission_id)


def _in(row: models.Offer | None, state: State, submission: models.Submission) -> models.Offer:
    if row is None or row.state != state:
        raise Refused(Why.OFFER_MOVED_ON, number=submission.number)
    return row


async def _is_over(session: AsyncSession, row: models.Offer) -> bool:
    """Whether another may take its place: it was answered, or nobody is asked to approve it who still could."""
    if row.state == State.ASKED:
        asked = await live_asks.of_submission(session, row.workspace, row.submission_id, Kind.OFFER)
        return asked is None or not (await people.get(session, row.workspace, asked.owner)).is_member
    return row.state in OVER


async def _answered(
    session: AsyncSession,
    row: models.Offer,
    submission: models.Submission,
    stage: str,
    disposition: str,
    person: Person,
    at: datetime,
) -> None:
    row.answered_by, row.answered_at, row.undo_until = person.id, at, at + UNDO_FOR
    submissions.end(submission, stage=stage, disposition=disposition, at=at)
    await session.flush()
    await balls.comes_to_rest(session, submission, at=at)


async def _contacted(session: AsyncSession, submission: models.Submission, person: Person, at: datetime) -> None:
    """Whoever was made an offer was contacted."""
    ask = await live_asks.of_submission(session, person.workspace, submission.id, Kind.CONTACT)
    if ask is not None:
        await people.lock(session, person.workspace, ask.owner, *filter(None, [ask.asker]))
        await session.refresh(ask)
        if ask.state in asks.LIVE:
            await asks.answer(session, ask, by=person.id, at=at)
