"""How a tip reads: the hint, where it comes from, and how to have no more of them."""

from __future__ import annotations

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import escape
from storage.rules.tips import Tip

OFF = "No more tips, then. Settings has them again, should you miss them."


def said(tip: Tip) -> tuple[str, list[Block]]:
    """The direct message."""
    when = f"{tip.date:%B %Y}"
    why = (
        f"You get this once, after your {escape(tip.moment)}."
        if tip.moment.startswith("first")
        else "You get this once."
    )
    return f"A tip: {escape(tip.text)}", [
        kit.section(f":seedling: {escape(tip.text)}"),
        kit.context(f"Source: <{tip.url}|{escape(tip.source)}>, as of {when}. {why}"),
        kit.actions(kit.button("No more tips", ids.TIPS_OFF, tip.key)),
    ]
