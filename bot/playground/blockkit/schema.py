"""A little language for JSON shapes. A rule is a function from a value and its JSON pointer to Slack's complaints."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Rule = Callable[[Any, str], Iterator[str]]


def fault(words: str, pointer: str) -> str:
    return f"{words} [json-pointer:{pointer}]"


def string(
    *,
    most: int | None = None,
    least: int = 1,
    pattern: str | None = None,
    allowed: Sequence[str] | None = None,
    words: str = "invalid format",
) -> Rule:
    """A string of `least` to `most` characters; `words` is the complaint where it does not match `pattern`."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield fault("must provide a string", pointer)
        elif len(value) < least:
            yield fault(f"must be more than {least - 1} characters", pointer)
        elif most is not None and len(value) > most:
            yield fault(f"must be less than {most + 1} characters", pointer)
        elif pattern is not None and not re.fullmatch(pattern, value):
            yield fault(words, pointer)
        elif allowed is not None and value not in allowed:
            yield fault("must be a valid enum value", pointer)

    return rule


def whole(least: int, most: int) -> Rule:
    def rule(value: Any, pointer: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield fault("must provide a number", pointer)
        elif value < least:
            yield fault(f"must be greater than or equal to {least}", pointer)
        elif value > most:
            yield fault(f"must be less than or equal to {most}", pointer)

    return rule


def flag(value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield fault("must provide a boolean", pointer)


def array(item: Rule, *, most: int, least: int = 1) -> Rule:
    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield fault("must provide an array", pointer)
            return
        if len(value) < least:
            yield fault(f"no fewer than {least} items allowed", pointer)
        if len(value) > most:
            yield fault(f"no more than {most} items allowed", pointer)
        for index, each in enumerate(value):
            yield from item(each, f"{pointer}/{index}")

    return rule


def shape(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *also: Rule,
) -> Rule:
    """An object with these fields and no others, null not being absence; `also` are rules across sound fields."""
    required = required or {}
    known = {**required, **(optional or {})}

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must provide an object", pointer)
            return
        faults = [fault(f"missing required field: {name}", pointer) for name in required if name not in value]
        for name, given in value.items():
            if name == "type":
                continue  # whoever chose this rule has read it
            if name not in known:
                faults.append(fault(f"invalid additional property: {name}", pointer))
            else:
                faults += known[name](given, f"{pointer}/{name}")
        yield from faults
        if not faults:
            for each in also:
                yield from each(value, pointer)

    return rule


def typed(table: Mapping[str, Rule]) -> Rule:
    """An object whose `type` picks its rule."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must provide an object", pointer)
        elif "type" not in value:
            yield fault("missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in table:
            yield fault(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            yield from table[value["type"]](value, pointer)

    return rule


def anything(value: Any, pointer: str) -> Iterator[str]:
    """Accepts what this workspace has no need to look at."""
    yield from ()
