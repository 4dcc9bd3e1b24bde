"""Carries out one step in Slack, and recognises one that an earlier try carried out without learning of it."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.illustrations import Illustrator
from bot.slack import End, Later, No, Ok, Unclear, call
from handlers import home, uploads
from handlers.people import NOBODY
from handlers.steps import (
    Archive,
    Direct,
    Document,
    Erase,
    Invite,
    MakeChannel,
    Meet,
    Pin,
    Post,
    Publish,
    Repaint,
    SetTopic,
    Step,
)
from storage import cards, closing, digests, homes, people, requisitions
from storage.cards import Place
from storage.database import Database
from storage.outbox import Row

log = structlog.get_logger()
EVENT = "samepage"  # the type under which Slack keeps our opaque key beside a message
_LOOK_BACK = timedelta(minutes=5)  # Slack's clock and ours may differ
_PAGES = 20
_NAMES_TRIED = 5
# Where Slack lets nobody but some make private channels, a group direct message takes the place.
_NO_CHANNELS = {"restricted_action", "no_permission", "user_is_restricted", "not_allowed_token_type", "access_denied"}
_DONE_ALREADY = {
    Invite: {"already_in_channel", "cant_invite_self"},
    Pin: {"already_pinned"},
    SetTopic: set[str](),
    Archive: {"already_archived"},
    Erase: {"message_not_found"},
}


@dataclass(frozen=True)
class Sent:
    """What a step left in Slack; `channel` and `ts` where it left a message, `kind` what a channel became; `user` how
    Slack describes somebody."""

    channel: str | None = None
    ts: str | None = None
    kind: str | None = None
    user: dict[str, Any] | None = None


@dataclass(frozen=True)
class NotFound:
    """Slack's history was read and does not hold the message: it was never sent."""


@dataclass(frozen=True)
class CannotTell:
    """History cannot be read here: whether the message was sent stays unknown."""

    error: str


Outcome = Sent | No | Later | Unclear


