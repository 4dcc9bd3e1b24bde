"""Hires: how it goes with whoever was hired, asked of the two and shown to the two."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import hires as blocks
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.steps import Direct, Step
from handlers.visit import Visit
from storage import hires
from storage.outbox import Row
from storage.rules.job_offers import GOING


async def open_(visit: Visit) -> Reply:
    """*Answer* in the gathered message (`value` is the ask's id)."""
    asked = await visit.read(lambda session: hires.mine(session, visit.person, number(visit.value)))
    return Open(blocks.form(asked, metadata(visit.value, visit.response_url)))


async def submit(visit: Visit) -> Reply:
    """The form."""
    going, words = visit.chosen("going"), visit.typed("words")
    errors = {}
    if going not in GOING:
        errors["going"] = "Choose one."
    if not words:
        errors["words"] = blocks.EMPTY
    if errors or going is None:
        return Errors(errors)
    await visit.save(
        lambda session: hires.answer(session, visit.person, number(subject(visit)), going, words, at=visit.now)
    )
    return Done(Words("Thank you. Both answers reach the two of you once they are in."))


# --- what stands in Slack


async def shown(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """Both answers, to each of the two."""
    asked = await hires.question(session, row.workspace, int(row.ids["offer"]), int(row.ids["day"]))
    return Direct(str(row.ids["person"]), *blocks.shown(asked))
