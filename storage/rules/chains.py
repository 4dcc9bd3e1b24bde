"""Chains of seals: what does not fit in one, found and named by looking at a row and the next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage.rules.audit import seal


class Fault(StrEnum):
    """What may be wrong with a chain, first row first."""

    CHANGED = "was changed, or what stood before it was taken out"
    MISSING = "is missing"
    INSERTED = "was put in later"
    MOVED = "stands in another order than it was sealed in"
    END = "is missing: the log goes on behind what stands here"
    AFTER = "stands behind the end of the log"
    ANEW = "has another seal than was noted: from the first row up to it the chain was written anew"


@dataclass(frozen=True)
class Flaw:
    """The first place that does not fit, and the id of the row that stands there (None: none does)."""

    fault: Fault
    place: int
    id: int | None


@dataclass(frozen=True)
class Link:
    """One row of a chain: `row` are the bytes that `seal` closes."""

    place: int
    id: int
    row: bytes
    seal: str


def flaw(before: str, expected: int, link: Link, following: Link | None) -> Flaw | None:
    """What is wrong with `link`, which ought to stand at place `expected` after the seal `before`; `following` is the
    row after it. None where it fits.

    Whoever changes one row leaves the next resting on the old seal, whoever puts one in leaves the next resting on the
    one before: by that the two are told apart.
    """
    if link.place > expected:
        return Flaw(Fault.MISSING, expected, None)
    if link.place < expected:
        return Flaw(Fault.INSERTED, link.place, link.id)
    if seal(before, link.row) == link.seal:
        return None
    if following is None or seal(link.seal, following.row) == following.seal:
        return Flaw(Fault.CHANGED, link.place, link.id)
    if seal(before, following.row) != following.seal:
        return Flaw(Fault.CHANGED, link.place, link.id)
    is_later = seal(following.seal, link.row) == link.seal
    return Flaw(Fault.MOVED if is_later else Fault.INSERTED, link.place, link.id)
