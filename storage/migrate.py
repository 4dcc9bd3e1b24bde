"""Brings a database up to date with Alembic, on the connection it is handed and without a settings file."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

SCRIPTS = "storage:migrations"
_LOCK = 7294  # any number, the same in every replica: two that start at once migrate one after the other


def config(connection: Connection) -> Config:
    """Alembic's configuration, bound to `connection`."""
    alembic = Config()
    alembic.set_main_option("script_location", SCRIPTS)
    alembic.set_main_option("path_separator", "os")
    alembic.attributes["connection"] = connection
    return alembic


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    command.upgrade(config(connection), "head")
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise RuntimeError(
                f"the migration would leave {len(broken)} rows without their parent; nothing was changed"
            )


async def migrate(engine: AsyncEngine) -> None:
    """Runs what is missing in one transaction: all of it or nothing."""
    async with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # A batch ALTER copies and drops tables; with foreign keys on, children would go with the parent. The
            # pragma does nothing inside a transaction, so it goes to the driver before BEGIN.
            raw = await connection.get_raw_connection()
            await raw.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            async with connection.begin():
                await connection.run_sync(_upgrade)
        finally:
            if connection.dialect.name == "sqlite":
                await raw.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
