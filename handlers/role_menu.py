"""The ⋯ menu of a role's card: everything its commands do, for those who would rather press than type."""

from __future__ import annotations

from dataclasses import replace

from handlers import edits, role_holds, teams, timelines
from handlers.replies import Done, Reply
from handlers.visit import Visit

_MENU = {
    "team": teams.team,
    "edit": edits.edit,
    "hold": role_holds.hold,
    "reopen": role_holds.reopen,
    "hand": teams.hand,
    "timeline": timelines.show,
}


async def more(visit: Visit) -> Reply:
    """What was chosen: `<what>:<requisition id>`."""
    what, _, key = visit.value.partition(":")
    return await _MENU[what](replace(visit, value=key)) if what in _MENU else Done()
