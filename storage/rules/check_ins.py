"""Check-ins: what is asked of whom, how much of it fits into one form, and what changed since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from storage.rules.balls import Holder
from storage.rules.rights import Role

# What each side is asked of one role, in order; the names are columns. `content` is for the two alone.
ASKED: dict[Role, tuple[str, ...]] = {
    Role.RECRUITER: ("news", "market", "obstacles", "needs"),
    Role.MANAGER: ("news", "needs", "content"),
}
WORDS = ("news", "market", "obstacles", "needs")
LONGEST = 1000  # characters of one answer
CONTENT = (1, 5)  # from not at all to very
SHORT_FROM = 10  # roles, from which on each is asked for less
_SHORT: dict[Role, tuple[str, ...]] = {Role.RECRUITER: ("news", "needs"), Role.MANAGER: ("news", "needs", "content")}
_A_PAGE = 12  # short ones: five blocks each at most, within a view's hundred
LOOK_BACK = timedelta(days=90)  # for what changed, where somebody has not checked in for longer


def asked(side: str, roles: int) -> tuple[str, ...]:
    """What somebody with that many roles to answer for is asked of one of them, on this side of it."""
    return (_SHORT if roles >= SHORT_FROM else ASKED)[Role(side)]


def a_page(roles: int) -> int:
    """How many of that many roles one form shows; what is left follows when it is sent."""
    return _A_PAGE if roles >= SHORT_FROM else SHORT_FROM - 1


@dataclass(frozen=True)
class Changes:
    """What happened on one role since somebody's last check-in, in candidates by a word of `HAPPENED`, and where it
    stands now: `stages` how many are in play by stage, `waits` by the side that has the ball."""

    happened: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, int] = field(default_factory=dict)
    waits: Mapping[Holder, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One entry of the timeline, as far as it counts here."""

    kind: str
    submission: int | None
    decision: int | None = None

    @classmethod
    def of(cls, kind: str, submission: int | None, facts: Mapping[str, Any]) -> Entry:
        return cls(kind, submission, facts.get("decision"))


# What can happen to a candidate, in the order in which it is told.
HAPPENED = (
    "posted",
    "moved",
    "approved",
    "rejected",
    "withdrawn",
    "interviewed",
    "offered",
    "accepted",
    "declined",
)
_COUNTED = {
    "posted": "posted",
    "came_back": "posted",
    "moved": "moved",
    "approve": "approved",
    "recorded_approve": "approved",
    "reject": "rejected",
    "recorded_reject": "rejected",
    "withdrawn": "withdrawn",
    "offer_made": "offered",
    "offer_accepted": "accepted",
    "offer_declined": "declined",
}
_TAKES_BACK = {"goes_on": ("withdrawn",), "offer_undone": ("accepted", "declined")}
KINDS = (*_COUNTED, *_TAKES_BACK, "undone")  # of the timeline's entries, those that are counted


def tally(entries: Iterable[Entry]) -> dict[str, int]:
    """Candidates by what happened to them, from entries in order of time: what was undone or taken back did not happen,
    and what happened to one candidate twice counts once."""
    found: dict[str, set[int]] = {}
    decided: dict[int, str] = {}
    for each in entries:
        if each.submission is None:
            continue
        gone = _TAKES_BACK.get(each.kind, ())
        if each.kind == "undone" and each.decision in decided:
            gone = (decided[each.decision],)
        for what in gone:
            found.get(what, set()).discard(each.submission)
        if (counts := _COUNTED.get(each.kind)) is not None:
            found.setdefault(counts, set()).add(each.submission)
            if each.decision is not None:
                decided[each.decision] = counts
    return {what: len(found[what]) for what in HAPPENED if found.get(what)}
