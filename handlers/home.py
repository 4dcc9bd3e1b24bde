"""Home: what waits on me, what I wait for, my requisitions and response times, on one page that keeps itself true."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import home as blocks
from handlers.door import number
from handlers.people import keep, store
from handlers.replies import Done, Reply
from handlers.steps import Meet, Publish, Step
from handlers.visit import Office, Visit
from storage import home, homes, people
from storage.outbox import Row
from storage.rules.pages import Part

MOMENT = timedelta(seconds=10)


async def opened(office: Office, workspace: str, event: dict[str, Any], now: datetime) -> None:
    """An `app_home_opened`. Slack sends it for the Messages tab too, at least once, and in any order: it only asks for
    a painting, and that is made of what is true by then. Slack is asked of strangers when the painting's turn comes: a
    hundred who come at once are all acknowledged. What changes on a Home has it painted by itself, so whoever opens it
    twice in a moment needs one painting."""
    if event.get("tab") != "home":
        return
    person = str(event["user"])
    before = office.homes_opened.get((workspace, person))
    if before is not None and timedelta(0) <= now - before < MOMENT:
        return
    await office.database.write(lambda session: homes.opened(session, workspace, person, at=now))
    keep(office.homes_opened, (workspace, person), now)
    office.wake()


async def turn(visit: Visit) -> Reply:
    """*Earlier* and *More* below a list; `value` is the list and the page to show."""
    part, _, page = visit.value.partition(":")
    if part in set(Part):
        await visit.save(
            lambda session: homes.turn(
                session, visit.person.workspace, visit.person.id, Part(part), number(page), at=visit.now
            )
        )
    return Done()


# --- what stands in Slack


async def meet(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """Whoever opened their Home before we knew them, unless somebody met them since."""
    who = str(row.ids["person"])
    return None if await homes.is_known(session, row.workspace, who, at=now) else Meet(who)


async def met(session: AsyncSession, workspace: str, person: str, user: dict[str, Any] | None, *, at: datetime) -> None:
    """What follows once Slack has said who they are (`user`), or that they are nobody."""
    if user is not None:
        await store(session, workspace, user, at=at)
    await homes.met(session, workspace, person, at=at)


async def publish(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """Somebody's App Home. Guests and people from outside are told that it is not for them; whoever left has none."""
    who = str(row.ids["person"])
    person = await people.find(session, row.workspace, who)
    if person is None or person.is_guest:
        return Publish(who, blocks.outside())
    if person.is_deactivated or person.is_bot:
        return None
    return Publish(who, blocks.painted(await home.look(session, person, at=now), now))
