"""Digests: a channel hears of the open roles on the days and at the time somebody set."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import available_timezones

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import digests as blocks
from handlers.blocks.text import clean
from handlers.channels import may_post
from handlers.door import metadata
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.steps import Moot, Post, Step
from handlers.visit import Visit
from storage import digests, people
from storage.outbox import Row


async def digest(visit: Visit) -> Reply:
    """`/samepage digest` sets this channel's digest; `/samepage digest off` stops it."""
    words, channel = clean(visit.text).lower(), visit.channel
    if words in ("off", "stop"):
        stopped = await visit.save(lambda session: digests.stop(session, visit.person, channel or "", now=visit.now))
        return Words("This channel's digest is stopped." if stopped else "This channel has no digest.")
    if words:
        return Words("`/samepage digest` sets this channel's digest, `/samepage digest off` stops it.")
    here = channel if channel and channel[:1] in "CG" else None
    found = await visit.read(lambda session: digests.of_channel(session, visit.person.workspace, here or ""))
    return Open(blocks.modal(found, here, visit.zone, metadata("digest", visit.response_url)))


async def submit(visit: Visit) -> Reply:
    """The modal of `/samepage digest`."""
    errors: dict[str, str] = {}
    channel, zone = visit.chosen("channel"), visit.chosen("zone") or ""
    if not channel or channel[:1] not in "CG":
        errors["channel"] = "Choose a channel: a digest is for several people."
    days = frozenset(int(day) for day in visit.all_chosen("days") if day in "0123456")
    if not days:
        errors["days"] = "Choose at least one day."
    at = _time(visit.chosen("at"))
    if at is None:
        errors["at"] = "Choose a time."
    if zone not in available_timezones():
        errors["zone"] = "I know no such time zone."
    if errors or not channel or at is None:
        return Errors(errors)
    if not await may_post(visit, channel):
        return Errors({"channel": "I am not in that channel. Type /invite @Same Page there, then press Set again."})
    found = await visit.save(
        lambda session: digests.set_digest(session, visit.person, channel, days=days, at=at, zone=zone, now=visit.now)
    )
    return Done(Words(blocks.set_words(found, visit.zone, visit.now)))


def _time(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text or "")
    except ValueError:
        return None


# --- what stands in Slack


async def post(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """One issue. Moot when what there was to say is gone."""
    issue = await digests.written(session, row.workspace, int(row.ids["issue"]))
    if issue is None:
        return None
    set_by = await people.get(session, row.workspace, issue.digest.set_by)
    step = Post(issue.digest.channel, *blocks.message(issue, set_by.first_name), join=True)
    return Moot(step) if issue.is_empty else step
