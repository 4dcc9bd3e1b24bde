"""Headcounts: approved or not by whoever was named, from wherever they read of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import headcounts as blocks
from handlers.blocks import kit
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.steps import Moot, Post, Step
from handlers.visit import Visit
from storage import headcounts, people, requisitions, versions
from storage.asks import Ask
from storage.outbox import Row
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.briefs import Section
from storage.rules.details import Verdict


async def _facts(visit: Visit) -> tuple[Requisition, Ask, dict[str, Person], dict[str, str]]:
    """What whoever is asked needs to know, the pay band too; nothing more of the brief."""

    async def query(session: AsyncSession) -> tuple[Requisition, Ask, dict[str, Person], dict[str, str]]:
        role, asked = await headcounts.mine(session, visit.person, number(visit.value))
        known = await people.named(session, role.workspace, [role.recruiter, role.manager])
        return role, asked, known, await versions.latest(session, role.workspace, role.id, (Section.LEVEL, Section.PAY))

    return await visit.read(query)


def _shown(visit: Visit, view: kit.Block) -> Reply:
    """In the modal a button was pressed in, else as one of its own."""
    return Update(view) if visit.view is not None and visit.view.get("type") == "modal" else Open(view)


async def open_(visit: Visit) -> Reply:
    """*Details* of what is asked (`value` is the requisition's id)."""
    role, asked, known, words = await _facts(visit)
    key = metadata(role.id, visit.response_url)
    return _shown(visit, blocks.facts(role, asked, known, words, visit.person, visit.now, key))


async def approve(visit: Visit) -> Reply:
    """*Approve*."""
    role = await visit.save(
        lambda session: headcounts.approve(session, visit.person, number(visit.value), at=visit.now)
    )
    said = blocks.approved_words(role)
    if visit.view is not None and visit.view.get("type") == "modal":
        return Update(kit.notice("Same Page", said))
    return Done(Words(said))


async def reject(visit: Visit) -> Reply:
    """*Reject*: asks why first."""
    role, _, _, _ = await _facts(visit)
    return _shown(visit, blocks.reject_modal(role, metadata(role.id, visit.response_url)))


async def submit_reject(visit: Visit) -> Reply:
    """The modal of *Reject*."""
    reason = visit.typed("why")
    if not reason:
        return Errors({"why": blocks.EMPTY})
    await visit.save(
        lambda session: headcounts.reject(session, visit.person, number(subject(visit)), reason, at=visit.now)
    )
    return Done(Words("Noted, and the role is closed. Whoever asked hears it with your reason."), clears=True)


# --- what stands in Slack


async def answered(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """What was answered, to whoever asked."""
    role = await requisitions.get(session, row.workspace, int(row.ids["requisition"]))
    if role is None or not role.channel:
        return None
    by = await people.get(session, row.workspace, str(row.ids["person"]))
    return Post(role.channel, *blocks.answered(role, by, Verdict(str(row.ids["verdict"]))))


async def vacant(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """That whoever was to approve is gone, to whoever asked. Moot where it waits for somebody else by now."""
    role = await requisitions.get(session, row.workspace, int(row.ids["requisition"]))
    if role is None or not role.channel or not role.is_live:
        return None
    gone = await people.get(session, row.workspace, str(row.ids["person"]))
    step = Post(role.channel, *blocks.vacant(role, gone))
    asked = await headcounts.asked_of(session, row.workspace, role.id)
    return Moot(step) if gone.is_member or gone.id != asked else step
