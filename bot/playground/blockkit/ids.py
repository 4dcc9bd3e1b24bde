"""Gives every block and element an id of its own where the app gave none, as Slack does."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.playground.blockkit.elements import ELEMENTS


def with_ids(blocks: Sequence[Mapping[str, Any]] | None, number: Callable[[str], int]) -> list[dict[str, Any]] | None:
    """The blocks with `block_id` everywhere and `action_id` on every interactive element; the given are not touched."""
    if blocks is None:
        return None
    return [_block(block, number) for block in blocks]


def attachments_with_ids(
    attachments: Sequence[Mapping[str, Any]] | None, number: Callable[[str], int]
) -> list[dict[str, Any]] | None:
    """The same for the blocks in attachments."""
    if attachments is None:
        return None
    return [
        {**each, "blocks": with_ids(each["blocks"], number)} if each.get("blocks") else dict(each)
        for each in attachments
    ]


def _block(block: Mapping[str, Any], number: Callable[[str], int]) -> dict[str, Any]:
    given = None if block.get("type") == "markdown" else block.get("block_id")  # Slack keeps none of a markdown block
    named = {**block, "block_id": given or f"b{number('block')}"}
    for place in ("accessory", "element"):
        if isinstance(block.get(place), dict):
            named[place] = _element(block[place], number)
    if block.get("type") == "actions":
        named["elements"] = [_element(each, number) for each in block["elements"]]
    return named


def _element(element: Mapping[str, Any], number: Callable[[str], int]) -> dict[str, Any]:
    if element["type"] == "image" or element["type"] not in ELEMENTS:
        return dict(element)
    return {**element, "action_id": element.get("action_id") or f"a{number('action')}"}
