"""What people did, as they know it: each act has a subject of its own, by which the store is asked for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# open, post, reject, ask, reply, brief, check_in: the subject is a word typed; approve: a submission's id, undo: a
# decision's.
What = Literal["open", "post", "approve", "reject", "undo", "ask", "reply", "brief", "check_in"]
_SOUNDS = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
_WIDTH = 4


@dataclass
class Act:
    """`acked`: Slack showed that it was taken, and no words came that it was not. Else it may or may not have been."""

    who: str
    what: What
    subject: str
    begun: datetime
    acked: bool = False

    @property
    def name(self) -> tuple[str, str]:
        return self.what, self.subject

    def __str__(self) -> str:
        return f"{self.begun:%d %b %H:%M:%S} {self.who}: {self.what} {self.subject}{' (acked)' if self.acked else ''}"


def word(number: int) -> str:
    """The word of that number, like no other's: *Bagukito*."""
    sounds = []
    for _ in range(_WIDTH):
        number, which = divmod(number, len(_SOUNDS))
        sounds.append(_SOUNDS[which])
    if number:
        raise ValueError("there are no more words")
    return "".join(reversed(sounds)).capitalize()


def lost(acts: Iterable[Act], stored: Mapping[tuple[str, str], int]) -> list[str]:
    """Acts that were acknowledged and are not in the store, or that are there more often than they were done.

    `stored`: how often the store knows of each, by what and subject. Whatever was tried without an answer may be
    there or not.
    """
    tried, acked = Counter(act.name for act in acts), Counter(act.name for act in acts if act.acked)
    found = []
    for name, times in tried.items():
        there, which = stored.get(name, 0), " ".join(name)
        if there < acked[name]:
            found.append(f"{which}: acknowledged {acked[name]} times, stored {there} times")
        if there > times:
            found.append(f"{which}: done {times} times, stored {there} times")
    return found
