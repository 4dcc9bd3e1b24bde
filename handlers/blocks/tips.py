"""How a tip reads: the hint, where it comes from, and how to have no more of them."""

from __future__ import annotations

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import escape
from storage.rules.tips import Moment, Tip

OFF = "No more tips, then. Settings has them again, should you miss them."

# Why it comes now. Of a late answer nothing is said: it would read as a reproach.
_AFTER = {
    Moment.INTAKE: "the first role you opened",
    Moment.SIGNED: "the first brief you signed",
    Moment.POSTED: "the first profile you put forward",
    Moment.APPROVED: "your first yes",
    Moment.REJECTED: "your first rejection",
    Moment.HELD: "the first candidate you put on hold",
    Moment.INTERVIEW: "the first interview you planned",
    Moment.DEBRIEF: "your first debrief",
    Moment.OFFER: "your first offer",
    Moment.DECLINED: "the first offer of yours that was declined",
    Moment.HIRED: "your first hire",
}


def said(tip: Tip) -> tuple[str, list[Block]]:
    """The direct message."""
    when = f"{tip.date:%B %Y}"
    after = f", after {_AFTER[tip.moment]}" if tip.moment in _AFTER else ""
    return f"A tip: {escape(tip.text)}", [
        kit.section(f":seedling: {escape(tip.text)}"),
        kit.context(f"Source: <{tip.url}|{escape(tip.source)}>, as of {when}. You get this once{after}."),
        kit.actions(kit.button("No more tips", ids.TIPS_OFF, tip.key)),
    ]
