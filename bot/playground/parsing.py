"""Reads JSON that somebody else wrote: what is nested deeper than anything here means is no more than broken text."""

import json
from typing import Any

DEEPEST = 64  # a view with rich text in it has about a dozen; copying and checking recurse, so there has to be an end


def parsed(text: str) -> Any:
    """What the text holds; a ValueError where it is no JSON, is nested deeper than DEEPEST, or has half a character.

    RFC 8259 leaves open what comes of a surrogate without its other half, and Slack's documentation is silent. PHP, of
    whose family Slack's own language is, takes it for a fault; it could not be written in UTF-8 anyhow.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level if isinstance(each, dict | list) for inner in _inside(each)]
        if not level:
            if "\\u" in text:
                json.dumps(value, ensure_ascii=False).encode()  # UnicodeEncodeError, which is a ValueError
            return value
    raise ValueError("nested too deep")


def _inside(value: dict[str, Any] | list[Any]) -> list[Any]:
    return [*value.values()] if isinstance(value, dict) else value
