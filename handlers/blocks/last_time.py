"""How last time reads: what the two agreed then opens the next brief, and how it went stands below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, quote

if TYPE_CHECKING:
    from storage.last_time import Action, LastTime

NAME = "agreed"
LABEL = "What will you two do differently next time?"
OWNERS = {"recruiter": "recruiter", "manager": "hiring manager"}


def blocks(found: LastTime | None) -> list[Block]:
    """What opens a brief; nothing for a manager who closed no role yet."""
    if found is None:
        return []
    when = f"after {count(found.days, 'day')}" if found.days else "on its first day"
    went = f"{found.key} {quote(found.title, 100)} was {found.status} {when}."
    if found.words:
        went += f" On the time before it you wrote: “{quote(' '.join(found.words.split()), 300)}”"
    if not found.agreed:
        return [kit.context(f"*Last time:* {went}")]
    lines = "\n".join(f"• {quote(each.text, 300)}{owned(each)}" for each in found.agreed)
    return [kit.section(f"*Last time you agreed:*\n{lines}"), kit.context(went)]


def owned(action: Action) -> str:
    """Whose it is: *(recruiter)*; empty where nobody owns it."""
    return f" _({OWNERS[action.owner]})_" if action.owner in OWNERS else ""


def said(agreed: list[str]) -> str:
    """What the channel of a closed role reads of it; empty where nothing was agreed."""
    if not agreed:
        return ""
    return "\n*Next time:*\n" + "\n".join(f"• {quote(each, 300)}" for each in agreed)
