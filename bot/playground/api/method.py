"""What a method of the Web API is made of: a function, the scopes it needs by kind of conversation, its tier."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.playground.api.arguments import Arguments
from bot.playground.errors import SlackError
from bot.playground.limits import Limits
from bot.playground.people import BOT_USER
from bot.playground.workspace import Conversation, Json, Workspace, without_empty

Item = TypeVar("Item")

KINDS = {"public": "public_channel", "private": "private_channel", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True)
class Call:
    workspace: Workspace
    arguments: Arguments
    limits: Limits

    def conversation(self, scopes: Mapping[str, Sequence[str]] | None = None, name: str = "channel") -> Conversation:
        """The conversation meant. What the bot may not see does not exist; `scopes` names what each kind needs."""
        given = self.arguments.text(name)
        found = self.workspace.conversations.get(given)
        if found is None or not visible(found):
            raise SlackError("channel_not_found")
        if scopes is not None:
            self.need(scopes.get(found.kind, ()))
        return found

    def need(self, any_of: Sequence[str]) -> None:
        """Refuse where the manifest grants none of these scopes."""
        granted = self.workspace.manifest.scopes
        if any_of and not granted.intersection(any_of):
            raise SlackError("missing_scope", needed=any_of[0], provided=",".join(sorted(granted)))


@dataclass(frozen=True)
class Method:
    """A row of the table. One of `scopes` must be granted, whatever the conversation; `tier` None is not counted."""

    run: Callable[[Call], Json]
    tier: int | None = None
    scopes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    caller: str = "bot"  # whose token: "bot", "app" (the app-level one), or "anybody", who needs none


def visible(conversation: Conversation) -> bool:
    """Public channels are open to all, the rest to members."""
    return conversation.kind == "public" or BOT_USER in conversation.members


def page(call: Call, items: Sequence[Item], *, usual: int = 100, most: int = 1000) -> tuple[list[Item], Json]:
    """The part of a list that `cursor` and `limit` ask for, and the metadata that leads to the next."""
    limit = call.arguments.number("limit", usual, most)
    start = _offset(call.arguments.text("cursor"))
    if start > len(items):
        raise SlackError("invalid_cursor")
    more = start + limit < len(items)
    cursor = base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    return list(items[start : start + limit]), {"next_cursor": cursor}


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next":
            raise ValueError(cursor)
        return int(number)
    except (ValueError, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None


def answer(**values: Any) -> Json:
    """The fields of an answer that hold something."""
    return without_empty(values)
