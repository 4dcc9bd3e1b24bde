"""One visit: a person who typed a command, pressed a button or submitted a modal, and all a listener needs of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks.text import clean
from handlers.clients import ClientOf
from handlers.gallery import Gallery
from handlers.people import People
from storage.database import Database
from storage.people import Person
from storage.walls import within

T = TypeVar("T")
# Real seconds a save is waited for, in turns: Slack wants its ack within three. A machine that stands still for a while
# costs one turn, not all of them, for the save stood still as well.
_TURNS, _TURN = 8, 0.25
_LULL = 0.25  # real seconds the postman waits for people: what was promised goes out all the same


log = structlog.get_logger()


def _ended_late(task: asyncio.Task[Any]) -> None:
    """Nobody waits for this save any more, so its failure must not go unheard."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("late_save_failed", error=type(error).__name__)


def a_day(text: str | None) -> date | None:
    """A day as Slack writes it; None for anything else, which no date picker sends."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


class StillSaving(Exception):
    """The save goes on; whether it ends well will show on the card. Pressing again changes nothing twice."""


class Office:
    """What all visits share: the database, who is who, and how to wake the postman. `busy` counts what is under way.

    People first: the postman hears of news once whoever brought it is answered, and waits for a lull before it begins.
    """

    def __init__(self, database: Database, people: People, wake: Callable[[], None], client_of: ClientOf) -> None:
        self.database, self.people, self.client_of = database, people, client_of
        self._wake, self._news = wake, False
        self.saves: set[asyncio.Task[Any]] = set()
        self.gallery = Gallery(database, client_of, self.saves)
        self.homes_opened: dict[tuple[str, str], datetime] = {}  # and a painting asked for
        self._visits = 0
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def busy(self) -> bool:
        return bool(self._visits or self.saves)

    @contextmanager
    def visit(self, workspace: str) -> Iterator[None]:
        """Counts a visit while it is answered; whatever it reads and saves is of this workspace."""
        self._visits += 1
        self._empty.clear()
        try:
            with within(workspace):
                yield
        finally:
            self._visits -= 1
            if not self._visits:
                self._empty.set()
            if self._news:
                self._news = False
                self._wake()

    def wake(self) -> None:
        """There is something new for the postman: at the end of a visit, where one is under way."""
        if self._visits:
            self._news = True
        else:
            self._wake()

    async def lull(self) -> bool:
        """Waits a moment for nobody to be waiting for an answer; whether that came."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LULL):
                await self._empty.wait()
        return not self._visits

    async def permalink(self, workspace: str, channel: str, ts: str) -> str | None:
        """Where a message of ours can be read; None where Slack does not say."""
        try:
            async with asyncio.timeout(_TURN * 4):
                client = await self.client_of(workspace)
                found = await client.chat_getPermalink(channel=channel, message_ts=ts)
        except Exception as error:  # words without a link are as good
            log.warning("no_permalink", error=type(error).__name__)
            return None
        return str(found["permalink"])

    async def drain(self) -> None:
        """Returns when every visit and every save under way has ended."""
        await self._empty.wait()
        while self.saves:
            await asyncio.wait(set(self.saves))


@dataclass(frozen=True)
class Visit:
    """`text` is what follows the command; `value` a button's; `view` a submitted modal; `metadata` its private data:
    keys to look things up by, never authority; `shortcut` what Slack says of one, its message included."""

    office: Office
    person: Person
    now: datetime
    text: str = ""
    channel: str | None = None
    value: str = ""
    view: dict[str, Any] | None = None
    response_url: str | None = None
    shortcut: dict[str, Any] | None = None

    @property
    def zone(self) -> str:
        return self.person.zone

    async def look_up(self, person: str) -> Person | None:
        """Somebody of this workspace, from memory or from Slack; None when there is nobody with that id."""
        return await self.office.people.find(self.person.workspace, person)

    async def read(self, query: Callable[[AsyncSession], Awaitable[T]]) -> T:
        async with self.office.database.read() as session:
            return await query(session)

    async def save(self, verb: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Runs a verb in one transaction and wakes the postman after its commit.

        The transaction is a task of its own and never cancelled: a save that is slow is waited for
        two seconds and then goes on by itself (StillSaving). Raises what the verb raises; then nothing was saved.
        """
        task = asyncio.create_task(self.office.database.write(verb))
        self.office.saves.add(task)
        task.add_done_callback(self._saved)
        for _ in range(_TURNS):
            done, _ = await asyncio.wait({task}, timeout=_TURN)
            if done:
                return task.result()
        task.add_done_callback(_ended_late)
        raise StillSaving

    def _saved(self, task: asyncio.Task[Any]) -> None:
        self.office.saves.discard(task)
        if not task.cancelled() and task.exception() is None:
            self.office.wake()

    def typed(self, name: str) -> str:
        """What was typed into a text field of the modal, cleaned; empty when nothing was."""
        return clean(self._state(name).get("value") or "")

    def asks(self, name: str) -> bool:
        """Whether the modal has that field at all."""
        return any(block.get("block_id") == name for block in (self.view or {}).get("blocks", []))

    def chosen(self, name: str) -> str | None:
        """The value chosen in a select, a person's or channel's id, a day, or a time."""
        state = self._state(name)
        option = state.get("selected_option")
        if option:
            return str(option["value"])
        for key in ("selected_user", "selected_conversation", "selected_channel", "selected_date", "selected_time"):
            if state.get(key):
                return str(state[key])
        return None

    def day(self, name: str) -> date | None:
        """The day chosen in a field that asks for one; None when none was."""
        return a_day(self._state(name).get("selected_date"))

    def moment(self, name: str) -> datetime | None:
        """The day and time chosen in a field that asks for both, as a UTC moment; None when none was."""
        chosen = self._state(name).get("selected_date_time")
        return datetime.fromtimestamp(int(chosen), UTC) if chosen else None

    def has(self, name: str) -> bool:
        """Whether the modal has a field of that name, filled or not."""
        return name in (self.view or {}).get("state", {}).get("values", {})

    def names(self) -> list[str]:
        """The names of the fields the modal has."""
        return list((self.view or {}).get("state", {}).get("values", {}))

    def all_chosen(self, name: str) -> list[str]:
        """The values ticked in checkboxes or a select of several."""
        return [str(option["value"]) for option in self._state(name).get("selected_options") or []]

    def chosen_people(self, name: str) -> list[str]:
        """The people chosen in a select of several, by id."""
        return [str(person) for person in self._state(name).get("selected_users") or []]

    def _state(self, name: str) -> dict[str, Any]:
        values = (self.view or {}).get("state", {}).get("values", {})
        field: dict[str, dict[str, Any]] = values.get(name, {})
        return next(iter(field.values()), {})  # an input that tells of its changes names its action, not FIELD

    @property
    def metadata(self) -> str:
        return str((self.view or {}).get("private_metadata") or "")

    @property
    def origin(self) -> str:
        """The modal's id: the same for a submission that arrives twice."""
        return str((self.view or {}).get("id") or "")
