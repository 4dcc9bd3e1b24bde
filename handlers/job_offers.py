"""Offers: made from the card or by command, and answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import job_offers as blocks
from handlers.blocks import offer_approvals as approvals
from handlers.candidate_keys import candidate_meant
from handlers.channels import unfit
from handlers.door import at_field, metadata, number, subject
from handlers.offer_approvals import AT_APPROVER
from handlers.replies import Done, Errors, Open, Reply
from handlers.steps import Moot, Post, Step
from handlers.visit import Visit
from storage import cards, closing, current_offers, dossiers, job_offers
from storage.cards import CardKind
from storage.current_offers import Offer
from storage.dossiers import Dossier
from storage.outbox import Row
from storage.refusals import Refused, Why
from storage.rules.job_offers import DECLINES, State, wrong_answer, wrong_made, wrong_start
from storage.rules.rhythm import local_day


async def _dossier(visit: Visit) -> tuple[Dossier, Offer | None]:
    async def query(session: AsyncSession) -> tuple[Dossier, Offer | None]:
        return await job_offers.may_offer(session, visit.person, await candidate_meant(session, visit))

    return await visit.read(query)


def _today(visit: Visit) -> date:
    return local_day(visit.zone, visit.now)


async def open_(visit: Visit) -> Reply:
    """`/candidate offer [KEY] N`, and *Make an offer* on the card: whatever comes next with that offer."""
    dossier, offer = await _dossier(visit)
    carried = metadata(dossier.submission.id, visit.response_url)
    state = offer.state if offer else None
    if state is State.APPROVED:
        return Open(blocks.made_modal(dossier, _today(visit).isoformat(), carried))
    if state is State.OUT:
        raise Refused(Why.OFFER_MOVED_ON, number=dossier.submission.number)
    if approvals.waits(dossier):
        return Open(approvals.another_modal(dossier, carried))
    return Open(blocks.modal(dossier, _today(visit).isoformat(), carried))


def _days(visit: Visit, posted: datetime) -> tuple[date | None, date | None, dict[str, str]]:
    """The two days of the form, and what is wrong with them."""
    made_on, answer_by = _day(visit, "made_on"), _day(visit, "answer_by")
    errors = {}
    if made_on and (wrong := wrong_made(made_on, local_day(visit.zone, posted), _today(visit))):
        errors["made_on"] = wrong
    if made_on and answer_by and (wrong := wrong_answer(answer_by, made_on)):
        errors["answer_by"] = wrong
    return made_on, answer_by, errors


def _day(visit: Visit, name: str) -> date | None:
    return visit.day(name)


async def submit(visit: Visit) -> Reply:
    """The modal of an offer."""
    submission, approver = number(subject(visit)), visit.chosen("approver")
    dossier, _ = await visit.read(lambda session: job_offers.may_offer(session, visit.person, submission))
    made_on, answer_by, errors = _days(visit, dossier.submission.posted_at)
    if approver is None and made_on is None:
        errors["made_on"] = "Say when it was made, or name who approves it first."
    if approver is not None:
        errors = {}
        made_on = answer_by = None
        if await visit.look_up(approver) is None:
            errors["approver"] = "I cannot find this person in the workspace. Choose somebody else."
    if errors:
        return Errors(errors)
    try:
        await visit.save(
            lambda session: job_offers.propose(
                session,
                visit.person,
                submission,
                approver=approver,
                terms=visit.typed("terms"),
                made_on=made_on,
                answer_by=answer_by,
                origin=visit.origin,
                at=visit.now,
            )
        )
    except Refused as refused:
        if refused.why not in AT_APPROVER:
            raise
        return Errors({"approver": await at_field(visit, refused)})
    return Done()


async def submit_made(visit: Visit) -> Reply:
    """The days of an approved offer."""
    submission = number(subject(visit))
    dossier, _ = await visit.read(lambda session: job_offers.may_offer(session, visit.person, submission))
    made_on, answer_by, errors = _days(visit, dossier.submission.posted_at)
    if made_on is None:
        errors["made_on"] = "Say when it was made."
    if errors or made_on is None:
        return Errors(errors)
    await visit.save(
        lambda session: job_offers.made(session, visit.person, submission, made_on, answer_by, at=visit.now)
    )
    return Done()


async def accept(visit: Visit) -> Reply:
    """*Accepted*: from when?"""
    dossier, _ = await _dossier(visit)
    carried = metadata(dossier.submission.id, visit.response_url)
    return Open(blocks.accept_modal(dossier, visit.person, visit.now, carried))


async def submit_accept(visit: Visit) -> Reply:
    """The modal of *Accepted*."""
    start = _day(visit, "starts_on")
    if start is None:
        return Errors({"starts_on": "Choose the day on which they start."})
    if wrong := wrong_start(start, _today(visit)):
        return Errors({"starts_on": wrong})
    may_name, announce = bool(visit.all_chosen("may_name")), visit.chosen("announce")
    if announce is not None and await unfit(visit, announce):
        return Errors({"announce": "I cannot post there. Choose a channel that nobody from outside reads, or none."})
    submission = number(subject(visit))
    await visit.save(
        lambda session: job_offers.accept(
            session, visit.person, submission, start, may_name=may_name, announce=announce, at=visit.now
        )
    )
    return Done()


async def decline(visit: Visit) -> Reply:
    """*Declined*: why?"""
    dossier, _ = await _dossier(visit)
    carried = metadata(dossier.submission.id, visit.response_url)
    return Open(blocks.decline_modal(dossier, visit.person, visit.now, carried))


async def submit_decline(visit: Visit) -> Reply:
    """The modal of *Declined*."""
    reason = visit.chosen("reason")
    if reason not in DECLINES:
        return Errors({"reason": "Choose why; “Gave no reason” is one too."})
    await visit.save(
        lambda session: job_offers.decline(session, visit.person, number(subject(visit)), reason, at=visit.now)
    )
    return Done()


async def undo(visit: Visit) -> Reply:
    """*Undo*, by whoever wrote the answer down."""
    await visit.save(lambda session: job_offers.undo(session, visit.person, number(visit.value), at=visit.now))
    return Done()


# --- what stands in Slack


async def said(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """What became of the offer, in the card's thread. Moot where it was taken back before it could be said."""
    submission, what = int(row.ids["submission"]), str(row.ids["what"])
    dossier = await dossiers.dossier(session, row.workspace, submission)
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, submission)
    offer = await current_offers.of_submission(session, row.workspace, submission)
    if dossier is None or place is None or offer is None or offer.id != int(row.ids["offer"]):
        return None
    filled = await closing.hired_on(session, row.workspace, dossier.requisition.id)
    step = Post(place.channel, *blocks.said(dossier, offer, what, str(row.ids["person"]), filled), thread_ts=place.ts)
    answered = what in ("offer_accepted", "offer_declined")
    return Moot(step) if answered and what != f"offer_{offer.state}" else step
