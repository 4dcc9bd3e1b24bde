"""Scrubbing: after somebody was forgotten, the database itself lets go of what it still has lying about."""

from __future__ import annotations

from sqlalchemy import text

from storage.database import Database

PERSONAL = ("candidates", "candidate_texts")  # the two tables that hold anything about candidates


async def scrub(database: Database) -> bool:
    """Leaves no byte of what was deleted in the database's own files; False while somebody reads, to be tried again.

    SQLite overwrites what is deleted (`secure_delete`), but a page that was split may keep a copy in a gap, and the
    write-ahead log keeps every page as it was: so the file is written anew and the log emptied. PostgreSQL's dead rows
    are vacuumed, where our user may (health.py asks); its own log and its backups are the operator's.
    """
    async with database.writer.connect() as connection:
        if connection.dialect.name != "sqlite":
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.execute(text(f"vacuum {', '.join(PERSONAL)}"))
            return True
        raw = (await connection.get_raw_connection()).driver_connection
        if raw is None:
            return False
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            cursor = await raw.execute(statement)
            row = await cursor.fetchone()
            await cursor.close()
        return row is not None and row[0] == 0
