"""What a listener answers, as values: the door turns them into an ack and at most one call to Slack."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.blocks.kit import Block
from handlers.charts import Picture


@dataclass(frozen=True)
class Words:
    """Something only this person sees."""

    text: str
    blocks: list[Block] | None = None


@dataclass(frozen=True)
class Trouble(Words):
    """Words about a fault of ours or a slow save: what was typed must stay where it is, to be sent again."""


@dataclass(frozen=True)
class Open:
    """A modal, opened on top of what is there; `pictures` are put in once they can be shown."""

    view: Block
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Update:
    """The modal something was pressed in, as it looks now; what was entered stays where a field keeps its name.
    `pictures` as in `Open`."""

    view: Block
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Errors:
    """What is wrong in a submitted modal, by field; it stays open and keeps what was typed."""

    fields: dict[str, str]


@dataclass(frozen=True)
class Done:
    """The work is done and shows by itself. `words`, if any, go to the person where the conversation began. `clears`: a
    submitted modal takes those under it along, since what they show is no longer so."""

    words: Words | None = field(default=None)
    clears: bool = False


Reply = Words | Open | Update | Errors | Done
