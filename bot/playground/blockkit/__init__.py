"""Block Kit as strict as Slack's: what a message, a modal or a Home tab may hold.

To teach it something new, add a row to the table in elements.py or blocks.py; schema.py is the little language
the rows are written in, and surfaces.py holds the rules that look across blocks.
"""

from bot.playground.blockkit.ids import attachments_with_ids, with_ids
from bot.playground.blockkit.mending import mended_blocks, mended_view
from bot.playground.blockkit.surfaces import check_message, check_view

__all__ = ["attachments_with_ids", "check_message", "check_view", "mended_blocks", "mended_view", "with_ids"]
