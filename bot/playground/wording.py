"""Text between people and Slack: what a client makes of what is typed, and what a person reads of mrkdwn and blocks."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.workspace import Json, Workspace

_MARKUP = re.compile(r"<([^<>]+)>")


def typed(workspace: Workspace, text: str, *, labels: bool = False) -> str:
    """What Slack's client sends for typed text: `& < >` escaped; people, channels and links marked.

    `labels` adds the name (`<@U0HAL|hal>`), as slash commands with `should_escape` carry it.
    """
    targets = _targets(workspace)
    names = "|".join(re.escape(name) for name in sorted(targets, key=len, reverse=True))
    pattern = re.compile(rf"(?P<url>https?://[^\s<>|]+)|(?<![\w/])(?P<name>{names})(?![\w-])", re.IGNORECASE)

    def marked(found: re.Match[str]) -> str:
        if found["url"]:
            return f"<{found['url']}>"
        target, label = targets[found["name"].casefold()]
        return f"<{target}|{label}>" if labels else f"<{target}>"

    return pattern.sub(marked, html.escape(text, quote=False))


def _targets(workspace: Workspace) -> dict[str, tuple[str, str]]:
    """Everything that a mention may be typed as, in small letters, with what it stands for and its label."""
    targets = {}
    for human in workspace.people.values():
        for name in (human.name, human.display, human.handle):
            targets[f"@{name}".casefold()] = (f"@{human.id}", human.handle)
    for each in workspace.conversations.values():
        if each.kind in ("public", "private"):
            targets[f"#{each.name}"] = (f"#{each.id}", each.name)
    return targets


def read(workspace: Workspace, text: str) -> str:
    """mrkdwn as a person reads it: names for ids, labels for links, entities undone."""
    return html.unescape(_MARKUP.sub(lambda found: _shown(workspace, found[1]), text))


def _shown(workspace: Workspace, markup: str) -> str:
    target, _, label = markup.partition("|")
    if target.startswith("@"):
        human = workspace.people.get(target[1:])
        return f"@{human.display}" if human else f"@{label or target[1:]}"
    if target.startswith("#"):
        conversation = workspace.conversations.get(target[1:])
        return f"#{conversation.name}" if conversation else f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or "@" + target[1:].partition("^")[0]
    return label or target.removeprefix("mailto:")


def visible_texts(workspace: Workspace, blocks: list[Json]) -> list[str]:
    """Every text that a person can see in blocks, in reading order."""
    return [text for block in blocks for text in _texts(workspace, block) if text]


def _texts(workspace: Workspace, thing: Any) -> Iterator[str]:
    if isinstance(thing, list):
        for each in thing:
            yield from _texts(workspace, each)
    if not isinstance(thing, Mapping):
        return
    kind = thing.get("type")
    if kind in ("mrkdwn", "markdown"):
        yield read(workspace, thing["text"])
    elif kind in ("plain_text", "raw_text"):
        yield thing["text"]
    elif kind in ("rich_text_section", "rich_text_preformatted", "rich_text_quote"):
        yield "".join(_piece(workspace, each) for each in thing["elements"])
    elif kind == "image":
        yield from _texts(workspace, thing.get("title"))
        yield thing["alt_text"]
    else:
        for name in ("label", "text", "fields", "accessory", "elements", "element", "placeholder", "rows", "hint"):
            yield from _texts(workspace, thing.get(name))
        yield from _choices(workspace, thing)


def _choices(workspace: Workspace, element: Mapping[str, Any]) -> Iterator[str]:
    """Options that lie open; those of menus are hidden until somebody opens one, but what is chosen shows."""
    if element.get("type") in ("checkboxes", "radio_buttons"):
        for option in element["options"]:
            yield from _texts(workspace, option["text"])
            yield from _texts(workspace, option.get("description"))
    elif element.get("initial_option"):
        yield from _texts(workspace, element["initial_option"]["text"])


def _piece(workspace: Workspace, piece: Mapping[str, Any]) -> str:
    match piece["type"]:
        case "user":
            return read(workspace, f"<@{piece['user_id']}>")
        case "channel":
            return read(workspace, f"<#{piece['channel_id']}>")
        case "link":
            return str(piece.get("text") or piece["url"])
        case "emoji":
            return f":{piece['name']}:"
        case "broadcast":
            return f"@{piece['range']}"
        case "date":
            return str(piece.get("fallback") or piece["timestamp"])
        case _:
            return str(piece.get("text") or "")
