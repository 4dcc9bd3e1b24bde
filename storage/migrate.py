"""Brings a database up to date with Alembic, on the connection it is handed and without a settings file.

Other replicas may be at work on it, with this version or the one before: what a migration may do to them stands in
tests/storage/test_migrations_rolling.py, how long it may hold them up stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.revisions import SCRIPTS, TABLE, Standing, standing

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 7294  # any number, the same in every replica: two that start at once migrate one after the other
_TRIES = 10
_HELD_UP = "55P03"  # lock_not_available
_TOO_LONG = "57014"  # query_canceled, by statement_timeout
# Whoever wants a table for itself stands in line, and everybody after it waits too: so it gives up soon, lets others
# go first, and comes again. All in one transaction: whatever was locked before is free again meanwhile.
_LIMITS = ("set local lock_timeout = '2s'", "set local statement_timeout = '60s'")
_STEP_ASIDE = text("select pg_sleep(1)")


class Newer(Exception):
    """The database was migrated by a version that comes after this one."""

    def __init__(self, revision: str | None) -> None:
        super().__init__(
            f"The database is of a newer version ({revision}) than this program, which would not understand it. "
            "Install the version that migrated it, or a later one; nothing was changed."
        )


class HeldUp(Exception):
    """Others were at work on the tables all the time, or there is too much in them to change it beside their work."""

    def __init__(self) -> None:
        super().__init__(
            "The database could not be brought up to date beside those who are at work on it; nothing was changed. Try "
            "again at a quiet hour, or stop every replica and run `samepage migrate --alone`, which takes its time."
        )


def config(connection: Connection) -> Config:
    """Alembic's configuration, bound to `connection`."""
    from alembic.config import Config  # here, for most starts find nothing to bring up to date

    alembic = Config()
    alembic.set_main_option("script_location", SCRIPTS)
    alembic.set_main_option("path_separator", "os")
    alembic.attributes["connection"] = connection
    return alembic


def _standing(connection: Connection) -> Standing:
    if not inspect(connection).has_table(TABLE):
        return standing(None)
    found = standing(connection.scalar(text(f"select version_num from {TABLE}")))  # noqa: S608 (a name of Alembic's)
    if found.is_newer:
        raise Newer(found.revision)
    return found


def _upgrade(connection: Connection, alone: bool) -> None:
    postgresql = connection.dialect.name == "postgresql"
    if _standing(connection).is_current:
        return
    if postgresql:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if _standing(connection).is_current:  # somebody else did it meanwhile
            return
        for limit in () if alone else _LIMITS:
            connection.execute(text(limit))
    from alembic import command

    command.upgrade(config(connection), "head")
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise RuntimeError(
                f"the migration would leave {len(broken)} rows without their parent; nothing was changed"
            )


async def migrate(engine: AsyncEngine, *, alone: bool = False, tries: int = _TRIES) -> None:
    """Runs what is missing in one transaction: all of it or nothing. Newer, HeldUp: nothing.

    `alone`: nobody else is at work, so it may take as long as it takes. `tries`: how often it stands in line.
    """
    while True:
        tries -= 1
        try:
            await _once(engine, alone)
            return
        except DBAPIError as error:
            why = getattr(error.orig, "sqlstate", None)
            if why == _TOO_LONG or (why == _HELD_UP and tries == 0):
                raise HeldUp from error
            if why != _HELD_UP:
                raise
        async with engine.connect() as connection:
            await connection.execute(_STEP_ASIDE)


async def _once(engine: AsyncEngine, alone: bool) -> None:
    async with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # A batch ALTER copies and drops tables; with foreign keys on, children would go with the parent. The
            # pragma does nothing inside a transaction, so it goes to the driver before BEGIN.
            raw = await connection.get_raw_connection()
            await raw.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            async with connection.begin():
                await connection.run_sync(_upgrade, alone)
        finally:
            if connection.dialect.name == "sqlite":
                await raw.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
