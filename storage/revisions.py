"""Which migrations there are, and how far a database is with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from alembic.config import Config
from alembic.script import ScriptDirectory

SCRIPTS = "storage:migrations"
TABLE = "alembic_version"  # where Alembic keeps how far a database is


@cache
def known() -> tuple[str, ...]:
    """Every migration of this version, oldest first."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.set_main_option("path_separator", "os")
    return tuple(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())[::-1]


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
