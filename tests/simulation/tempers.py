"""Tempers: how soon somebody answers a line they were told, as pure functions of the line and of chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from storage.rules.working_time import HOUR

MINUTE = 60


@dataclass(frozen=True)
class Told:
    """One line as it reached its reader. `is_mine`: the reader owes it; else it reached them because it is late."""

    kind: Kind
    rung: Rung
    is_mine: bool


# Working seconds from reading a line to answering it; None: left for now, another rung may bring it up again.
Temper = Callable[[Told, Random], int | None]


def prompt(_told: Told, chance: Random) -> int | None:
    """Answers what is on the phone."""
    return chance.randint(2 * MINUTE, HOUR)


def busy(_told: Told, chance: Random) -> int | None:
    """Answers most of it in the course of the day, and leaves the rest for the next message."""
    return chance.randint(HOUR // 2, 6 * HOUR) if chance.random() < 0.7 else None


def late(told: Told, chance: Random) -> int | None:
    """Moves once the promise has run out: somebody waits by then."""
    return chance.randint(HOUR // 4, 5 * HOUR) if told.rung >= Rung.HALF_OVER else None


def silent(told: Told, chance: Random) -> int | None:
    """Answers only when it is a full promise over and others hear of it, and not always then."""
    return chance.randint(HOUR, 8 * HOUR) if told.rung == Rung.FULL_OVER and chance.random() < 0.5 else None
