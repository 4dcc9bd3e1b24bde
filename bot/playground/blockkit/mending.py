"""Makes fit to show what only a relaxed playground lets through: what has no shape becomes a box that says so."""

from collections.abc import Collection
from typing import Any

from bot.playground.blockkit.blocks import BLOCKS
from bot.playground.blockkit.elements import ELEMENTS
from bot.playground.blockkit.schema import Fault

# Without these an object may hold anything; every other fault leaves it in a shape the rest can live with.
_BROKEN = frozenset({"blocks.value_type", "blocks.required_field", "blocks.unknown_type", "blocks.format"})
_READ = frozenset({*BLOCKS, *ELEMENTS, "plain_text", "mrkdwn", "raw_text"})  # types that promise a shape
REFUSED = "refused"  # the type of what stands for a block that has a type of those, or none


def mended_blocks(value: Any, waved: Collection[Fault], pointer: str = "/blocks") -> list[dict[str, Any]]:
    """The blocks, each that `waved` faults leave without a shape as `{type, given}`: of a type that nothing here
    reads, so that the page frames it as unknown, with what was sent."""
    if not isinstance(value, list):
        return []
    broken = {_first_step(fault, pointer) for fault in waved if fault.check in _BROKEN}
    return [_boxed(block) if str(index) in broken else block for index, block in enumerate(value)]


def mended_view(view: dict[str, Any], kind: str, waved: Collection[Fault], pointer: str = "/view") -> dict[str, Any]:
    """The view without the fields that have no shape; always with a type (`kind` where it had none) and blocks."""
    broken = {_first_step(fault, pointer) for fault in waved if fault.check in _BROKEN}
    sound = {name: value for name, value in view.items() if name not in broken or name == "blocks"}
    return {"type": kind, **sound, "blocks": mended_blocks(view.get("blocks"), waved, f"{pointer}/blocks")}


def _boxed(block: Any) -> dict[str, Any]:
    kind = block.get("type") if isinstance(block, dict) else None
    harmless = isinstance(kind, str) and kind not in _READ and not kind.startswith("rich_text")
    return {"type": kind if harmless else REFUSED, "given": block}


def _first_step(fault: Fault, pointer: str) -> str:
    return fault.pointer.removeprefix(pointer).lstrip("/").partition("/")[0]
