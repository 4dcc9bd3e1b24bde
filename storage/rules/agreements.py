"""Working agreements: what two people promise each other on one role. Source: the product's *Working agreement*; the
day of the first shortlist stands with the brief and is not asked for twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from storage.rules.promises import PROMISES, Kind
from storage.rules.rhythm import week_of
from storage.rules.rights import Role

# Who promises what: the two sides, and what each owes the other.
PROMISED: dict[Role, tuple[Kind, ...]] = {
    Role.MANAGER: (Kind.REVIEW, Kind.DEBRIEF),
    Role.RECRUITER: (Kind.QUESTION, Kind.CONTACT, Kind.OUTCOME, Kind.HOLD),
}
KINDS = tuple(kind for kinds in PROMISED.values() for kind in kinds)
MOST_PROFILES = 50  # a week


class Term(StrEnum):
    """What is agreed on beside the promises."""

    CHECK_INS = "check-ins"
    PROFILES = "profiles a week"
    CHANNEL = "the channel hears"


@dataclass(frozen=True)
class Terms:
    """What is promised, in half working days by kind; whether check-ins come every other week only; how many profiles
    a week (None: not agreed on); whether the role's channel hears of what waits a full promise too long."""

    promises: Mapping[Kind, int]
    is_fortnightly: bool = False
    profiles: int | None = None
    channel_hears: bool = False

    @property
    def others(self) -> dict[Term, Any]:
        return {
            Term.CHECK_INS: self.is_fortnightly,
            Term.PROFILES: self.profiles,
            Term.CHANNEL: self.channel_hears,
        }


USUAL = Terms({kind: PROMISES[kind].half_days for kind in KINDS})  # where nobody chose otherwise


@dataclass(frozen=True)
class Difference:
    """One term that is another now. Values are half working days, or as in `Terms`."""

    what: Kind | Term
    was: Any
    now: Any


def differences(was: Terms, now: Terms) -> list[Difference]:
    """What is agreed or proposed otherwise, in reading order."""
    promised = [Difference(kind, was.promises[kind], now.promises[kind]) for kind in KINDS]
    others = [Difference(term, was.others[term], now.others[term]) for term in Term]
    return [each for each in [*promised, *others] if each.was != each.now]


def is_check_in_week(opened_on: date, week: date) -> bool:
    """Whether a role with check-ins every other week has one in the week that begins on that Monday. Counted from the
    week it was opened, so that both sides are asked in the same weeks, whoever changes what."""
    return (week - week_of(opened_on)).days // 7 % 2 == 0
