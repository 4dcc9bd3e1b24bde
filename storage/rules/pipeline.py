"""The pipeline: the stages of a candidate in play, in order, and what a move between them needs and ends."""

from __future__ import annotations

from datetime import timedelta

from storage.rules.decisions import CONSEQUENCES
from storage.rules.promises import Kind

IN_PLAY = ("review", "interview", "debrief", "offer")
TAKE_BACK = timedelta(hours=24)  # how long a withdrawal can be taken back, on the wall clock
# What waits where a candidate is moved from, and is no longer needed where they are moved to. A word about an outcome
# stays owed; a scorecard is still wanted after the debrief began.
ENDS_WITH_STAGE = frozenset({Kind.REVIEW, Kind.DEBRIEF, Kind.QUESTION, Kind.HOLD, Kind.CONTACT, Kind.OFFER})


def stage_called(word: str) -> str | None:
    """The stage somebody means by a word, by its beginning: *int* is the interview."""
    typed = word.strip().lower().rstrip("s")
    return next((stage for stage in IN_PLAY if typed and stage.startswith(typed)), None)


def is_forward(here: str, to: str) -> bool:
    return IN_PLAY.index(to) > IN_PLAY.index(here)


def decided_between(here: str, to: str) -> list[str]:
    """The stages with a decision that a move forward goes past, in order: each needs one that stands."""
    return [stage for stage in IN_PLAY[IN_PLAY.index(here) : IN_PLAY.index(to)] if stage in CONSEQUENCES]


def decided_again(to: str) -> list[str]:
    """The stages whose decision is up again after a move back to `to`."""
    return [stage for stage in IN_PLAY[IN_PLAY.index(to) :] if stage in CONSEQUENCES]
