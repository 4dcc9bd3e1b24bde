"""How the reality check reads: facts with their number of cases, none under three, and no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, escape, quote
from storage.rules.realities import LEAST

if TYPE_CHECKING:
    from storage.realities import Filled, Kept, Reality

_MOST_CITED = 5


def blocks(found: Reality) -> list[Block]:
    """The notice's content."""
    role = found.requisition
    shown = [
        kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*"),
        kit.section(f"*Time to fill of similar roles*\n{_filled(found.filled)}"),
        kit.section(f"*Must-haves that rejections cite*\n{_cited(found)}"),
    ]
    if found.kept:
        lines = [_kept(found, each) for each in found.kept]
        shown.append(kit.section("*Promises kept in the last two years, between the two of you*\n" + "\n".join(lines)))
    shown.append(
        kit.context(
            "Similar: filled or decided here in the last two years, of the same department, or, where this role names "
            "none, with a word of the title in common; for must-haves also whatever this hiring manager decided. "
            "Confidential roles never count. What you promised each other only the two of you see. Nothing is said of "
            "fewer than three cases."
        )
    )
    return shown


def _missing(number: int, one: str, many: str) -> str:
    """*1 similar role filled so far; 2 more are needed to say anything.*"""
    left = LEAST - number
    so_far = count(number, one, many) if number else f"No {one}"
    return (
        f"{so_far} so far; {left} {'more is' if left == 1 else 'more are' if number else 'are'} needed to say anything."
    )


def _filled(filled: Filled) -> str:
    if filled.number < LEAST:
        return _missing(filled.number, "similar role filled", "similar roles filled")
    return (
        f"{filled.number} roles: half of them within {count(filled.median, 'day')}, the shortest in {filled.least}, "
        f"the longest in {filled.most}."
    )


def _cited(found: Reality) -> str:
    told = [(text, number) for text, number in found.cited if number >= LEAST][:_MOST_CITED]
    if told:
        return "\n".join(f"• “{quote(text, 200)}”: {count(number, 'rejection')}" for text, number in told)
    if found.rejections >= LEAST:
        return f"{count(found.rejections, 'rejection')} so far, and no must-have was cited {LEAST} times."
    return _missing(found.rejections, "rejection that cites one", "rejections that cite one")


def _kept(found: Reality, kept: Kept) -> str:
    name = escape(found.people[kept.person].first_name) if kept.person in found.people else "Somebody"
    if kept.number < LEAST:
        return f"• {name}: {_missing(kept.number, 'answer', 'answers')}"
    return f"• {name}: {kept.within} of {count(kept.number, 'answer')} within what was promised"
