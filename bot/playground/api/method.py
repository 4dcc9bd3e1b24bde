"""What a method of the Web API is made of: a function, the scopes it needs by kind of conversation, its tier."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.playground.api.arguments import Arguments
from bot.playground.checks import Checks
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

    @property
    def checks(self) -> Checks:
        return self.workspace.checks

    def conversation(self, scopes: Mapping[str, Sequence[str]] | None = None, name: str = "channel") -> Conversation:
        """The conversation meant. What the bot may not see does not exist; `scopes` names what each kind needs."""
        given = self.arguments.text(name)
        found = self.workspace.conversations.get(given)
        if found is None:
            self.checks.stop("rooms.known", "channel_not_found")
        if not visible(found):
            self.checks.refuse("rooms.hidden", "channel_not_found")
        if scopes is not None:
            self.need(scopes.get(found.kind, ()))
        return found

    def need(self, any_of: Sequence[str]) -> None:
        """Refuse where the manifest grants none of these scopes."""
        granted = self.workspace.manifest.scopes
        if any_of and not granted.intersection(any_of):
            provided = ",".join(sorted(granted))
            self.checks.refuse("calls.scope", SlackError("missing_scope", needed=any_of[0], provided=provided))


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
    if start is None or start > len(items):
        call.checks.refuse("calls.cursor", "invalid_cursor")
        start = 0
    more = start + limit < len(items)
    cursor = base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    return list(items[start : start + limit]), {"next_cursor": cursor}


def _offset(cursor: str) -> int | None:
    """Where the cursor leads; None where nobody gave it out."""
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next":
            raise ValueError(cursor)
        return int(number)
    except (ValueError, UnicodeDecodeError):
        return None


def answer(**values: Any) -> Json:
    """The fields of an answer that hold something."""
    return without_empty(values)
