"""People: met through Slack the first time, kept up to date by its events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from math import isfinite
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks.text import clean
from handlers.clients import ClientOf
from storage import absences, calendars, hand_overs, homes, people
from storage.database import Database
from storage.people import STALE_AFTER, Person

T = TypeVar("T")
SLACKBOT = "USLACKBOT"
NOBODY = ("user_not_found", "user_not_visible")  # Slack's words for an id nobody here has
REMEMBERED = timedelta(seconds=60)  # an event about a person reaches only one replica
LATE = 10.0  # seconds after which an event may have been overtaken: Slack brings it again, minutes later
MOST = 10_000  # people remembered by one bot, in all workspaces


def described(workspace: str, user: dict[str, Any]) -> Person:
    """A person as Slack's user object describes them. Somebody whose home is another workspace counts as a guest."""
    profile = user.get("profile") or {}
    name = user.get("real_name") or profile.get("real_name") or profile.get("display_name") or user.get("name")
    return Person(
        workspace=workspace,
        id=str(user["id"]),
        name=clean(str(name or "")) or str(user["id"]),
        zone=str(user.get("tz") or "UTC"),
        is_guest=bool(
            user.get("is_restricted")
            or user.get("is_ultra_restricted")
            or user.get("is_stranger")
            or workspace not in _teams(user, workspace)
        ),
        is_bot=bool(user.get("is_bot")) or user["id"] == SLACKBOT,
        is_deactivated=bool(user.get("deleted")),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
    )


def _teams(user: dict[str, Any], workspace: str) -> list[str]:
    """The workspaces somebody is at home in: their own, and those of their organisation they are a member of."""
    return [user.get("team_id") or workspace, *((user.get("enterprise_user") or {}).get("teams") or [])]


def keep(memory: dict[tuple[str, str], T], who: tuple[str, str], what: T) -> None:
    """Remembers it as the newest, and forgets the oldest where there is no room."""
    memory.pop(who, None)
    memory[who] = what
    while len(memory) > MOST:
        del memory[next(iter(memory))]


async def store(session: AsyncSession, workspace: str, user: dict[str, Any], *, at: datetime) -> Person:
    """Stores what Slack says of somebody, where it is news, and what follows from it."""
    said = described(workspace, user)
    await people.lock(session, workspace, said.id)
    before = await people.find(session, workspace, said.id)
    if before is not None and not await people.is_news(session, said, at=at):
        return before
    stored = await calendars.remember(session, said, at=at)
    await homes.touch(session, workspace, [stored.id], at=at)  # in another zone, or no longer for them at all
    if before is not None and before.is_member != stored.is_member:
        await hand_overs.membership_changed(session, workspace, stored.id, at=at)
    return stored


class People:
    """Who is who: remembered for a minute, stored for a day, and else asked of Slack. One for the whole bot."""

    def __init__(self, database: Database, client_of: ClientOf, now: Callable[[], datetime]) -> None:
        self._database, self._client_of, self._now = database, client_of, now
        self._remembered: dict[tuple[str, str], tuple[datetime, Person]] = {}
        self._heard: dict[tuple[str, str], float] = {}  # when Slack made the newest event about somebody
        self._storing = Counter[tuple[str, str]]()  # events under way

    async def find(self, workspace: str, person: str) -> Person | None:
        """Somebody by id; None for an id Slack does not know."""
        now = self._now()
        then, known = self._remembered.get((workspace, person), (None, None))
        if then is None or not timedelta(0) <= now - then < REMEMBERED:
            known = await self._meet(workspace, person, now)
            if known:
                keep(self._remembered, (workspace, person), (now, known))
        return known

    async def _meet(self, workspace: str, person: str, now: datetime) -> Person | None:
        async with self._database.read() as session:
            known = await people.find(session, workspace, person)
        if known and known.seen_at and now - known.seen_at < STALE_AFTER:
            return known
        try:
            answer = await (await self._client_of(workspace)).users_info(user=person)
        except SlackApiError as error:
            if error.response.get("error") in NOBODY:
                return None
            if known:
                return known  # Slack is busy: yesterday's knowledge serves
            raise
        except (aiohttp.ClientError, TimeoutError):
            if known:
                return known
            raise
        return await self.changed(workspace, answer["user"])

    def forget(self, workspace: str, person: str | None = None) -> None:
        """Reads somebody (everybody, where nobody is named) anew at their next visit: their calendar is another."""
        for known in [key for key in self._remembered if key[0] == workspace and person in (None, key[1])]:
            del self._remembered[known]

    async def heard(self, workspace: str, event: dict[str, Any]) -> None:
        """A `user_change`. Events come in any order and more than once: what is older than the newest is left, and so
        is what tells of strangers, or nothing new: Slack sends one for every status anybody sets."""
        someone = workspace, str(event["user"]["id"])
        try:
            at = float(event.get("event_ts") or 0)
        except (TypeError, ValueError):
            at = 0.0
        if not isfinite(at):  # no later event would count any more
            at = 0.0
        heard, quiet, now = self._heard.get(someone, 0.0), not self._storing[someone], self._now()
        async with self._database.read() as session:
            known = await people.find(session, *someone)
            is_news = await people.is_news(session, described(workspace, event["user"]), at=now)
        quiet = quiet and not self._storing[someone] and self._heard.get(someone, 0.0) == heard
        if known is None or at < self._heard.get(someone, 0.0):
            return
        keep(self._heard, someone, at)  # first, since an older one may come while this is stored
        if quiet and not is_news:
            return
        self._storing[someone] += 1
        try:
            is_late = now.timestamp() - at > LATE or (known.seen_at is not None and known.seen_at.timestamp() > at)
            told = await self._newest(someone, event["user"]) if is_news and is_late else event["user"]
            await self.changed(workspace, told)
        finally:
            self._storing -= Counter([someone])

    async def _newest(self, someone: tuple[str, str], told: dict[str, Any]) -> dict[str, Any]:
        """What Slack says now, instead of news that comes late: another replica may have heard what is newer."""
        try:
            answer = await (await self._client_of(someone[0])).users_info(user=someone[1])
        except (SlackApiError, aiohttp.ClientError, TimeoutError):
            return told
        found: dict[str, Any] = answer["user"]
        return found

    async def changed(self, workspace: str, user: dict[str, Any]) -> Person:
        """Stores what Slack says of somebody now, and acts on it from the next visit on."""
        now = self._now()
        stored = await self._database.write(lambda session: store(session, workspace, user, at=now))
        self._remembered.pop((workspace, stored.id), None)
        if stored.is_deactivated:
            await self._database.write(lambda session: absences.left(session, workspace, stored.id, at=now))
        return stored
