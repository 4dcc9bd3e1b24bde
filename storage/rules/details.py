"""What a requisition may say of itself beyond its title: a few things the brief does not ask again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

STARTS_WITHIN = timedelta(days=730)  # a target further off is none

# Key → words, as people choose them.
EMPLOYMENT = {
    "permanent": "Permanent",
    "fixed_term": "Fixed term",
    "contract": "Contract",
    "part_time": "Part time",
    "working_student": "Working student",
    "internship": "Internship",
    "apprenticeship": "Apprenticeship",
}
REASONS = {"new": "A new position", "backfill": "Somebody left", "growth": "The team grows"}


@dataclass(frozen=True)
class Details:
    """All of it optional: empty where nobody said. `employment` and `reason` are keys of the tables above."""

    department: str = ""
    employment: str = ""
    start_on: date | None = None  # the target, a day where the recruiter is
    reason: str = ""

    def __post_init__(self) -> None:
        for key, known in ((self.employment, EMPLOYMENT), (self.reason, REASONS)):
            if key and key not in known:
                raise ValueError(f"{key} is none of {list(known)}")

    def changed(self, before: Details) -> list[str]:
        """The names of what is other than it was."""
        return [each.name for each in fields(self) if getattr(self, each.name) != getattr(before, each.name)]


class WrongStart(StrEnum):
    """Why a day cannot be a target to start on."""

    OVER = "over"
    TOO_FAR = "too far"


def wrong_start(day: date, today: date) -> WrongStart | None:
    """Why nobody can be wanted by that day; None where they can."""
    if day < today:
        return WrongStart.OVER
    return WrongStart.TOO_FAR if day > today + STARTS_WITHIN else None


class Verdict(StrEnum):
    """Where the approval of a headcount stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Headcount:
    """Somebody's word on whether a role may be filled at all (Slack ids). `approver` is whoever was named; the answer
    may have come from whom they handed it to. No verdict where nobody was named."""

    approver: str | None = None
    verdict: Verdict | None = None
    by: str | None = None
    reason: str = ""  # why not

    @property
    def is_asked(self) -> bool:
        return self.verdict is Verdict.ASKED


NO_DETAILS, NOT_ASKED = Details(), Headcount()
