"""How the roles that need help read, to a talent lead: no candidate, no hours, nobody's own times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, listed, mention, quote

if TYPE_CHECKING:
    from storage.leads import Needy

MOST = 20
NOBODY = "No role needs help right now."
WHY = (
    "You read this as a talent lead: roles where an answer is a full promise over, or a seat is empty. No candidate's "
    "name, nobody's own response times, and no confidential role."
)
HELP = "A word with the two may help."


def message(found: Sequence[Needy]) -> tuple[str, list[Block]]:
    """The roles that need help, by number."""
    if not found:
        return NOBODY, [kit.section(NOBODY), kit.context(WHY)]
    text = f"{count(len(found), 'role')} {'needs' if len(found) == 1 else 'need'} help"
    blocks = [kit.section(f"*{text}*"), *(kit.section(_line(each)) for each in found[:MOST])]
    if len(found) > MOST:
        blocks.append(kit.context(f"… and {len(found) - MOST} more."))
    return text, [*blocks, kit.context(f"{WHY} {HELP}")]


def _line(each: Needy) -> str:
    role = each.requisition
    parts = []
    if each.managers:
        parts.append(f"{count(each.managers, 'answer')} long overdue on the manager's side")
    if each.recruiters:
        parts.append(f"{count(each.recruiters, 'answer')} long overdue on the recruiter's side")
    if each.gone:
        who = listed([mention(person) for person in each.gone])
        parts.append(f"{who} has left: whoever is on it gives the seat away with `/req hand {role.key}`")
    return (
        f"*{role.key} {quote(role.title, 100)}* · {'; '.join(parts)}\nRecruiter {mention(role.recruiter)} · hiring "
        f"manager {mention(role.manager)}"
    )
