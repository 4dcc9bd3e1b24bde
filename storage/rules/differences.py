"""Differences between two versions of a text, by lines, as somebody reads them who has little time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile


@dataclass(frozen=True)
class Change:
    """The lines that went and the lines that came, each in its own order. Neither: the same lines in another order."""

    gone: tuple[str, ...]
    come: tuple[str, ...]


def compared(was: Iterable[str], now: Iterable[str]) -> Change:
    """What went from `was` and what came in `now`; empty lines count for nothing."""
    before, after = [line for line in was if line.strip()], [line for line in now if line.strip()]
    return Change(_without(before, after), _without(after, before))


def _without(lines: list[str], others: list[str]) -> tuple[str, ...]:
    left = Counter(others)
    kept = []
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            kept.append(line)
    return tuple(kept)


def excerpts(was: str, now: str, room: int) -> tuple[str, str]:
    """Two wordings of one line, from a little before where they part, so that `room` characters show the difference.
    Short ones stay whole; what is longer still is for the caller to clip."""
    if max(len(was), len(now)) <= room:
        return was, now
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
    start = alike - room // 4
    if start <= 0:
        return was, now
    start = was.find(" ", start, start + room // 8) + 1 or start  # a word is not cut where one begins near
    return f"…{was[start:]}", f"…{now[start:]}"
