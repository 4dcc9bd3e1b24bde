"""Composition objects: texts, options, confirmations and their limits."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.blockkit.schema import Fault, Rule, array, flag, missing, shape, string, typed

OPTION_TEXT = 75
OPTION_VALUE = 150
OPTIONS = 100
URL_LENGTH = 3000

url = string(most=URL_LENGTH, pattern=r"[A-Za-z][A-Za-z0-9+.-]*:\S+", words="invalid url", check="blocks.url")
image_url = string(most=URL_LENGTH, pattern=r"https?://\S+", words="invalid url", check="blocks.url")
identifier = string(most=255)


def _plain(most: int) -> Rule:
    return shape({"text": string(most=most)}, {"emoji": flag})


def _mrkdwn(most: int) -> Rule:
    return shape({"text": string(most=most)}, {"verbatim": flag})


def plain(most: int) -> Rule:
    """A plain_text object of at most `most` characters."""
    elsewhere = {"mrkdwn": _mrkdwn(most)}
    return typed({"plain_text": _plain(most)}, elsewhere=elsewhere, misplaced="blocks.plain_text_only")


def text(most: int) -> Rule:
    """Either kind of text. `emoji` belongs to plain_text alone, `verbatim` to mrkdwn."""
    return typed({"plain_text": _plain(most), "mrkdwn": _mrkdwn(most)})


confirm = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": string(allowed=("primary", "danger"))},
)

_value = string(most=OPTION_VALUE)
option = shape({"text": plain(OPTION_TEXT), "value": _value}, {"description": plain(OPTION_TEXT)})
rich_option = shape({"text": text(OPTION_TEXT), "value": _value}, {"description": text(OPTION_TEXT)})
overflow_option = shape({"text": plain(OPTION_TEXT), "value": _value}, {"description": plain(OPTION_TEXT), "url": url})
options = array(option, most=OPTIONS)
option_group = shape({"label": plain(75), "options": options})
option_groups = array(option_group, most=OPTIONS)

dispatch_config = shape(
    {"trigger_actions_on": array(string(allowed=("on_enter_pressed", "on_character_entered")), most=2)}
)


def _filters_something(given: Any, pointer: str) -> Iterator[Fault]:
    if not given.keys() - {"type"}:
        yield missing("include", pointer)


conversation_filter = shape(
    {},
    {
        "include": array(string(allowed=("im", "mpim", "private", "public")), most=4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    _filters_something,
)


def _id_or_url(given: Any, pointer: str) -> Iterator[Fault]:
    if (given.get("id") is None) == (given.get("url") is None):
        yield Fault("blocks.image_source", "must define either `id` or `url`", pointer)


slack_file = shape({}, {"id": string(), "url": image_url}, _id_or_url)


def image_source(image: Any, pointer: str) -> Iterator[Fault]:
    if (image.get("image_url") is None) == (image.get("slack_file") is None):
        yield Fault("blocks.image_source", "must define either `image_url` or `slack_file`", pointer)


def all_options(element: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The options of an element, those in groups included."""
    grouped = [each for group in element.get("option_groups") or () for each in group["options"]]
    return [*(element.get("options") or ()), *grouped]


def same_option(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["value"] == other["value"] and one["text"]["text"] == other["text"]["text"])


def options_or_groups(element: Any, pointer: str) -> Iterator[Fault]:
    if (element.get("options") is None) == (element.get("option_groups") is None):
        yield Fault("blocks.options_or_groups", "must define either `options` or `option_groups`", pointer)


def initial_among_options(element: Any, pointer: str) -> Iterator[Fault]:
    """What is chosen at the start must be one of the choices, exactly."""
    offered = all_options(element)
    single = element.get("initial_option")
    many = element.get("initial_options") or ()
    wanted = [("initial_option", single)] if single else []
    wanted += [(f"initial_options/{index}", each) for index, each in enumerate(many)]
    for name, each in wanted:
        if not any(same_option(each, other) for other in offered):
            words = f"`{name.partition('/')[0]}` must exactly match one of the provided options"
            yield Fault("blocks.initial_option", words, f"{pointer}/{name}")
