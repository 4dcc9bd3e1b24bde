"""How editing a requisition reads: one modal with what it is called, where, how many, by when, and its details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit, openings
from handlers.blocks.kit import Block
from handlers.blocks.requisitions import LOCATION_LONGEST, MOST_OPENINGS, TITLE_LONGEST

if TYPE_CHECKING:
    from storage.requisitions import Requisition

MOST_DAYS = 730


def modal(role: Requisition, asked: str | None, metadata: str) -> Block:
    """The modal of `/req edit`; `asked` is whoever has yet to approve the headcount."""
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
            *openings.details(role.details),
            *([_approver(asked)] if asked else []),
            *([_confidential()] if role.is_confidential else []),
            kit.context(_said(role)),
        ],
        submit="Save",
        metadata=metadata,
    )


def _approver(asked: str) -> Block:
    return kit.field(
        "approver",
        "Who approves the headcount",
        kit.person() | {"initial_user": asked},
        optional=True,
        hint="Somebody else is asked on a fresh clock.",
    )


def _confidential() -> Block:
    options = [kit.option("Keep its title to its own channel", openings.CONFIDENTIAL)]
    return kit.field(
        openings.CONFIDENTIAL,
        "Confidential",
        kit.checkboxes(options, [openings.CONFIDENTIAL]),
        optional=True,
        hint="Once it is not, it stays so: digests may have told of it.",
    )


def _said(role: Requisition) -> str:
    said = "The card and the channel's topic follow; the channel keeps its name. Level and pay stand in the brief: "
    said += "*Brief* on the card changes them."
    if not role.is_confidential:
        said += " A role is confidential from the start or not at all, as its channel's name tells."
    return said


def _number(initial: int, most: int) -> Block:
    return {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": str(initial),
        "min_value": "1",
        "max_value": str(most),
    }
