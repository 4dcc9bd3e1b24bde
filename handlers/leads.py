"""Talent leads: which roles need help."""

from __future__ import annotations

from handlers.blocks import leads as blocks
from handlers.replies import Reply, Words
from handlers.visit import Visit
from storage import leads


async def show(visit: Visit) -> Reply:
    """`/samepage leads`"""
    return Words(*blocks.message(await visit.read(lambda session: leads.help_wanted(session, visit.person))))
