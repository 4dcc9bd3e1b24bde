"""Layout blocks: one row each, with its rule and the surfaces it may stand on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.blockkit import elements, objects
from bot.playground.blockkit.objects import identifier, plain, text
from bot.playground.blockkit.rich_text import rich_text_elements
from bot.playground.blockkit.schema import Fault, Rule, array, flag, missing, shape, string, typed

MESSAGE, MODAL, HOME = "message", "modal", "home"
EVERYWHERE = (MESSAGE, MODAL, HOME)

TABLE_CHARACTERS = 10_000
MARKDOWN_CHARACTERS = 12_000


@dataclass(frozen=True)
class Block:
    rule: Rule
    surfaces: tuple[str, ...] = EVERYWHERE


def _block(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *also: Rule,
) -> Rule:
    return shape(required, {"block_id": identifier, **(optional or {})}, *also)


def _text_or_fields(section: Any, pointer: str) -> Iterator[Fault]:
    if section.get("text") is None and section.get("fields") is None:
        yield missing("text", pointer)


def _files_dispatch_nothing(block: Any, pointer: str) -> Iterator[Fault]:
    """https://docs.slack.dev/reference/block-kit/blocks/input-block: an unsupported type error."""
    if block.get("dispatch_action") and block["element"]["type"] == "file_input":
        yield Fault("blocks.file_input_dispatch", "unsupported type: file_input", f"{pointer}/element/type")


_context_elements = array(
    typed(
        {
            "image": elements.image,
            "plain_text": shape({"text": string(most=3000)}, {"emoji": flag}),
            "mrkdwn": shape({"text": string(most=3000)}, {"verbatim": flag}),
        },
        elsewhere={name: element.rule for name, element in elements.ELEMENTS.items()},
    ),
    most=10,
)

_cell = typed(
    {
        "raw_text": shape({"text": string()}),
        "rich_text": _block({"elements": rich_text_elements}),
    }
)
_column = shape({}, {"align": string(allowed=("left", "center", "right")), "is_wrapped": flag})


# Slack has these too; here they are refused, in words that say so, for nobody could see or press them.
# https://docs.slack.dev/reference/block-kit/blocks
NOT_SHOWN_HERE = (
    "alert", "call", "card", "carousel", "container", "context_actions", "data_table", "data_visualization", "file",
    "plan", "task_card", "video",
)  # fmt: skip

BLOCKS: Mapping[str, Block] = {
    "section": Block(
        _block(
            {},
            {
                "text": text(3000),
                "fields": array(text(2000), most=10),
                "accessory": elements.within(elements.SECTION),
                "expand": flag,
            },
            _text_or_fields,
        )
    ),
    "header": Block(_block({"text": plain(150)})),
    "divider": Block(_block()),
    "context": Block(_block({"elements": _context_elements})),
    "actions": Block(_block({"elements": array(elements.within(elements.ACTIONS), most=25)})),
    "input": Block(
        _block(
            {"label": plain(2000), "element": elements.within(elements.INPUT)},
            {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
            _files_dispatch_nothing,
        )
    ),
    "image": Block(
        _block(
            {"alt_text": string(most=2000)},
            {"image_url": objects.image_url, "slack_file": objects.slack_file, "title": plain(2000)},
            objects.image_source,
        )
    ),
    "rich_text": Block(_block({"elements": rich_text_elements})),
    "table": Block(
        _block(
            {"rows": array(array(_cell, most=20), most=100)},
            {"column_settings": array(_column, most=20)},
        ),
        (MESSAGE,),
    ),
    "markdown": Block(_block({"text": string(most=MARKDOWN_CHARACTERS)}), (MESSAGE,)),
}


_RULES = {name: block.rule for name, block in BLOCKS.items()}


def on(surface: str) -> Rule:
    """A block that may stand on this surface."""
    here = {name: _RULES[name] for name in BLOCKS if surface in BLOCKS[name].surfaces}
    return typed(here, elsewhere=_RULES, not_shown=NOT_SHOWN_HERE)
