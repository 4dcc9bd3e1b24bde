"""Reads JSON that somebody else wrote: what is nested deeper than anything here means is no more than broken text."""

import json
from typing import Any

DEEPEST = 64  # a view with rich text in it has about a dozen; copying and checking recurse, so there has to be an end


def parsed(text: str) -> Any:
    """What the text holds; a ValueError where it is no JSON, or nested deeper than DEEPEST."""
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level if isinstance(each, dict | list) for inner in _inside(each)]
        if not level:
            return value
    raise ValueError("nested too deep")


def _inside(value: dict[str, Any] | list[Any]) -> list[Any]:
    return [*value.values()] if isinstance(value, dict) else value