class Deliverer:
    """Speaks to Slack for the postman, in the workspace of `client`."""

    def __init__(self, client: AsyncWebClient, database: Database) -> None:
        self._client, self._database = client, database
        self._illustrator = Illustrator(client, database)

    async def carry_out(self, step: Step, row: Row) -> Outcome:
        """Does the step; for a message, our key goes with it."""
        if isinstance(step, Post | Direct | Repaint):
            return await self._pictured(step, row)
        return await self._do(step, row)

    async def _pictured(self, step: Post | Direct | Repaint, row: Row) -> Outcome:
        """A message with its pictures, or without those Slack will not take: their numbers stand in words beside."""
        files = await self._illustrator.files(step.pictures, row)
        if not isinstance(files, dict):
            return files
        end = await self._do(replace(step, blocks=uploads.filled(step.blocks, files)), row)
        if isinstance(end, No) and end.error == "invalid_blocks" and files:  # a file somebody deleted, for one
            log.warning("pictures_left_out", row=row.id, kind=row.kind)
            await self._illustrator.lose(list(files), row)
            end = await self._do(replace(step, blocks=uploads.filled(step.blocks, {})), row)
        return end

    async def _do(self, step: Step, row: Row) -> Outcome:
        match step:
            case Post():
                if step.join:  # harmless where we are in already, and refused for private channels
                    await call(self._client.conversations_join(channel=step.channel))
                return await self._post(step.channel, step.text, step.blocks, row, thread_ts=step.thread_ts)
            case Direct():
                opened = await self._dm(row.workspace, step.person)
                if not isinstance(opened, str):
                    return opened
                return await self._post(opened, step.text, step.blocks, row)
            case Document():
                return await self._hand_over(step, row)
            case Repaint():
                end = await call(
                    self._client.chat_update(
                        channel=step.place.channel, ts=step.place.ts, text=step.text, blocks=step.blocks
                    )
                )
                return _sent(end, step.place)
            case MakeChannel():
                return await self._make_channel(step, row)
            case Invite():
                return _sent(
                    await call(self._client.conversations_invite(channel=step.channel, users=step.person)),
                    done_already=_DONE_ALREADY[Invite],
                )
            case SetTopic():
                return _sent(
                    await call(self._client.conversations_setTopic(channel=step.channel, topic=step.topic[:250]))
                )
            case Pin():
                return _sent(
                    await call(self._client.pins_add(channel=step.place.channel, timestamp=step.place.ts)),
                    done_already=_DONE_ALREADY[Pin],
                )
            case Archive():
                return _sent(
                    await call(self._client.conversations_archive(channel=step.channel)),
                    done_already=_DONE_ALREADY[Archive],
                )
            case Erase():
                return _sent(
                    await call(self._client.chat_delete(channel=step.place.channel, ts=step.place.ts)),
                    done_already=_DONE_ALREADY[Erase],
                )
            case Meet():
                end = await call(self._client.users_info(user=step.person))
                if isinstance(end, Ok):
                    return Sent(user=end.data["user"])
                return Sent() if isinstance(end, No) and end.error in NOBODY else end
            case Publish():
                return _sent(await call(self._client.views_publish(user_id=step.person, view=step.view)))

    async def _post(
        self, channel: str, text: str, blocks: list[dict[str, Any]], row: Row, thread_ts: str | None = None
    ) -> Outcome:
        end = await call(
            self._client.chat_postMessage(
                channel=channel,
                text=text,
                blocks=blocks,
                thread_ts=thread_ts,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": EVENT, "event_payload": {"key": row.key or ""}},
            )
        )
        if isinstance(end, Ok):
            return Sent(str(end.data["channel"]), str(end.data["ts"]))
        return end

    async def _hand_over(self, step: Document, row: Row) -> Outcome:
        """A file into somebody's direct message, or words where Slack takes none."""
        opened = await self._dm(row.workspace, step.person)
        if not isinstance(opened, str):
            return opened
        end = await call(_file(uploads.share(self._client, step.name, step.content, opened, step.text)))
        if isinstance(end, No):
            log.warning("file_not_taken", row=row.id, kind=row.kind, error=end.error)
            return await self._post(opened, step.otherwise, [], row)
        return _sent(end)

    async def _dm(self, workspace: str, person: str) -> str | Outcome:
        async with self._database.read() as session:
            known = (await people.get(session, workspace, person)).dm
        if known:
            return known
        end = await call(self._client.conversations_open(users=person))
        if not isinstance(end, Ok):
            return Later(2.0, end.error) if isinstance(end, Unclear) else end  # opening twice opens the same one
        channel = str(end.data["channel"]["id"])
        await self._database.write(lambda session: people.has_dm(session, workspace, person, channel))
        return channel

    async def _make_channel(self, step: MakeChannel, row: Row) -> Outcome:
        for attempt in range(1, _NAMES_TRIED + 1):
            name = step.name if attempt == 1 else f"{step.name[:77]}-{attempt}"
            end = await call(self._client.conversations_create(name=name, is_private=True))
            if isinstance(end, Ok):
                return Sent(str(end.data["channel"]["id"]), kind="channel")
            if not isinstance(end, No):
                return end
            if end.error == "name_taken":
                ours = await self._our_channel(name, row)
                if not isinstance(ours, NotFound):
                    return ours
                continue  # somebody else's: the next name
            return await self._group(step) if end.error in _NO_CHANNELS and step.people else end
        return No("name_taken")

    async def _our_channel(self, name: str, row: Row) -> Outcome | NotFound:
        """A channel we made for this very requisition and did not live to write down."""
        async with self._database.read() as session:
            ourselves = await people.bot_user(session, row.workspace)
        cursor = None
        for _ in range(_PAGES):
            end = await call(
                self._client.users_conversations(
                    types="private_channel", exclude_archived=True, limit=200, cursor=cursor
                )
            )
            if not isinstance(end, Ok):
                return end
            for channel in end.data.get("channels", []):
                if channel.get("name") == name and channel.get("creator") == ourselves:
                    async with self._database.read() as session:
                        if not await requisitions.has_channel(session, row.workspace, str(channel["id"])):
                            return Sent(str(channel["id"]), kind="channel")
            cursor = (end.data.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        return NotFound()

    async def _group(self, step: MakeChannel) -> Outcome:
        end = await call(self._client.conversations_open(users=",".join(step.people)))
        if isinstance(end, Ok):
            return Sent(str(end.data["channel"]["id"]), kind="group")
        return end

    async def recognise(self, step: Step, row: Row) -> Outcome | NotFound | CannotTell:
        """Looks whether an earlier try of this row was carried out. Only messages need it: every other step is
        harmless to repeat."""
        if isinstance(step, Post):
            return await self._find(step.channel, step.thread_ts, row)
        if isinstance(step, Direct):
            opened = await self._dm(row.workspace, step.person)
            return await self._find(opened, None, row) if isinstance(opened, str) else opened
        if isinstance(step, Document):
            opened = await self._dm(row.workspace, step.person)
            return await self._find(opened, None, row, step.name) if isinstance(opened, str) else opened
        return NotFound()

    async def _find(
        self, channel: str, thread_ts: str | None, row: Row, file: str | None = None
    ) -> Outcome | NotFound | CannotTell:
        oldest = f"{(row.created_at - _LOOK_BACK).timestamp():.6f}"
        cursor = None
        for _ in range(_PAGES):
            common: dict[str, Any] = {
                "channel": channel,
                "oldest": oldest,
                "limit": 200,
                "cursor": cursor,
                "include_all_metadata": True,
            }
            end = await call(
                self._client.conversations_replies(ts=thread_ts, **common)
                if thread_ts
                else self._client.conversations_history(**common)
            )
            if isinstance(end, No):
                return CannotTell(end.error)
            if not isinstance(end, Ok):
                return end
            ts = _ours(end.data.get("messages", []), row, file)
            if ts:
                return Sent(channel, ts)
            cursor = (end.data.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return NotFound()
        return CannotTell("too_many_messages")


async def write_down(session: AsyncSession, step: Step, sent: Sent, row: Row, *, at: datetime) -> None:
    """What the store must know of a step that was carried out, in the transaction that ends its row."""
    if isinstance(step, MakeChannel) and sent.channel and sent.kind:
        await requisitions.channel_made(session, row.workspace, step.requisition_id, sent.channel, sent.kind)
        await homes.touch_partners(session, row.workspace, step.requisition_id, at=at)
    if isinstance(step, Archive):
        await closing.channel_archived(session, row.workspace, step.requisition_id, at=at)
        await homes.touch_partners(session, row.workspace, step.requisition_id, at=at)
    if isinstance(step, Meet):
        await home.met(session, row.workspace, step.person, sent.user, at=at)
    if isinstance(step, Post | Direct) and step.card and sent.channel and sent.ts:
        kind, subject = step.card
        await cards.place(session, row.workspace, kind, subject, Place(sent.channel, sent.ts), at=at)


async def refused(session: AsyncSession, row: Row, error: str, *, at: datetime) -> bool:
    """What follows where Slack refuses a row for good, in the transaction that ends it; whether that is the end of
    the matter, and nobody need look at it any more."""
    if row.kind == "digest.post":
        return await digests.pause(session, row.workspace, int(row.ids["issue"]), error, at=at)
    return False


async def _file(shared: Awaitable[str]) -> dict[str, Any]:
    return {"file": await shared}


def _ours(messages: Sequence[dict[str, Any]], row: Row, file: str | None) -> str | None:
    """The message with our key, or with a file of that name: Slack keeps no key beside one."""
    for message in messages:
        if file is not None and any(each.get("name") == file for each in message.get("files") or []):
            return str(message["ts"])
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        if row.key and payload.get("key") == row.key:
            return str(message["ts"])
    return None


def _sent(end: End, place: Place | None = None, *, done_already: set[str] | None = None) -> Outcome:
    if isinstance(end, Ok) or (isinstance(end, No) and end.error in (done_already or set())):
        return Sent(place.channel, place.ts) if place else Sent()
    return end
