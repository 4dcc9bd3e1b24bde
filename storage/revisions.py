"""Which migrations there are, and how far a database is with them: told by the names of their files, for Alembic is
needed only where one is to be run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

SCRIPTS = "storage:migrations"
TABLE = "alembic_version"  # where Alembic keeps how far a database is


@cache
def known() -> tuple[str, ...]:
    """Every migration of this version, oldest first."""
    files = (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*_*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))


@dataclass(frozen=True)
class Standing:
    """How far a database is: `behind` migrations are missing; None where it is of a newer version than this one."""

    revision: str | None
    behind: int | None

    @property
    def is_newer(self) -> bool:
        return self.behind is None

    @property
    def is_current(self) -> bool:
        return self.behind == 0


def standing(revision: str | None) -> Standing:
    """How far a database is that says `revision` of itself; None: it has no table yet."""
    if revision is None:
        return Standing(None, len(known()))
    return Standing(revision, len(known()) - known().index(revision) - 1 if revision in known() else None)
