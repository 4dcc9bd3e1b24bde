"""How a legal hold on a whole role reads, and the list of every hold that stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.forgetting import HOLD_LONGEST
from handlers.blocks.kit import Block
from handlers.blocks.text import mention, quote, when

if TYPE_CHECKING:
    from storage.people import Person
    from storage.role_legal_holds import RoleHold, Standing

_MOST = 40
HOW = "`/candidate legal-hold REQ-12 3` is about one candidate, `/req legal-hold REQ-12` about everybody of a role."


def modal(held: RoleHold, reader: Person, now: datetime, metadata: str) -> Block:
    """The legal hold on a role: set, or to be lifted."""
    role = held.requisition
    head = kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*")
    if held.at is None:
        blocks = [
            head,
            kit.field(
                "reason",
                "Why must this be kept?",
                kit.text_input(lines=True, longest=HOLD_LONGEST, placeholder="Claim 4 Ca 17/26, labour court Berlin"),
                hint="Whoever is refused to forget somebody reads it. It outlives candidates: name none here.",
            ),
            kit.context(
                "While it stands nobody who is or will be put forward for this role can be forgotten, on any role, and "
                "no time for keeping data runs out."
            ),
        ]
        return kit.modal(ids.VIEW_ROLE_LEGAL_HOLD, "Legal hold", blocks, submit="Set the hold", metadata=metadata)
    blocks = [
        head,
        kit.section(
            f"Held since {when(held.at, reader.zone, now)} by {mention(held.by or '')}:\n"
            f">{quote(held.reason, HOLD_LONGEST * 5)}"
        ),
        kit.context("Lifting it lets people be forgotten; where the time for keeping is over, a week from now."),
    ]
    return kit.modal(ids.VIEW_ROLE_LEGAL_LIFT, "Legal hold", blocks, submit="Lift the hold", metadata=metadata)


def listed(found: list[Standing], reader: Person, now: datetime) -> str:
    """Every hold that stands, the oldest first."""
    if not found:
        return f"No legal hold stands. {HOW}"
    lines = []
    for each in found[:_MOST]:
        what = f"Candidate {each.number} of {each.key}" if each.number else f"everybody of {each.key}"
        lines.append(f"• {what}, since {when(each.at, reader.zone, now)}, by {mention(each.by)}")
    more = f"\n… and {len(found) - _MOST} more." if len(found) > _MOST else ""
    return "Legal holds that stand:\n" + "\n".join(lines) + f"{more}\n{HOW}"
