"""A little language for JSON shapes. A rule is a function from a value and its JSON pointer to Slack's complaints."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """What Slack would complain of: the check's name (see checks.py), its words, and where.

    `expected` holds what would have been taken, where that is a short list.
    """

    check: str
    words: str
    pointer: str
    expected: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.words} [json-pointer:{self.pointer}]"


NOT_SHOWN = "(Slack has it, this playground does not show it)"

Rule = Callable[[Any, str], Iterator[Fault]]


def string(
    *,
    most: int | None = None,
    least: int = 1,
    pattern: str | None = None,
    allowed: Sequence[str] | None = None,
    words: str = "invalid format",
    check: str = "blocks.format",
    too_long: str = "blocks.text_too_long",
) -> Rule:
    """A string of `least` to `most` characters; `check` and `words` complain where it does not match `pattern`."""

    def rule(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault("blocks.value_type", "must provide a string", pointer)
        elif len(value) < least:
            yield Fault("blocks.text_too_short", f"must be more than {least - 1} characters", pointer)
        elif most is not None and len(value) > most:
            yield Fault(too_long, f"must be less than {most + 1} characters", pointer)
        elif pattern is not None and not re.fullmatch(pattern, value):
            yield Fault(check, words, pointer)
        elif allowed is not None and value not in allowed:
            yield Fault("blocks.enum", "must be a valid enum value", pointer, tuple(allowed))

    return rule


def whole(least: int, most: int | None = None) -> Rule:
    def rule(value: Any, pointer: str) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Fault("blocks.value_type", "must provide a number", pointer)
        elif value < least:
            yield Fault("blocks.number_range", f"must be greater than or equal to {least}", pointer)
        elif most is not None and value > most:
            yield Fault("blocks.number_range", f"must be less than or equal to {most}", pointer)

    return rule


def flag(value: Any, pointer: str) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield Fault("blocks.value_type", "must provide a boolean", pointer)


def array(item: Rule, *, most: int, least: int = 1, too_many: str = "blocks.too_many_items") -> Rule:
    def rule(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault("blocks.value_type", "must provide an array", pointer)
            return
        if len(value) < least:
            yield Fault("blocks.too_few_items", f"no fewer than {least} items allowed", pointer)
        if len(value) > most:
            yield Fault(too_many, f"no more than {most} items allowed", pointer)
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

    def rule(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault("blocks.value_type", "must provide an object", pointer)
            return
        faults = [missing(name, pointer) for name in required if name not in value]
        for name, given in value.items():
            if name == "type":
                continue  # whoever chose this rule has read it
            if name not in known:
                faults.append(Fault("blocks.unknown_property", f"invalid additional property: {name}", pointer))
            else:
                faults += known[name](given, f"{pointer}/{name}")
        yield from faults
        if not faults:
            for each in also:
                yield from each(value, pointer)

    return rule


def missing(name: str, pointer: str) -> Fault:
    return Fault("blocks.required_field", f"missing required field: {name}", pointer)


def typed(
    table: Mapping[str, Rule],
    *,
    elsewhere: Mapping[str, Rule] | None = None,
    misplaced: str = "blocks.wrong_place",
    not_shown: Collection[str] = (),
) -> Rule:
    """An object whose `type` picks its rule. What has its rule only `elsewhere` does not belong here (`misplaced`);
    what is `not_shown` Slack may take here, and the words of the fault say so."""

    def rule(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault("blocks.value_type", "must provide an object", pointer)
        elif "type" not in value:
            yield missing("type", pointer)
        else:
            yield from of_type(value, value["type"], pointer)

    def of_type(value: Any, name: Any, pointer: str) -> Iterator[Fault]:
        if isinstance(name, str) and name in table:
            yield from table[name](value, pointer)
            return
        out_of_place = (elsewhere or {}).get(name) if isinstance(name, str) else None
        check = misplaced if out_of_place else "blocks.unknown_type"
        words = f"unsupported type: {name}"
        if isinstance(name, str) and name in not_shown:
            words += f" {NOT_SHOWN}"
        yield Fault(check, words, f"{pointer}/type", tuple(table))
        if out_of_place:
            yield from out_of_place(value, pointer)

    return rule


def anything(value: Any, pointer: str) -> Iterator[Fault]:
    """Accepts what this workspace has no need to look at."""
    yield from ()
