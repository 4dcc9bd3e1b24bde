"""Blind answers: how sure two people are that they picture the same person, and when a talk is worth its time."""

from __future__ import annotations

from collections.abc import Iterable

LEAST, MOST = 0, 10
_APART, _LOW = 3, 6


def apart(numbers: Iterable[int]) -> int:
    """How far the highest of these answers is from the lowest."""
    said = list(numbers)
    return max(said) - min(said)


def is_talk_worth_it(numbers: Iterable[int]) -> bool:
    """Whether to suggest a talk before the search: a gap of 3 or more, or anybody at 6 or below (product, *Signing*).
    A suggestion; nothing waits for it."""
    said = list(numbers)
    return apart(said) >= _APART or min(said) <= _LOW
