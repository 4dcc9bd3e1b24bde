"""What can be done in Slack, as values: a conversation composes them, the postman carries them out.

Each kind of step is either harmless to repeat or has its own way to be recognised as done (`bot/postman.py`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks.kit import Block
from handlers.charts import Picture
from storage.cards import CardKind, Place
from storage.outbox import Row


@dataclass(frozen=True)
class Post:
    """A new message. `card` says which live card it is, `join` that the bot may have to join a public channel first,
    `pictures` which charts its image blocks show."""

    channel: str
    text: str
    blocks: list[Block]
    thread_ts: str | None = None
    card: tuple[CardKind, int] | None = None
    join: bool = False
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Direct:
    """A new direct message to a person; opened once, its channel remembered."""

    person: str
    text: str
    blocks: list[Block]
    card: tuple[CardKind, int] | None = None
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Repaint:
    """A message of ours, painted as things stand now."""

    place: Place
    text: str
    blocks: list[Block]
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class MakeChannel:
    """A private channel for a requisition; where Slack refuses, a group direct message with `people`, if any are named:
    else it is tried again until there is a channel."""

    requisition_id: int
    name: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Invite:
    channel: str
    person: str


@dataclass(frozen=True)
class SetTopic:
    channel: str
    topic: str


@dataclass(frozen=True)
class Pin:
    place: Place


@dataclass(frozen=True)
class Archive:
    """The channel of a requisition, archived: from then on nothing can be said or painted there."""

    requisition_id: int
    channel: str


@dataclass(frozen=True)
class Publish:
    """Somebody's App Home, painted as things stand now."""

    person: str
    view: Block


@dataclass(frozen=True)
class Meet:
    """Somebody who opened their App Home before we knew them, or long since: Slack is asked who they are."""

    person: str


@dataclass(frozen=True)
class Erase:
    """A message of ours, deleted. One that is gone already is erased as well."""

    place: Place


@dataclass(frozen=True)
class Document:
    """A file for one person, in their direct message with the bot, under a `name` that says what is in it; `otherwise`
    is what they are told where Slack does not take files."""

    person: str
    name: str
    content: bytes
    text: str
    otherwise: str


Step = Document | Post | Direct | Repaint | MakeChannel | Invite | SetTopic | Pin | Archive | Publish | Meet | Erase


@dataclass(frozen=True)
class Moot:
    """A message that is no longer true: not to be sent. But an earlier try may have sent it, and then it must be
    found and remembered, so that what came after it (a repaint, a correction) has something to stand on."""

    step: Post | Direct


# Renders one outbox row as of `now`; None drops it, because there is nowhere it could have been or could be said.
Compose = Callable[[AsyncSession, Row, datetime], Awaitable[Step | Moot | None]]
