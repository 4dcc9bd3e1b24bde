"""Makes fit to show what only a relaxed playground lets through: faulty blocks become a line that says so."""

from collections.abc import Collection
from typing import Any

from bot.playground.blockkit.schema import Fault

# Without these an object may hold anything; every other fault leaves it in a shape the rest can live with.
_BROKEN = frozenset({"blocks.value_type", "blocks.required_field", "blocks.unknown_type", "blocks.format"})
INSTEAD = {"type": "section", "text": {"type": "plain_text", "text": "(A block that Slack would have refused.)"}}


def mended_blocks(value: Any, waved: Collection[Fault], pointer: str = "/blocks") -> list[dict[str, Any]]:
    """The blocks with a line in place of each that `waved` faults leave without a shape."""
    if not isinstance(value, list):
        return []
    broken = {_first_step(fault, pointer) for fault in waved if fault.check in _BROKEN}
    return [dict(INSTEAD) if str(index) in broken else block for index, block in enumerate(value)]


def mended_view(view: dict[str, Any], kind: str, waved: Collection[Fault], pointer: str = "/view") -> dict[str, Any]:
    """The view without the fields that have no shape; always with a type (`kind` where it had none) and blocks."""
    broken = {_first_step(fault, pointer) for fault in waved if fault.check in _BROKEN}
    sound = {name: value for name, value in view.items() if name not in broken or name == "blocks"}
    return {"type": kind, **sound, "blocks": mended_blocks(view.get("blocks"), waved, f"{pointer}/blocks")}


def _first_step(fault: Fault, pointer: str) -> str:
    return fault.pointer.removeprefix(pointer).lstrip("/").partition("/")[0]
