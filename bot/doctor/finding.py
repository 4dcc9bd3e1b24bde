"""What the doctor says of one thing it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """`note`: nothing is broken, and worth knowing. `skipped`: could not be looked at, because of something above."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Finding:
    """What was looked at, what was found, and how to mend it. Never a token, a password or a name."""

    check: str
    mark: Mark
    found: str
    mend: str = ""


def good(check: str, found: str) -> Finding:
    return Finding(check, Mark.GOOD, found)


def note(check: str, found: str, mend: str = "") -> Finding:
    return Finding(check, Mark.NOTE, found, mend)


def bad(check: str, found: str, mend: str) -> Finding:
    return Finding(check, Mark.BAD, found, mend)


def skipped(check: str, why: str) -> Finding:
    return Finding(check, Mark.SKIPPED, why)
