"""Holds: a candidate put on hold for a reason and some days, and taken off again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import holds as blocks
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply
from handlers.steps import Moot, Post, Step
from handlers.visit import Visit
from storage import asks, cards, decisions, dossiers, holds, live_asks
from storage.cards import CardKind
from storage.dossiers import Dossier
from storage.outbox import Row
from storage.rules.promises import Kind
from storage.rules.role_holds import ON_HOLD
from storage.rules.turns import HELD_FOR, HOLDS


async def put(visit: Visit) -> Reply:
    """The card's *Hold*."""
    dossier = await visit.read(lambda session: decisions.may_decide(session, visit.person, number(visit.value)))
    return Open(blocks.modal(dossier, metadata(dossier.submission.id, visit.response_url)))


def wrong(visit: Visit) -> dict[str, str]:
    """What is missing in the form, by field."""
    errors = {}
    if visit.chosen("reason") not in HOLDS:
        errors["reason"] = "Choose why: the recruiter sees it."
    if number(visit.chosen("days") or "") not in HELD_FOR:
        errors["days"] = "Choose for how long."
    return errors


async def submit_put(visit: Visit) -> Reply:
    """The modal of *Hold*."""
    if errors := wrong(visit):
        return Errors(errors)
    await save(visit, number(subject(visit)))
    return Done()


async def save(visit: Visit, submission_id: int) -> None:
    """Puts a candidate on hold as the form says, which was found to be without fault."""
    reason, days = visit.chosen("reason") or "", number(visit.chosen("days") or "")
    await visit.save(
        lambda session: holds.hold(session, visit.person, submission_id, reason=reason, days=days, at=visit.now)
    )


async def lift(visit: Visit) -> Reply:
    """*Take off hold*."""
    await visit.save(lambda session: holds.lift(session, visit.person, number(visit.value), at=visit.now))
    return Done()


# --- what stands in Slack


async def _found(session: AsyncSession, row: Row) -> tuple[Dossier, cards.Place] | None:
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, int(row.ids["submission"]))
    return (dossier, place) if dossier and place else None


async def said(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """That somebody is on hold. Moot when the hold was lifted before it was said."""
    found = await _found(session, row)
    review = await asks.get(session, row.workspace, int(row.ids["ask"]))
    if found is None or review is None:
        return None
    dossier, place = found
    tell = await live_asks.of_submission(session, row.workspace, dossier.submission.id, Kind.HOLD)
    shown = blocks.said(
        dossier, asks.value(review), row.ids.get("person"), asks.value(tell) if tell is not None else None
    )
    step = Post(place.channel, *shown, thread_ts=place.ts)
    return step if review.paused_for == "hold" else Moot(step)


async def lifted(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That the hold is over."""
    found = await _found(session, row)
    if found is None:
        return None
    dossier, place = found
    if row.ids.get("person") is None and dossier.requisition.status == ON_HOLD:
        return None  # it is up for no decision: the whole role is on hold by now
    return Post(place.channel, *blocks.lifted(dossier, row.ids.get("person")), thread_ts=place.ts)
