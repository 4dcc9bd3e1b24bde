"""People as Python objects, for tests and stories: they see what Slack's client shows and do what it lets them do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.playground import acts, conversations, modals, options, presses
from bot.playground.errors import Refused
from bot.playground.filling import labelled
from bot.playground.forms import inputs_of
from bot.playground.people import BOT_USER, Human
from bot.playground.reading import (
    Press,
    SeenMessage,
    SeenView,
    label_of,
    press_called,
    seen_message,
    seen_view,
)
from bot.playground.wording import typed
from bot.playground.workspace import Conversation, Json, View, Workspace, hidden, ts_key, visible_to


@dataclass(frozen=True)
class Reply:
    """What came of it: `text` is what the person alone was told in answer, `error` what Slack said went wrong."""

    ok: bool
    error: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Submitted:
    """What came of a submission: `errors` by visible label, `error` across the modal, `closed`: the view is gone."""

    ok: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    closed: bool = False


class Person:
    def __init__(self, workspace: Workspace, id: str) -> None:
        self._workspace = workspace
        self.id = id

    def __repr__(self) -> str:
        return f"<{self.human.name}>"

    @property
    def human(self) -> Human:
        return self._workspace.people[self.id]

    # What this person sees

    @property
    def view(self) -> SeenView | None:
        """The modal on top, if one is open."""
        view = self._workspace.top_view(self.id)
        return seen_view(self._workspace, view) if view else None

    @property
    def stack(self) -> list[SeenView]:
        """All open modals, the visible one last."""
        return [seen_view(self._workspace, view) for view in self._workspace.stacks.get(self.id, [])]

    @property
    def home(self) -> SeenView | None:
        """The Home tab as last published, whether or not it was looked at."""
        view = self._workspace.homes.get(self.id)
        return seen_view(self._workspace, view) if view else None

    def conversations(self) -> list[Conversation]:
        return [each for each in self._workspace.conversations.values() if self.id in each.members]

    def messages(self, channel: str | None = None, *, dm: bool = False) -> list[SeenMessage]:
        """A conversation, oldest first, with what only this person sees; `dm` is the one with the bot. Maybe empty."""
        conversation = self._conversation(channel, dm=dm)
        if conversation is None:
            return []
        return [seen_message(self._workspace, each, self.id) for each in visible_to(conversation, self.id)]

    def thread(self, message: SeenMessage) -> list[SeenMessage]:
        """The answers to a message, without it."""
        conversation = self._workspace.conversations[message.channel]
        replies = visible_to(conversation, self.id, message.thread_ts or message.ts)
        return [seen_message(self._workspace, each, self.id) for each in replies if each.is_reply]

    # What this person does

    async def command(self, line: str, channel: str = "general") -> Reply:
        known = self._whispers()
        return await self._told(acts.command(self._workspace, self.id, self._channel_id(channel), line), known)

    async def shortcut(self, name: str, message: SeenMessage | None = None) -> Reply:
        """Call a shortcut by its visible name or callback id."""
        named = {each.name: each.callback_id for each in self._workspace.manifest.shortcuts}
        where = {"channel": message.channel, "ts": message.ts} if message else {}
        act = acts.shortcut(self._workspace, self.id, named.get(name, name), **where)
        return await self._told(act, self._whispers())

    async def say(
        self, text: str, channel: str | None = None, *, dm: bool = False, thread: SeenMessage | None = None
    ) -> SeenMessage:
        """Write into a channel, or to the bot with `dm`; a Refused where Slack would not let this person."""
        if dm:
            known = self._workspace.im(self.id, BOT_USER)
            channel = (known or acts.open_direct(self._workspace, self.id, BOT_USER)).id
        if channel is None:
            if thread is None:
                raise Refused("Say where: a channel, dm=True, or a thread.")
            channel = thread.channel
        parent = (thread.thread_ts or thread.ts) if thread else None
        message = acts.say(self._workspace, self.id, self._channel_id(channel), typed(self._workspace, text), parent)
        return seen_message(self._workspace, message, self.id)

    def upload(self, name: str, content: bytes, channel: str | None = None, *, text: str = "") -> str:
        """Upload a file: into a channel, or for a form alone. Gives its id."""
        where = self._channel_id(channel) if channel else None
        words = typed(self._workspace, text)
        return acts.upload(self._workspace, self.id, name, content, channel=where, text=words).id

    def join(self, channel: str) -> None:
        """Join a public channel."""
        conversation = self._workspace.find(channel)
        if conversation is None or conversation.kind != "public":
            raise Refused(f"There is no open channel {channel}.")
        if self.id not in conversation.members:
            conversations.join(self._workspace, conversation, self.id)

    def leave(self, channel: str) -> None:
        conversations.leave(self._workspace, acts.room(self._workspace, self.id, channel), self.id)

    def archive(self, channel: str) -> None:
        conversations.archive(self._workspace, acts.room(self._workspace, self.id, channel), self.id)

    async def open_home(self) -> SeenView | None:
        """Look at the Home tab. The bot may publish after this: wait for `home`."""
        acts.open_home(self._workspace, self.id)
        return self.home

    async def submit(self, answers: Mapping[str, Any] | None = None) -> Submitted:
        """Fill the open modal by visible label and press its button; what is not named keeps its value."""
        view = self._open_view()
        given: dict[str, dict[str, Json]] = {}
        for label, said in (answers or {}).items():
            block, element = labelled(self._workspace, view.content["blocks"], label)
            state = await self._entered(block, element, said, view_id=view.id)
            given.setdefault(block["block_id"], {})[element["action_id"]] = state
        labels = {
            block["block_id"]: label_of(self._workspace, block, element)
            for block, element in inputs_of(view.content["blocks"])
        }
        done = await modals.submit(self._workspace, self.id, view.id, given)
        errors = {labels.get(block_id, block_id): words for block_id, words in (done.errors or {}).items()}
        return Submitted(done.ok, errors, done.error, done.closed)

    async def fill(self, answers: Mapping[str, Any]) -> None:
        """Enter something into the open modal and do not submit it yet."""
        view = self._open_view()
        for label, said in answers.items():
            block, element = labelled(self._workspace, view.content["blocks"], label)
            state = await self._entered(block, element, said, view_id=view.id)
            view.values[block["block_id"]][element["action_id"]] = state

    async def close(self) -> None:
        """Close the open modal without submitting it."""
        await modals.close(self._workspace, self.id, self._open_view().id)

    async def choose(
        self,
        label: str,
        said: Any,
        *,
        message: SeenMessage | None = None,
        channel: str | None = None,
        home: bool = False,
    ) -> Reply:
        """Choose in a menu by its visible label: in the open modal, Home, a message, or the newest one with it."""
        if message is None and channel is None:
            view = self._open_home() if home else self._open_view()
            block, element = labelled(self._workspace, view.content["blocks"], label)
            state = await self._entered(block, element, said, view_id=view.id)
            if block["type"] == "input" and not block.get("dispatch_action"):
                await self.fill({label: said})
                return Reply(ok=True)
            return await self._act(block, element, state, view_id=view.id)
        for each in [message] if message else self.messages(channel)[::-1]:
            labels = [label_of(self._workspace, *pair) for pair in inputs_of(each.blocks)]
            if label in labels or message is not None:
                block, element = labelled(self._workspace, each.blocks, label)
                state = await self._entered(block, element, said, channel=each.channel, ts=each.ts)
                return await self._act(block, element, state, channel=each.channel, ts=each.ts)
        raise Refused(f"No message there has the input {label!r}.")

    async def click(
        self,
        text: str,
        *,
        channel: str | None = None,
        dm: bool = False,
        message: SeenMessage | None = None,
        home: bool = False,
    ) -> Reply:
        """Press a button or overflow entry by its visible text: in a message, Home, the newest message of a
        conversation that has it, or, where nothing is named, the open modal."""
        if message is not None:
            current = self._current(message)
            return await self._press(press_called(self._workspace, current.blocks, text), current)
        if channel is not None or dm:
            return await self._click_newest(text, self._conversation(channel, dm=dm))
        view = self._open_home() if home else self._open_view()
        press = press_called(self._workspace, view.content["blocks"], text)
        return await self._press(press, None, view_id=view.id)

    async def _click_newest(self, text: str, conversation: Conversation | None) -> Reply:
        if conversation is None:
            raise Refused("There is no such conversation.")
        everything = [*conversation.messages.values(), *conversation.ephemerals.values()]
        newest = sorted(everything, key=lambda each: ts_key(each.ts), reverse=True)
        seen = [seen_message(self._workspace, each, self.id) for each in newest if each.only_for in (None, self.id)]
        for each in seen:
            if text in each.buttons:
                return await self._press(press_called(self._workspace, each.blocks, text), each)
        there = sorted({button for each in seen for button in each.buttons})
        raise Refused(f"No message there has {text!r}. There are: {', '.join(map(repr, there)) or 'none'}.")

    async def _press(self, press: Press, message: SeenMessage | None, view_id: str | None = None) -> Reply:
        block = {"block_id": press.block_id}
        chosen = {"selected_option": press.option} if press.option else {}
        if message is not None:
            return await self._act(block, press.element, chosen, channel=message.channel, ts=message.ts)
        return await self._act(block, press.element, chosen, view_id=view_id)

    async def _act(self, block: Json, element: Json, chosen: Json, **where: Any) -> Reply:
        known = self._whispers()
        shown: Json = {name: element[name] for name in ("type", "action_id", "value") if name in element}
        action = {**chosen, **shown}
        return await self._told(presses.act(self._workspace, self.id, block["block_id"], action, **where), known)

    async def _told(self, doing: Any, known: set[str]) -> Reply:
        """Do it; then see what the person alone has been told since."""
        try:
            await doing
        except Refused as refused:
            return Reply(ok=False, error=str(refused))
        fresh = [
            seen_message(self._workspace, each, self.id)
            for conversation in self._workspace.conversations.values()
            for each in conversation.ephemerals.values()
            if each.only_for == self.id and each.ts not in known
        ]
        return Reply(ok=True, text="\n".join(each.all_text for each in fresh) or None)

    def _whispers(self) -> set[str]:
        return {
            each.ts
            for conversation in self._workspace.conversations.values()
            for each in conversation.ephemerals.values()
            if each.only_for == self.id
        }

    def _conversation(self, channel: str | None, *, dm: bool) -> Conversation | None:
        if dm:
            return self._workspace.im(self.id, BOT_USER)
        found = self._workspace.find(channel or "")
        return None if found is None or hidden(self._workspace, found, self.id) else found

    def _channel_id(self, channel: str) -> str:
        found = self._workspace.find(channel)
        return found.id if found else channel

    async def _entered(self, block: Json, element: Json, said: Any, **where: Any) -> Json:
        return await options.entered(self._workspace, self.id, block, element, said, **where)

    def _open_view(self) -> View:
        view = self._workspace.top_view(self.id)
        if view is None:
            raise Refused(f"{self.human.name} has no modal open.")
        return view

    def _open_home(self) -> View:
        view = self._workspace.homes.get(self.id)
        if view is None:
            raise Refused(f"{self.human.name} has no Home tab yet.")
        return view

    def _current(self, message: SeenMessage) -> SeenMessage:
        """The message as it is now, which may have changed since it was read."""
        conversation = self._workspace.conversations[message.channel]
        found = conversation.messages.get(message.ts) or conversation.ephemerals.get(message.ts)
        if found is None or found.only_for not in (None, self.id):
            raise Refused("That message is gone.")
        return seen_message(self._workspace, found, self.id)
