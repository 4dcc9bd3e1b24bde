"""A role on hold, and open again; also after it was closed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import kit, refusals
from handlers.blocks import role_holds as blocks
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.requisitions import role_meant
from handlers.steps import Moot, Post, Step
from handlers.visit import Visit
from storage import requisitions, role_holds, submissions, versions
from storage.outbox import Row
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.role_holds import ON_HOLD, REASONS
from storage.submissions import Submission


async def hold(visit: Visit) -> Reply:
    """`/req hold [KEY]`, and *Put on hold* in the card's ⋯."""

    async def query(session: AsyncSession) -> kit.Block:
        role = await role_meant(session, visit)
        await role_holds.may_hold(session, visit.person, role)
        live = await _live(session, role)
        names = await submissions.names(session, role.workspace, [each.id for each in live])
        return blocks.modal(role, live, names, metadata(role.id, visit.response_url))

    return Open(await visit.read(query))


async def _live(session: AsyncSession, role: Requisition) -> list[Submission]:
    return [each for each in await submissions.of_requisition(session, role) if each.ended_at is None]


async def submit_hold(visit: Visit) -> Reply:
    """The modal of `/req hold`."""
    reason, look_on = visit.chosen("reason"), visit.day("look_on")
    if reason not in REASONS:
        return Errors({"reason": "Choose why: everybody on the role reads it."})
    try:
        await visit.save(
            lambda session: role_holds.hold(
                session, visit.person, number(subject(visit)), reason=reason, look_on=look_on, at=visit.now
            )
        )
    except Refused as refused:
        if refused.why is not Why.LOOK_DAY:
            raise
        return Errors({"look_on": refusals.words(refused, visit.zone, visit.now)})
    return Done()


async def reopen(visit: Visit) -> Reply:
    """`/req reopen [KEY]`, the card's *Reopen*, and the one in its ⋯ once it is closed."""

    async def find(session: AsyncSession) -> Requisition:
        role = await role_meant(session, visit)
        await role_holds.may_reopen(session, visit.person, role, at=visit.now)
        return role

    was = await visit.read(find)
    role = await visit.save(lambda session: role_holds.reopen(session, visit.person, was.id, at=visit.now))
    asked = f" {blocks.ASKED_AGAIN}" if role.headcount.is_asked else ""
    if was.status == ON_HOLD:
        return Words(f"*{role.key}* is open again; its clocks go on where they stood.{asked}")
    moved = " Its channel is archived, so I am making a new one." if was.archived_at else ""
    return Words(
        f"*{role.key}* is open again, with the brief it had. Candidates who ended with it stay ended.{moved}{asked}"
    )


# --- what stands in Slack


async def _role(session: AsyncSession, row: Row) -> Requisition | None:
    return await requisitions.get(session, row.workspace, int(row.ids["requisition"]))


async def held(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """That a role is on hold. Moot where it was opened again before that was said."""
    role = await _role(session, row)
    if role is None or not role.channel:
        return None
    step = Post(role.channel, *blocks.held(role, str(row.ids["person"]), await _live(session, role)))
    return step if role.status == ON_HOLD else Moot(step)


async def reopened(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That the search goes on."""
    role = await _role(session, row)
    if role is None or not role.channel:
        return None
    holds = (await versions.standing(session, row.workspace, role.id)).holds
    said = blocks.reopened(role, str(row.ids["person"]), str(row.ids["was"]), holds.version if holds else None)
    return Post(role.channel, *said)


async def look_again(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """That the day to look again has come."""
    role = await _role(session, row)
    if role is None or not role.channel:
        return None
    step = Post(role.channel, *blocks.look_again(role))
    return step if role.status == ON_HOLD else Moot(step)
