"""Pages: which stretch of a long list is shown, and where somebody had turned it to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

KEPT = timedelta(hours=1)  # then whoever comes back begins at the top
_FURTHEST = 9_999
T = TypeVar("T")
U = TypeVar("U")


class Part(StrEnum):
    """The lists of App Home that may be longer than it shows at once."""

    OWED = "owed"
    AWAITED = "awaited"
    ROLES = "roles"


LINES = {Part.OWED: 8, Part.AWAITED: 8, Part.ROLES: 6}  # a page
Turned = dict[Part, int]  # the page of each list that is not at its first; 0 is the first


@dataclass(frozen=True)
class Stretch(Generic[T]):
    """The lines of a list that one page shows: `before` come earlier, of `total`."""

    shown: list[T]
    page: int
    before: int
    total: int

    @property
    def after(self) -> int:
        return self.total - self.before - len(self.shown)

    def as_(self, shown: list[U]) -> Stretch[U]:
        """The same stretch, its lines said otherwise."""
        return Stretch(shown, self.page, self.before, self.total)


def stretch(found: Sequence[T], part: Part, turned: Turned) -> Stretch[T]:
    """The page of a list that was turned to; where it has become shorter since, the last there is."""
    size = LINES[part]
    page = min(turned.get(part, 0), max(len(found) - 1, 0) // size)
    return Stretch(list(found[page * size : (page + 1) * size]), page, page * size, len(found))


def turn(turned: Turned, part: Part, page: int) -> Turned:
    """One list turned, the others left. Any number will do: `stretch` shows the nearest page there is."""
    return turned | {part: min(max(page, 0), _FURTHEST)}


def to_json(turned: Turned, at: datetime) -> dict[str, Any]:
    return {**{str(part): page for part, page in turned.items()}, "at": int(at.timestamp())}


def from_json(stored: dict[str, Any] | None, now: datetime) -> Turned:
    """Where each list stands, if it was turned within the last hour."""
    if not stored or now - datetime.fromtimestamp(stored["at"], UTC) >= KEPT:
        return {}
    return {part: int(stored[part]) for part in Part if part in stored}
