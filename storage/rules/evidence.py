"""Evidence: what the recruiter says of each must-have when putting somebody forward."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

WORDS_LONGEST = 300  # characters on one must-have


class Seen(StrEnum):
    """How much of a must-have was seen so far. No order and no sum: it is a reading aid, never a score."""

    SEEN = "seen"
    PARTLY = "partly"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True)
class Evidence:
    """What was said of one must-have: `number` counts from 1 in the version it was read in, `criterion` are its words
    there."""

    number: int
    criterion: str
    seen: Seen
    words: str = ""
