"""The words for a no about a candidate's way: moved, withdrawn, decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from handlers.blocks.candidates import STAGES
from handlers.blocks.text import mention
from storage.refusals import Why

Facts = dict[str, Any]

PIPELINE: dict[Why, Callable[[Facts], str]] = {
    Why.WITHDRAWN: lambda f: f"Candidate {f['number']} withdrew {f['at']}, so nothing was changed.",
    Why.NOT_WITHDRAWN: lambda f: f"Candidate {f['number']} is not withdrawn any more. Nothing was changed.",
    Why.ENDED: lambda f: f"Candidate {f['number']} is {STAGES[f['stage']]} already. Nothing was changed.",
    Why.DECIDE_FIRST: lambda f: (
        f"Candidate {f['number']} waits for a decision first, {mention(f['person'])}'s. Where it was said elsewhere, "
        "“Record a decision” in the card's ⋯ writes it down. Nothing was moved."
    ),
    Why.MOVE_NOWHERE: lambda f: f"Candidate {f['number']} is {STAGES[f['stage']]} already. Nothing was moved.",
    Why.SAID_BEFORE: lambda f: f"They were asked {f['at']} only. Give a time after that.",
    Why.SAID_LATER: lambda f: "That time is still to come. Say when it was told.",
    Why.RECORD_ONESELF: lambda f: (
        "You decide here yourself: press *Approve* or *Reject* on the card. Nothing was recorded."
    ),
    Why.NOT_TO_CONFIRM: lambda f: (
        f"The decision on Candidate {f['number']} is not waiting to be confirmed any more. Nothing was changed."
    ),
    Why.WHICH_CANDIDATE: lambda f: (
        f"Which candidate? Add the number, as in `/candidate {f['verb']} {f['key']} 3`; `/candidate list {f['key']}` "
        "shows them."
    ),
}
