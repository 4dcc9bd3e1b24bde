"""Block Kit in a few words: each function makes one block or element, clipped to Slack's limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from handlers.blocks.text import clip, quote
from handlers.charts import ALT, Picture
from handlers.ids import FIELD, VIEW_NOTICE

Block = dict[str, Any]

TITLE = 24
HEADER = 150
SECTION = 3000
CONTEXT = 2000
OPTION = 75
OPTIONS = 100
VIEW_BLOCKS = 100
_WORTH_KEEPING = 20  # characters


def plain(text: str, length: int = OPTION) -> Block:
    return {"type": "plain_text", "text": clip(text, length), "emoji": True}


def mrkdwn(text: str, length: int = SECTION) -> Block:
    """Made of `quote`d parts, so that it fits; should it not, no escape is cut in half."""
    fitting = clip(text, length)
    if fitting != text:
        fitting = re.sub(r"(&[a-z]{0,4}|<[^<>]*)…$", "…", fitting)
    return {"type": "mrkdwn", "text": fitting}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block | {"accessory": accessory} if accessory else block


def fields(*texts: str) -> Block:
    return {"type": "section", "fields": [mrkdwn(text, 2000) for text in texts]}


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text, CONTEXT) for text in texts if text]}


def image(picture: Picture) -> Block:
    """A chart. It carries the picture's key; whoever speaks to Slack puts the file in its place."""
    return {"type": "image", "slack_file": {"key": picture.key}, "alt_text": clip(picture.chart.alt(), ALT)}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(text: str, action: str, value: str, *, style: str | None = None) -> Block:
    element: Block = {"type": "button", "text": plain(text), "action_id": action, "value": value}
    return element | {"style": style} if style else element


def overflow(action: str, options: list[Block]) -> Block:
    """The ⋯ menu: five options at most."""
    return {"type": "overflow", "action_id": action, "options": options[:5]}


def person(placeholder: str = "Choose a person") -> Block:
    return {"type": "users_select", "placeholder": plain(placeholder, 150)}


def option(text: str, value: str) -> Block:
    return {"text": plain(text), "value": value}


def select(options: list[Block], *, initial: str | None = None, placeholder: str = "Choose one") -> Block:
    """One of `options`; `initial` is the value of the one chosen at first."""
    element: Block = {
        "type": "static_select",
        "action_id": FIELD,
        "placeholder": plain(placeholder, 150),
        "options": options,
    }
    chosen = next((o for o in options if o["value"] == initial), None)
    return element | {"initial_option": chosen} if chosen else element


def grouped(options: dict[str, str], *, first: list[Block], initial: str | None = None) -> Block:
    """One of many: `options` are texts by value, in order, shown by first letter after those in `first`. Slack takes a
    hundred groups of a hundred each."""
    groups: dict[str, list[Block]] = {"–": first}
    for value, text in options.items():
        groups.setdefault(text[:1].upper(), []).append(option(text, value))
    element: Block = {
        "type": "static_select",
        "placeholder": plain("Choose one", 150),
        "option_groups": [{"label": plain(name), "options": each[:OPTIONS]} for name, each in groups.items()],
    }
    chosen = next((o for each in groups.values() for o in each if o["value"] == initial), None)
    return element | {"initial_option": chosen} if chosen else element


def checkboxes(options: list[Block], chosen: Iterable[str]) -> Block:
    """Any of `options`; `chosen` are the values ticked at first."""
    wanted = set(chosen)
    ticked = [o for o in options if o["value"] in wanted]
    element: Block = {"type": "checkboxes", "options": options}
    return element | {"initial_options": ticked} if ticked else element


def text_input(
    *, initial: str | None = None, placeholder: str | None = None, longest: int = 3000, lines: bool = False
) -> Block:
    element: Block = {"type": "plain_text_input", "action_id": FIELD, "max_length": longest}
    if lines:
        element["multiline"] = True
    if initial:
        element["initial_value"] = initial[:longest]
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def field(
    name: str,
    label: str,
    element: Block,
    *,
    optional: bool = False,
    hint: str | None = None,
    tells: str | None = None,
) -> Block:
    """An input whose value is found under `name`. `tells`: the action that hears of each change."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 2000),
        "element": {**element, "action_id": tells or FIELD},
        "optional": optional,
    }
    if tells:
        block["dispatch_action"] = True
    return block | {"hint": plain(hint, 2000)} if hint else block


def modal(
    callback: str,
    title: str,
    blocks: Iterable[Block],
    *,
    submit: str | None = None,
    close: str = "Cancel",
    metadata: str = "",
) -> Block:
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, TITLE),
        "close": plain(close, TITLE),
        "blocks": list(blocks)[:VIEW_BLOCKS],
        "private_metadata": metadata,
    }
    return view | {"submit": plain(submit, TITLE)} if submit else view


def home(blocks: Iterable[Block]) -> Block:
    """App Home."""
    return {"type": "home", "blocks": list(blocks)[:VIEW_BLOCKS]}


def notice(title: str, text: str, *, kept: str | Mapping[str, str] = "", shown: list[Block] | None = None) -> Block:
    """A modal that only says something; `shown` is what it says in blocks, `kept` what the person had typed, given
    back: a text, or several by the labels of their fields."""
    return modal(VIEW_NOTICE, title, [*(shown or [section(text)]), *given_back(kept)], close="Close")


def given_back(kept: str | Mapping[str, str]) -> list[Block]:
    """What a person had typed into a form that came to nothing, where any of it is worth keeping."""
    texts = {"": kept} if isinstance(kept, str) else kept
    if max(map(len, texts.values()), default=0) <= _WORTH_KEEPING:
        return []
    shown = [context("What you typed, should you want to keep it:")]
    for label, text in texts.items():
        shown += [*([context(quote(label, CONTEXT))] if len(texts) > 1 else []), section(quote(text, SECTION))]
    return shown
