"""What a person reads: messages and views with their visible texts, buttons and inputs by label."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.playground.blockkit.surfaces import elements_of
from bot.playground.dates import localised
from bot.playground.errors import Refused
from bot.playground.forms import inputs_of
from bot.playground.payloads import ts_moment
from bot.playground.wording import read, visible_texts
from bot.playground.workspace import Json, Message, View, Workspace, ts_key

LAST_SAID = 8


@dataclass(frozen=True)
class Press:
    """Something to press: a button, or an entry of an overflow menu. `option` is set for the latter."""

    text: str
    block_id: str
    element: Json
    option: Json | None = None


def all_presses(workspace: Workspace, blocks: list[Json]) -> Iterator[Press]:
    """Every button and overflow entry in blocks, in reading order."""
    for block in blocks:
        for _, element in elements_of(block):
            if element["type"] == "button":
                yield Press(element["text"]["text"], block["block_id"], element)
            elif element["type"] == "overflow":
                for option in element["options"]:
                    yield Press(option["text"]["text"], block["block_id"], element, option)


def label_of(workspace: Workspace, block: Json, element: Json) -> str:
    """What a person would call an input: its label, else the text beside it, else its placeholder."""
    if block.get("label"):
        return str(block["label"]["text"])
    if block.get("text"):
        return read(workspace, block["text"]["text"]).strip("*")
    if element.get("placeholder"):
        return str(element["placeholder"]["text"])
    return str(element["action_id"])


@dataclass(frozen=True)
class SeenMessage:
    """A message as one person sees it at this moment."""

    channel: str
    ts: str
    user: str
    sender: str
    when: datetime
    text: str
    blocks: list[Json]
    thread_ts: str | None
    ephemeral: bool
    edited: bool
    pinned: bool
    all_text: str
    buttons: list[str]
    files: list[str]  # names


def seen_message(workspace: Workspace, message: Message, reader: str | None = None) -> SeenMessage:
    """`reader`: dates as that person's zone has them; without one, as UTC has them."""
    zone = workspace.people[reader].zone if reader else "Etc/UTC"
    blocks = message.all_blocks()
    dated = localised(blocks, zone, workspace.clock.now())
    text = localised(message.text, zone, workspace.clock.now())
    texts = visible_texts(workspace, dated) or [read(workspace, text)]
    return SeenMessage(
        channel=message.channel,
        ts=message.ts,
        user=message.user,
        sender=workspace.people[message.user].name,
        when=ts_moment(message.ts),
        text=message.text,
        blocks=blocks,
        thread_ts=message.thread_ts,
        ephemeral=message.only_for is not None,
        edited=message.edited,
        pinned=message.ts in workspace.conversations[message.channel].pins,
        all_text="\n".join(texts),
        buttons=[each.text for each in all_presses(workspace, blocks)],
        files=[each.name for each in message.files if not each.deleted],
    )


@dataclass(frozen=True)
class SeenView:
    """A modal or Home tab as its person sees it at this moment."""

    id: str
    type: str
    title: str
    submit: str | None
    callback_id: str
    private_metadata: str
    blocks: list[Json]
    values: Json
    all_text: str
    buttons: list[str]
    labels: list[str]


def seen_view(workspace: Workspace, view: View) -> SeenView:
    content, blocks = view.content, view.content["blocks"]
    return SeenView(
        id=view.id,
        type=view.type,
        title=(content.get("title") or {}).get("text", ""),
        submit=(content.get("submit") or {}).get("text"),
        callback_id=content.get("callback_id", ""),
        private_metadata=content.get("private_metadata", ""),
        blocks=blocks,
        values=view.values,
        all_text="\n".join(visible_texts(workspace, blocks)),
        buttons=[each.text for each in all_presses(workspace, blocks)],
        labels=[label_of(workspace, block, element) for block, element in inputs_of(blocks)],
    )


def press_called(workspace: Workspace, blocks: list[Json], text: str) -> Press:
    offered = [*all_presses(workspace, blocks)]
    for each in offered:
        if each.text == text:
            return each
    there = ", ".join(repr(each.text) for each in offered)
    raise Refused(f"There is no button {text!r} here. There are: {there or 'none'}.")


def story_so_far(workspace: Workspace) -> str:
    """The last few messages anywhere, for an error that should explain itself."""
    everything = [
        (each, conversation)
        for conversation in workspace.conversations.values()
        for each in (*conversation.messages.values(), *conversation.ephemerals.values())
    ]
    everything.sort(key=lambda pair: ts_key(pair[0].ts))
    lines = []
    for each, conversation in everything[-LAST_SAID:]:
        where = conversation.name or " and ".join(workspace.people[one].display for one in conversation.members)
        alone = f" (only to {workspace.people[each.only_for].display})" if each.only_for else ""
        seen = seen_message(workspace, each)
        lines.append(f"  {where}: {seen.sender}{alone}: {seen.all_text[:200]!r}")
    return "\n".join(lines) or "  nothing"
