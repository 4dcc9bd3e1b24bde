"""Digests: what one tells of, and when a median may be said without pointing at somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SMALLEST_GROUP = 3  # people; below it a median would point at somebody


class Reach(StrEnum):
    """How far a digest looks."""

    WORKSPACE = "workspace"
    DEPARTMENT = "department"
    REQUISITION = "requisition"


@dataclass(frozen=True)
class Scope:
    """Which roles a digest tells of: all, those of one department, or one (by row id). Raises ValueError where the
    department or the role is missing, or there is one too many."""

    reach: Reach = Reach.WORKSPACE
    department: str = ""
    requisition_id: int | None = None

    def __post_init__(self) -> None:
        if bool(self.department) != (self.reach is Reach.DEPARTMENT):
            raise ValueError("a department is named where one is told of, and only there")
        if (self.requisition_id is not None) != (self.reach is Reach.REQUISITION):
            raise ValueError("a role is named where one is told of, and only there")

    def has(self, requisition_id: int, department: str) -> bool:
        """Whether a role of that department is among them. Departments are typed: case and space round them do not
        count."""
        if self.reach is Reach.DEPARTMENT:
            return same_department(self.department, department)
        return self.reach is Reach.WORKSPACE or self.requisition_id == requisition_id


WHOLE = Scope()


def same_department(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def is_group(people: Sequence[str]) -> bool:
    """Whether these answers, each named by who gave it, may be summed up for others: they are of three people or more,
    and no one of them gave more than half, for the median would be theirs."""
    given = Counter(people)
    return len(given) >= SMALLEST_GROUP and 2 * max(given.values()) <= len(people)
