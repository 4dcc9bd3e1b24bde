"""Whole surfaces: how many blocks, what must be unique, what a modal needs; the entry to all validation."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.blockkit import blocks
from bot.playground.blockkit.objects import plain
from bot.playground.blockkit.schema import Fault, Rule, array, flag, shape, string, typed

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100


def check_message(value: Any, pointer: str = "/blocks") -> list[Fault]:
    """Everything Slack would refuse in a message's blocks; empty where it would take them."""
    return [*_message(value, pointer)]


def check_view(value: Any, pointer: str = "/view") -> list[Fault]:
    """Everything Slack would refuse in a modal or Home tab."""
    return [*_view(value, pointer)]


def elements_of(block: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The elements in a block, each with its pointer inside it."""
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict):
            yield f"/{name}", block[name]
    if block.get("type") == "actions":
        for index, each in enumerate(block["elements"]):
            yield f"/elements/{index}", each


def _unique_ids(value: Any, pointer: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, block in enumerate(value):
        block_id = block.get("block_id")
        if block_id is not None and block_id in seen:
            words = f"`block_id` {block_id} already exists"
            yield Fault("blocks.duplicate_block_id", words, f"{pointer}/{index}/block_id")
        if block_id is not None:
            seen.add(block_id)
        actions: set[str] = set()
        for inside, element in elements_of(block):
            action_id = element.get("action_id")
            if action_id is not None and action_id in actions:
                where = f"{pointer}/{index}{inside}/action_id"
                words = f"`action_id` {action_id} already exists in this block"
                yield Fault("blocks.duplicate_action_id", words, where)
            if action_id is not None:
                actions.add(action_id)


def _one_focus(value: Any, pointer: str) -> Iterator[Fault]:
    focused = [
        f"{pointer}/{index}{inside}/focus_on_load"
        for index, block in enumerate(value)
        for inside, element in elements_of(block)
        if element.get("focus_on_load")
    ]
    for where in focused[1:]:
        yield Fault("blocks.one_focus", "only one element may have `focus_on_load`", where)


def _one_table(value: Any, pointer: str) -> Iterator[Fault]:
    tables = [(index, block) for index, block in enumerate(value) if block["type"] == "table"]
    for index, _ in tables[1:]:
        yield Fault("blocks.one_table", "only one table allowed per message", f"{pointer}/{index}")
    for index, block in tables:
        if sum(_characters(cell) for row in block["rows"] for cell in row) > blocks.TABLE_CHARACTERS:
            words = f"table must be less than {blocks.TABLE_CHARACTERS + 1} characters"
            yield Fault("blocks.table_size", words, f"{pointer}/{index}/rows")


def _markdown_size(value: Any, pointer: str) -> Iterator[Fault]:
    """https://docs.slack.dev/reference/block-kit/blocks/markdown-block: one limit for all of them together."""
    if sum(len(block["text"]) for block in value if block["type"] == "markdown") > blocks.MARKDOWN_CHARACTERS:
        words = f"markdown blocks must be less than {blocks.MARKDOWN_CHARACTERS + 1} characters together"
        yield Fault("blocks.markdown_size", words, pointer)


def _characters(cell: Any) -> int:
    if isinstance(cell, dict):
        return len(cell.get("text") or "") + _characters(cell.get("elements"))
    return sum(_characters(each) for each in cell) if isinstance(cell, list) else 0


def _in_modals_only(value: Any, pointer: str) -> Iterator[Fault]:
    for index, block in enumerate(value):
        for inside, element in elements_of(block):
            if element.get("response_url_enabled"):
                where = f"{pointer}/{index}{inside}/response_url_enabled"
                words = "`response_url_enabled` is only for inputs in modals"
                yield Fault("blocks.response_url_in_modal", words, where)
            if element["type"] == "file_input":
                yield Fault("blocks.wrong_place", "unsupported type: file_input", f"{pointer}/{index}{inside}/type")


def _sound(rule: Rule, *also: Rule) -> Rule:
    """`rule` first; the rules across blocks only over what is sound, so they need not look twice."""

    def both(value: Any, pointer: str) -> Iterator[Fault]:
        faults = [*rule(value, pointer)]
        yield from faults
        if not faults:
            for each in also:
                yield from each(value, pointer)

    return both


def _submit_for_inputs(view: Any, pointer: str) -> Iterator[Fault]:
    if view.get("submit") is None and any(block["type"] == "input" for block in view["blocks"]):
        words = "missing required field: submit (the view has input blocks)"
        yield Fault("views.submit_for_inputs", words, pointer)


def _blocks(surface: str, count: str, most: int, least: int, *also: Rule) -> Rule:
    return _sound(array(blocks.on(surface), most=most, least=least, too_many=count), *also)


_across_messages = (_unique_ids, _one_table, _markdown_size, _in_modals_only)
_message = _blocks(blocks.MESSAGE, "blocks.message_count", MESSAGE_BLOCKS, 0, *_across_messages)
_common = {
    "private_metadata": string(most=3000, least=0, too_long="views.private_metadata"),
    "callback_id": string(most=255, least=0),
    "external_id": string(most=255, least=0),
}
_modal = shape(
    {
        "title": plain(24),
        "blocks": _blocks(blocks.MODAL, "views.block_count", VIEW_BLOCKS, 1, _unique_ids, _one_focus),
    },
    {**_common, "submit": plain(24), "close": plain(24), "clear_on_close": flag, "notify_on_close": flag},
    _submit_for_inputs,
)
_home = shape(
    {"blocks": _blocks(blocks.HOME, "views.block_count", VIEW_BLOCKS, 0, _unique_ids, _one_focus, _in_modals_only)},
    _common,
)
_view = typed({"modal": _modal, "home": _home})
