"""How a difference between two versions reads: per section what was and what is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.blocks import kit
from handlers.blocks.brief_words import head
from handlers.blocks.kit import Block
from handlers.blocks.section_forms import DAY_LABEL
from handlers.blocks.text import clip, count, day, listed, quote
from storage.rules.briefs import Section
from storage.rules.chapters import FIELDS, NOT_IN_CHANNELS
from storage.rules.differences import Change, excerpts

if TYPE_CHECKING:
    from storage.versions import Difference

# Of each side, so that a section's block keeps within Slack's 3000 characters. Where one line became another, it is cut
# to size before it is escaped, so that what is different is seen whatever it is written in.
_LINES, _ROOM, _ESCAPED = 5, 260, 1300
IN_MESSAGE = 8


def blocks(found: Difference | None, most: int | None = None) -> list[Block]:
    """One block per section that is different, and one for the day of the first shortlist; in a message `most`
    sections, as the page has them all."""
    if found is None:
        return []
    shown = [
        kit.section(f"*{head(section)}*\n{_said(section, found, is_message=most is not None)}")
        for section in found.sections[:most]
    ]
    if left := found.sections[len(shown) :]:
        what = listed([FIELDS[section].short for section in left])
        shown.append(kit.context(f"Also changed: {what}. *Brief*, then *Read v…*, shows all of it."))
    if found.is_day_changed:
        was, now = [day(each) if each else "no day" for each in (found.before.shortlist_on, found.day)]
        shown.append(kit.section(f"*{DAY_LABEL}*\n− {was}\n+ {now}"))
    return shown


def _said(section: Section, found: Difference, *, is_message: bool) -> str:
    """What is different; in a message not what stands on the brief's own page alone."""
    if is_message and section in NOT_IN_CHANNELS:
        return "changed; *Brief* on the role's card shows how"
    return lines(found.lines[section])


def lines(change: Change) -> str:
    """What went, after a −, and what came, after a +."""
    gone, come = list(change.gone), list(change.come)
    if not gone and not come:
        return "the same, in another order or laid out otherwise"
    if len(gone) == len(come) == 1:
        pair = [clip(each, _ROOM) for each in excerpts(gone[0], come[0], _ROOM)]
        return "\n".join(f"{sign} {quote(each, _ESCAPED)}" for sign, each in zip("−+", pair, strict=True))
    return "\n".join([*_side("−", gone), *_side("+", come)])


def _side(sign: str, said: list[str]) -> list[str]:
    shown = [f"{sign} {quote(line, _ROOM)}" for line in said[:_LINES]]
    return [*shown, f"{sign} … {count(len(said) - _LINES, 'more line')}"] if len(said) > _LINES else shown
