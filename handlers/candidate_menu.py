"""The ⋯ menu of a candidate's card."""

from __future__ import annotations

from dataclasses import replace

from handlers import forgetting, histories, moves, records
from handlers.blocks import candidate_menu as blocks
from handlers.replies import Done, Reply
from handlers.visit import Visit

_MENU = {
    blocks.SHOW: histories.show,
    blocks.RECORD: records.open_,
    blocks.MOVE: moves.open_,
    blocks.WITHDRAW: moves.withdraw,
    blocks.BACK: moves.take_back,
    blocks.FORGET: forgetting.open_,
}


async def more(visit: Visit) -> Reply:
    """What was chosen: `<what>:<submission id>`."""
    what, _, key = visit.value.partition(":")
    return await _MENU[what](replace(visit, value=key)) if what in _MENU else Done()
