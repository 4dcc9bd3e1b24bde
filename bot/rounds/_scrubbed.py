"""What the rounds that erase share: the database lets go of it, now or at a later beat."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.scrubbing import scrub


async def scrubbed(database: Database) -> bool:
    """False where somebody holds the database: the next beat tries again."""
    try:
        return await scrub(database)
    except (DBAPIError, sqlite3.Error):
        return False
