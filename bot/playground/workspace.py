"""The state of the playground's workspace: people, conversations, messages, views, and the few ways to find them.

Rules live elsewhere (conversations.py, views.py, events.py); this is what they read and change.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.playground.changes import Changes
from bot.playground.checks import Checks
from bot.playground.clock import Clock
from bot.playground.files import File, Files
from bot.playground.ledger import Ledger
from bot.playground.limits import Patience
from bot.playground.manifest import Manifest
from bot.playground.people import BOT_USER, KESTREL, Human, Team, everybody
from bot.playground.respond_urls import ResponseUrls
from bot.playground.triggers import Triggers

Json = dict[str, Any]


@dataclass(kw_only=True)
class Message:
    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    by_bot: bool = False
    edited: bool = False
    broadcast: bool = False  # an answer in a thread that shows in the channel too
    only_for: str | None = None  # an ephemeral message is seen by this person alone
    dismissed: bool = False  # an ephemeral message its person has put out of sight
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    def attached_blocks(self) -> list[tuple[int, Json]]:
        """The blocks in its attachments, each with its attachment's number, the first being 1."""
        attachments = enumerate(self.attachments or (), start=1)
        return [(number, block) for number, each in attachments for block in each.get("blocks") or ()]

    def all_blocks(self) -> list[Json]:
        """Its own blocks, then those in its attachments."""
        return [*(self.blocks or ()), *(block for _, block in self.attached_blocks())]


@dataclass(kw_only=True)
class Conversation:
    id: str
    name: str
    kind: str  # "public", "private", "im" or "mpim", the page's words
    members: list[str]
    creator: str
    created: int
    topic: str = ""
    purpose: str = ""
    closed: bool = False  # a direct message the bot has closed; the next one opens it again
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)  # by ts, oldest first
    threads: dict[str, list[str]] = field(default_factory=dict)  # a parent's ts to those of its answers
    ephemerals: dict[str, Message] = field(default_factory=dict)
    pins: list[str] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)  # person to the ts they have seen
    team: Team = KESTREL


@dataclass(kw_only=True)
class View:
    """A modal or a Home tab; `content` is what the app gave, `values` what the person has entered so far."""

    id: str
    person: str
    content: Json
    hash: str
    root: str
    previous: str | None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    channel: str | None = None  # where its trigger was born, for response_url_enabled inputs
    team: Team = KESTREL

    @property
    def type(self) -> str:
        return str(self.content["type"])


@dataclass(frozen=True)
class Scheduled:
    """A message of the bot's for later; `rest` are further fields of Message. One with metadata is never posted."""

    id: str
    channel: str
    post_at: int
    created: int
    text: str
    metadata: Json | None
    rest: Json


@dataclass(frozen=True)
class Ack:
    """How the app took a request: `payload` is what came with the ack, `error` Slack's code where none came, and
    `why` says that in words."""

    payload: Json | None = None
    error: str | None = None
    why: str = "the app is not connected"


@dataclass(frozen=True)
class Delivery:
    """How requests reach the app, by Socket Mode or by signed HTTP (see deliveries.py)."""

    request: Callable[[str, Json], Awaitable[Ack]]  # one try, three seconds: commands and interactions
    connect_url: Callable[[], str]  # what apps.connections.open answers
    event: Callable[[Json], None]  # returns at once; tried again by schedule
    connected: Callable[[], bool]


