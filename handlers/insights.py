"""Insights: what one side knows that helps the other, shared in a form that shows what the store knows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import guard
from handlers.blocks import insights as blocks
from handlers.blocks import kit
from handlers.door import metadata, number
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.requisitions import meant
from handlers.steps import Post, Step
from handlers.visit import Visit
from storage import findings, insights, people, requisitions
from storage.outbox import Row
from storage.requisitions import Requisition
from storage.rules.insights import LONGEST, Insight, likely
from storage.rules.rights import Act, may

NONE = (
    "An insight is shared on an open role of yours, and you have none yet. Open one with `/req open`, for example "
    "`/req open Senior Designer`."
)


async def _roles(session: AsyncSession, visit: Visit) -> list[Requisition]:
    """The open roles on which this person may share what they know."""
    workspace, found = visit.person.workspace, []
    for role in await requisitions.mine(session, visit.person):
        if may(Act.INSIGHT, await people.roles(session, workspace, visit.person.id, role.id)):
            found.append(role)
    return found


async def open_(visit: Visit) -> Reply:
    """`/samepage insight [KEY]`"""

    async def query(session: AsyncSession) -> kit.Block | None:
        wanted = await meant(session, visit, visit.text) if visit.text else None
        if wanted is None and visit.channel:
            wanted = await requisitions.by_channel(session, visit.person, visit.channel)
        roles = await _roles(session, visit)
        if not roles:
            return None
        one = next((role for role in roles if wanted and role.id == wanted.id), roles[0] if len(roles) == 1 else None)
        roles = sorted(roles, key=lambda role: role is not one)
        parts = await people.roles(session, visit.person.workspace, visit.person.id, (one or roles[0]).id)
        known = await findings.look(session, visit.person, at=visit.now)
        carried = metadata("insight", visit.response_url)
        return blocks.form(roles, one.id if one else None, likely(parts), known, carried)

    form = await visit.read(query)
    return Open(form) if form else Words(NONE)


async def submit(visit: Visit) -> Reply:
    """The form."""
    role, text, about = number(visit.chosen("role") or ""), visit.typed("text"), visit.chosen("kind")
    errors = {}
    if role < 0:
        errors["role"] = "Choose a role."
    if about not in tuple(Insight):
        errors["kind"] = "Choose what it is about."
    if not text:
        errors["text"] = blocks.EMPTY
    elif len(text) > LONGEST:
        errors["text"] = blocks.too_long(len(text))
    if errors or about is None:
        return Errors(errors)
    kind = Insight(about)
    if notes := guard.notes(visit, "text"):

        async def again(session: AsyncSession) -> kit.Block:
            known = await findings.look(session, visit.person, at=visit.now)
            carried = guard.carry(visit, notes)
            return blocks.form(await _roles(session, visit), role, kind, known, carried, note=notes["text"])

        return Update(await visit.read(again))
    shared = await visit.save(
        lambda session: insights.share(session, visit.person, role, kind, text, origin=visit.origin, at=visit.now)
    )
    return Done(Words(f"Thank you: what you know {blocks.ABOUT[kind]} is in the channel of {shared.requisition.key}."))


# --- what stands in Slack


async def said(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The message in the role's channel."""
    shared = await insights.known(session, row.workspace, int(row.ids["insight"]))
    if shared is None or not shared.requisition.channel or shared.requisition.archived_at is not None:
        return None
    return Post(shared.requisition.channel, *blocks.said(shared))
