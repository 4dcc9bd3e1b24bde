"""Home: what waits on me, what I wait for, my requisitions and response times, on one page that keeps itself true."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import home as blocks
from handlers.door import number
from handlers.replies import Done, Reply
from handlers.steps import Publish, Step
from handlers.visit import Office, Visit
from storage import home, homes, people
from storage.outbox import Row
from storage.rules.pages import Part


async def opened(office: Office, workspace: str, event: dict[str, Any], now: datetime) -> None:
    """An `app_home_opened`. Slack sends it for the Messages tab too, at least once, and in any order: it only asks for
    a painting, and that is made of what is true by then."""
    if event.get("tab") != "home":
        return
    person = str(event["user"])
    await office.people.find(workspace, person)  # met now, should this be the first we hear of them
    await office.database.write(lambda session: homes.opened(session, workspace, person, at=now))
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


async def publish(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """Somebody's App Home. Guests and people from outside are told that it is not for them; whoever left has none."""
    who = str(row.ids["person"])
    person = await people.find(session, row.workspace, who)
    if person is None or person.is_guest:
        return Publish(who, blocks.outside())
    if person.is_deactivated or person.is_bot:
        return None
    return Publish(who, blocks.painted(await home.look(session, person, at=now), now))