class Workspace:
    def __init__(
        self,
        manifest: Manifest,
        clock: Clock,
        changes: Changes,
        delivery: Delivery,
        ledger: Ledger,
        checks: Checks,
        patience: Patience,
        team: Team = KESTREL,
    ) -> None:
        self.team = team
        self.bot_token: str | None = None  # None: the app is not installed
        self.is_org_wide = False  # installed for the whole organisation, with one token for all of it
        self.spent: dict[str, str] = {}  # tokens that are good no more, each with what Slack says of it
        self.checks = checks
        self.manifest = manifest
        self.clock = clock
        self.changes = changes
        self.delivery = delivery
        self.ledger = ledger
        self.timer: asyncio.TimerHandle | None = None  # goes off when the next scheduled message is due
        self.url = ""  # where this workspace is served, for permalinks and response_urls
        self.beginnings = 0  # how often it was as on the first day: tells work begun before a start over
        self._numbers: dict[str, int] = {}
        self._patience = patience
        self.reset()

    def reset(self) -> None:
        """Everything as on the first day. Ids go on counting: a bot that remembers the old ones must not meet them."""
        self.beginnings += 1
        self.triggers = Triggers(self.clock, self.checks, self._patience.trigger)
        self.response_urls = ResponseUrls(self.clock, self.checks)
        self.files = Files(self.clock, lambda: self.url, self.team)
        self.people: dict[str, Human] = {human.id: human for human in everybody(self.team, self.manifest.name)}
        self.conversations: dict[str, Conversation] = {}
        self.stacks: dict[str, list[View]] = {}  # person to open modals, the visible one last
        self.homes: dict[str, View] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self.revoked = False  # whether the bot gave up its token
        self._last_ts = 0
        full = [each.id for each in self.people.values() if not (each.deleted or each.is_guest or each.is_bot)]
        self._start("C0GENERAL", "general", full)
        self._start("C0HIRING", "hiring", full)

    def _start(self, id: str, name: str, members: list[str]) -> None:
        self.conversations[id] = Conversation(
            id=id,
            name=name,
            kind="public",
            members=list(members),
            creator="U0SAM",
            created=int(self.clock.timestamp()),
            team=self.team,
        )

    def number(self, kind: str) -> int:
        """The next number of its kind: ids that are readable and never repeat."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return self._numbers[kind]

    def next_ts(self) -> str:
        """A message's `ts`: unique in the workspace and never smaller than the one before."""
        self._last_ts = max(int(self.clock.timestamp() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    @property
    def installed(self) -> bool:
        return self.bot_token is not None

    def bot(self) -> Human:
        return self.people[BOT_USER]

    def person(self, who: str) -> Human:
        """Somebody by id, full name, first name or handle; a KeyError that says who there is."""
        if who in self.people:
            return self.people[who]
        wanted = who.lstrip("@").casefold()
        for human in self.people.values():
            if wanted in (human.name.casefold(), human.display.casefold(), human.handle):
                return human
        there = ", ".join(human.name for human in self.people.values())
        raise KeyError(f"nobody here is called {who}; there are {there}")

    def find(self, channel: str) -> Conversation | None:
        """A conversation by id, or by name with or without its #."""
        if channel in self.conversations:
            return self.conversations[channel]
        name = channel.removeprefix("#")
        return next((each for each in self.conversations.values() if each.name == name and each.kind != "im"), None)

    def im(self, one: str, other: str) -> Conversation | None:
        pair = {one, other}
        return next(
            (each for each in self.conversations.values() if each.kind == "im" and set(each.members) == pair),
            None,
        )

    def top_view(self, person: str) -> View | None:
        stack = self.stacks.get(person)
        return stack[-1] if stack else None

    def view(self, view_id: str) -> View | None:
        """An open modal or a Home tab by its id."""
        views = [view for stack in self.stacks.values() for view in stack]
        return next((view for view in (*views, *self.homes.values()) if view.id == view_id), None)


def replies_to(conversation: Conversation, parent: str) -> list[Message]:
    """The answers to a message, oldest first."""
    return [conversation.messages[ts] for ts in conversation.threads.get(parent, ())]


def visible_to(conversation: Conversation, person: str, thread: str | None = None) -> list[Message]:
    """What a person sees there, oldest first, their ephemerals included: the channel, or one thread with its parent."""
    everything = [*conversation.messages.values()]
    everything += [each for each in conversation.ephemerals.values() if each.only_for == person and not each.dismissed]
    everything.sort(key=lambda message: ts_key(message.ts))
    if thread is None:
        return [each for each in everything if each.broadcast or not each.is_reply]
    return [each for each in everything if thread in (each.ts, each.thread_ts)]


def hidden(workspace: Workspace, conversation: Conversation, person: str) -> bool:
    """Whether a conversation does not exist for this person."""
    private = conversation.kind != "public" and person not in conversation.members
    return private and workspace.checks.on("rooms.hidden_from_people")


def ts_key(ts: str) -> tuple[int, int]:
    """`ts` as numbers, for strings of unequal length compare wrongly."""
    seconds, _, micro = ts.partition(".")
    return int(seconds or 0), int((micro or "0").ljust(6, "0"))


def without_empty(values: Mapping[str, Any]) -> Json:
    """The entries that hold something: Slack leaves out what is not there."""
    return {key: value for key, value in values.items() if value is not None}
