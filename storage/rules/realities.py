"""Reality check and last time: which roles are similar, how many cases a fact needs before it is said, and how much is
agreed for next time."""

from __future__ import annotations

import re
from datetime import timedelta

LEAST = 3  # cases: fewer would be an anecdote, or somebody's own numbers
LOOKS_BACK = timedelta(days=730)
MOST_AGREED = 5  # of what will be done differently next time
LONGEST_AGREED = 150  # characters of one
_WORD = re.compile(r"[^\W\d_]{4,}")
# Words of a title that say how high, not what for.
_LEVELS = frozenset(
    {
        "apprentice",
        "assistant",
        "associate",
        "chief",
        "deputy",
        "director",
        "entry",
        "executive",
        "expert",
        "graduate",
        "head",
        "intern",
        "internship",
        "junior",
        "lead",
        "leader",
        "level",
        "manager",
        "middle",
        "officer",
        "partner",
        "president",
        "principal",
        "senior",
        "specialist",
        "staff",
        "student",
        "team",
        "trainee",
        "vice",
        "with",
        "working",
    }
)


def words(title: str) -> frozenset[str]:
    """What a title says of the work: its words of four letters and more, without those of level."""
    return frozenset(_WORD.findall(title.casefold())) - _LEVELS


def similar(title: str, other: str, *, department: str = "", other_department: str = "") -> bool:
    """Whether two roles are of one kind: of the same department, or, where this one names none, with a word of the
    title in common."""
    if department:
        return department.casefold().strip() == other_department.casefold().strip()
    return not words(title).isdisjoint(words(other))
