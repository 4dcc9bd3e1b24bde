"""Approvals of offers: answered where whoever is asked reads of it, and asked of somebody else from the card."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import kit
from handlers.blocks import offer_approvals as blocks
from handlers.blocks.text import escape
from handlers.door import at_field, metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.steps import Moot, Post, Step
from handlers.visit import Visit
from storage import cards, dossiers, job_offers, offer_approvals, people
from storage.cards import CardKind
from storage.offer_approvals import Asked
from storage.outbox import Row
from storage.refusals import Refused, Why

AT_APPROVER = (Why.GUEST, Why.DEACTIVATED, Why.NOT_A_PERSON, Why.APPROVE_ONESELF)


async def _asked(visit: Visit) -> tuple[Asked, str]:
    async def query(session: AsyncSession) -> tuple[Asked, str]:
        found = await offer_approvals.asked_of(session, visit.person, number(visit.value))
        who = await people.find(session, visit.person.workspace, found.ask.asker or "")
        return found, escape(who.name) if who else "Somebody"

    return await visit.read(query)


def _shown(visit: Visit, view: kit.Block) -> Reply:
    return Update(view) if visit.view is not None and visit.view.get("type") == "modal" else Open(view)


async def details(visit: Visit) -> Reply:
    """*Details* of what is asked."""
    found, asker = await _asked(visit)
    carried = metadata(visit.value, visit.response_url)
    return _shown(visit, blocks.facts(found, number(visit.value), asker, visit.person, visit.now, carried))


async def approve(visit: Visit) -> Reply:
    """*Approve*."""
    await visit.save(lambda session: offer_approvals.approve(session, visit.person, number(visit.value), at=visit.now))
    said = "Approved, thank you: whoever asked hears it and makes the offer."
    if visit.view is not None and visit.view.get("type") == "modal":
        return Update(kit.notice("Same Page", said))
    return Done(Words(said))


async def reject(visit: Visit) -> Reply:
    """*Reject*: asks why first."""
    found, _ = await _asked(visit)
    return _shown(visit, blocks.reject_modal(found, metadata(visit.value, visit.response_url)))


async def submit_reject(visit: Visit) -> Reply:
    """The modal of *Reject*."""
    reason = visit.typed("why")
    if not reason:
        return Errors({"why": blocks.EMPTY})
    await visit.save(
        lambda session: offer_approvals.reject(session, visit.person, number(subject(visit)), reason, at=visit.now)
    )
    return Done(Words("Noted. Whoever asked hears it with your reason."), clears=True)


# --- who is asked


async def another(visit: Visit) -> Reply:
    """*Change approver*, for whoever asked (`value` is the submission's id)."""
    dossier, _ = await visit.read(lambda session: job_offers.may_offer(session, visit.person, number(visit.value)))
    if not blocks.waits(dossier, gone=True):
        raise Refused(Why.OFFER_MOVED_ON, number=dossier.submission.number)
    return Open(blocks.another_modal(dossier, metadata(dossier.submission.id, visit.response_url)))


async def submit_another(visit: Visit) -> Reply:
    """The modal of *Change approver*."""
    approver = visit.chosen("approver")
    if approver is None:
        return Errors({"approver": "Choose who approves it instead."})
    if await visit.look_up(approver) is None:
        return Errors({"approver": "I cannot find this person in the workspace. Choose somebody else."})
    try:
        is_new = await visit.save(
            lambda session: offer_approvals.ask_another(
                session, visit.person, number(subject(visit)), approver, at=visit.now
            )
        )
    except Refused as refused:
        if refused.why not in AT_APPROVER:
            raise
        return Errors({"approver": await at_field(visit, refused)})
    if not is_new:
        return Errors({"approver": "They are asked already. Choose somebody else, or close this."})
    return Done()


async def vacant(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """That whoever was to approve is gone, in the card's thread. Moot where it waits for somebody else by now."""
    submission = int(row.ids["submission"])
    dossier = await dossiers.dossier(session, row.workspace, submission)
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, submission)
    if dossier is None or place is None:
        return None
    gone = await people.get(session, row.workspace, str(row.ids["person"]))
    step = Post(place.channel, *blocks.vacant(dossier, gone), thread_ts=place.ts)
    asked = dossier.offer.waits_for if dossier.offer else None
    return Moot(step) if gone.is_member or gone.id != asked else step
