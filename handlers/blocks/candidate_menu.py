"""The ⋯ of a candidate's card: what its commands do, for those who would rather press than type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from storage.rules.pipeline import IN_PLAY

if TYPE_CHECKING:
    from storage.dossiers import Dossier

SHOW, RECORD, MOVE, WITHDRAW, BACK, FORGET = "show", "record", "move", "withdraw", "back", "forget"


def menu(dossier: Dossier) -> Block:
    """What can be done with a candidate as things stand; whoever may not is told so."""
    s = dossier.submission
    options = [(SHOW, "Details")]
    if dossier.review is not None:
        options.append((RECORD, "Record a decision"))
    if s.stage in IN_PLAY and dossier.requisition.is_live:
        options += [(MOVE, "Move to another stage"), (WITHDRAW, "Withdrawn by the candidate")]
    if s.withdrawn_from is not None and dossier.requisition.is_live:
        options.append((BACK, "Take the withdrawal back"))
    options.append((FORGET, "Forget for good"))
    return kit.overflow(ids.CANDIDATE_MORE, [kit.option(words, f"{what}:{s.id}") for what, words in options])


def beside(blocks: list[Block], dossier: Dossier) -> list[Block]:
    """The menu behind the buttons of a card, or in a row of its own where there are none."""
    more = menu(dossier)
    at = next((i for i, block in enumerate(blocks) if block["type"] == "actions"), None)
    if at is None:
        return [*blocks, kit.actions(more)]
    return [*blocks[:at], kit.actions(*blocks[at]["elements"], more), *blocks[at + 1 :]]
