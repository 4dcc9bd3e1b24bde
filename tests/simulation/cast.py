"""The cast: who takes part, where they live, when they work, and how they are; drawn by a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from random import Random
from typing import TypeVar

from storage.rules.calendars import Week, week
from storage.rules.preferences import Preferences
from tests.simulation.tempers import Temper, busy, late, prompt, silent

T = TypeVar("T")
MORE_RECRUITERS, MORE_MANAGERS = 6, 3  # roles to one of each: 60 roles, 10 recruiters, 20 managers


@dataclass(frozen=True)
class Place:
    """Where somebody lives: Slack's zone, and the country and region of their public holidays."""

    zone: str
    country: str
    region: str | None = None


@dataclass(frozen=True)
class Hours:
    """A week of work and the windows that go with it; None as everybody has it."""

    week: Week | None = None
    windows: tuple[time, ...] | None = None


@dataclass(frozen=True)
class Player:
    """Somebody of the cast. `temper` says how soon they answer."""

    id: str
    name: str
    place: Place
    hours: Hours
    temper: Temper

    @property
    def preferences(self) -> Preferences:
        return Preferences(None, self.hours.week, self.hours.windows, self.place.country, self.place.region)


@dataclass(frozen=True)
class Casting:
    """Who is what on one role."""

    recruiter: Player
    manager: Player
    backup: Player | None
    helper: Player | None


BERLIN = Place("Europe/Berlin", "DE", "BE")
TOKYO = Place("Asia/Tokyo", "JP")
LOS_ANGELES = Place("America/Los_Angeles", "US", "CA")
PLACES = (
    BERLIN,
    Place("America/New_York", "US", "NY"),
    Place("Asia/Kolkata", "IN", "KA"),
    Place("Europe/London", "GB", "ENG"),
    LOS_ANGELES,
    TOKYO,
    Place("America/Sao_Paulo", "BR", "SP"),
    Place("Australia/Sydney", "AU", "NSW"),
)
OFFICE = Hours()
WEEKS: tuple[tuple[int, Hours], ...] = (
    (10, OFFICE),
    (2, Hours(week(range(4), (time(9), time(15))), (time(9, 30), time(13)))),  # four short days
    (1, Hours(week(range(5), (time(8), time(12))), (time(8, 30),))),  # mornings, told once
    (2, Hours(week(range(5), (time(8), time(12)), (time(15), time(19))), (time(8, 30), time(15, 30)))),  # split days
    (1, Hours(week(range(5), (time(22), time(6))), (time(3), time(22, 30)))),  # nights
    (1, Hours(week((6, 0, 1, 2, 3), (time(9), time(17))))),  # Sunday to Thursday
)
MANAGERS: tuple[tuple[int, Temper], ...] = ((9, prompt), (6, busy), (3, late), (2, silent))
RECRUITERS: tuple[tuple[int, Temper], ...] = ((5, prompt), (4, busy), (1, late))


def dealt(chance: Random, many: int, parts: Sequence[tuple[int, T]]) -> list[T]:
    """`many` things in the proportion of `parts`, in an order of chance."""
    whole = [what for weight, what in parts for _ in range(weight)]
    hand = [whole[(2 * n + 1) * len(whole) // (2 * many)] for n in range(many)]
    chance.shuffle(hand)
    return hand


def people(chance: Random, roles: int) -> tuple[list[Player], list[Player]]:
    """The managers and the recruiters that so many roles take; at least two of each, so that one can stand in."""
    return (
        _side(chance, "manager", max(2, -(-roles // MORE_MANAGERS)), MANAGERS),
        _side(chance, "recruiter", max(2, -(-roles // MORE_RECRUITERS)), RECRUITERS),
    )


def _side(chance: Random, what: str, many: int, tempers: Sequence[tuple[int, Temper]]) -> list[Player]:
    places = dealt(chance, many, [(1, place) for place in PLACES])
    weeks, manners = dealt(chance, many, WEEKS), dealt(chance, many, tempers)
    return [
        Player(f"U_{what.upper()}_{n + 1}", f"{what.title()} {n + 1}", places[n], weeks[n], manners[n])
        for n in range(many)
    ]


def casting(chance: Random, managers: list[Player], recruiters: list[Player], number: int) -> Casting:
    """The people of role `number`: evenly spread; two roles in three have a backup, one in three a helper."""
    manager, recruiter = managers[number % len(managers)], recruiters[number % len(recruiters)]
    others = [player for player in managers if player is not manager]
    colleagues = [player for player in recruiters if player is not recruiter]
    return Casting(
        recruiter,
        manager,
        chance.choice(others) if chance.random() < 2 / 3 else None,
        chance.choice(colleagues) if chance.random() < 1 / 3 else None,
    )
