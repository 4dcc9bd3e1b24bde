"""How editing a requisition reads: one modal with what it is called, where, how many and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.requisitions import LOCATION_LONGEST, MOST_OPENINGS, TITLE_LONGEST

if TYPE_CHECKING:
    from storage.requisitions import Requisition

MOST_DAYS = 730


def modal(role: Requisition, metadata: str) -> Block:
    """The modal of `/req edit`."""
    return kit.modal(
        ids.VIEW_EDIT,
        f"Edit {role.key}",
        [
            kit.field("title", "Title", kit.text_input(initial=role.title, longest=TITLE_LONGEST)),
            kit.field(
                "location", "Location", kit.text_input(initial=role.location, longest=LOCATION_LONGEST), optional=True
            ),
            kit.field("openings", "Openings", _number(role.openings, MOST_OPENINGS)),
            kit.field(
                "target",
                "Target, in days",
                _number(role.target_days, MOST_DAYS),
                hint="Calendar days from the day it was opened until it is filled.",
            ),
            kit.context("The card and the channel's topic follow; the channel keeps its name."),
        ],
        submit="Save",
        metadata=metadata,
    )


def _number(initial: int, most: int) -> Block:
    return {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": str(initial),
        "min_value": "1",
        "max_value": str(most),
    }
