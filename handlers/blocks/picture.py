"""How *Do we picture the same person?* reads: asked of each alone, then both answers side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, escape, quote
from storage.rules.blind import LEAST, MOST, apart, is_talk_worth_it

if TYPE_CHECKING:
    from storage.blind import Answer
    from storage.people import Person

NUMBER, WORDS = "picture", "higher"
LONGEST = 300
QUESTION = "Do we picture the same person?"
EMPTY = "Say 0 to 10. Nobody sees it before both of you have answered."
_ENDS = {LEAST: "not at all", MOST: "the very same"}


def fields() -> list[Block]:
    """The two fields."""
    options = [kit.option(f"{n} · {_ENDS[n]}" if n in _ENDS else str(n), str(n)) for n in range(MOST, LEAST - 1, -1)]
    hint = (
        "You answer alone: neither sees the other's before both have answered. Then both stand in the role's channel."
    )
    return [
        kit.field(NUMBER, QUESTION, kit.select(options, placeholder="0 to 10"), hint=hint),
        kit.field(WORDS, "What would make it higher?", kit.text_input(longest=LONGEST), optional=True),
    ]


def shown(answers: Sequence[Answer], people: dict[str, Person], *, first: bool) -> list[Block]:
    """Both answers side by side, and a talk suggested where it is worth its time. `first`: of the first version, before
    the search."""
    if not answers:
        return []
    numbers = [each.said.number for each in answers]
    both = " · ".join(f"{_name(people, each.person)} *{each.said.number}*" for each in answers)
    blocks = [kit.section(f"*{QUESTION}* {both} _(of {MOST})_")]
    blocks += [
        kit.context(f"What would make it higher, {_name(people, each.person)}: “{quote(each.said.text, LONGEST * 5)}”")
        for each in answers
        if each.said.text
    ]
    if is_talk_worth_it(numbers):
        gap = apart(numbers)
        why = f"You are {count(gap, 'point')} apart. " if gap else ""
        when = "before the search starts" if first else "before the search goes on"
        blocks.append(
            kit.section(
                f":speech_balloon: {why}Fifteen minutes together {when} may save weeks of it: begin with what each of "
                "you would change. Nothing waits for it."
            )
        )
    return blocks


def _name(people: dict[str, Person], person: str) -> str:
    return escape(people[person].first_name) if person in people else "somebody"
