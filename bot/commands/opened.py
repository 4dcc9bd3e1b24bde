"""A database for a command that works on one as it stands: there, of this very version, and within reach; or an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from socket import gaierror
from typing import TYPE_CHECKING, Any, TypeVar

from bot.commands.shared import BAD, end, must_exist

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from storage.database import Database

T = TypeVar("T")


def on_database(url: str, work: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
    """Runs something on the database of that address. Ends the program in words where there is none (and makes none),
    where it is older or newer than this program, or cannot be reached."""
    must_exist(url)

    from sqlalchemy.exc import DBAPIError

    from storage.database import Database

    async def run() -> T:
        database = Database.open(url)
        try:
            async with database.read() as session:
                await _must_be_ours(session)
            return await work(database)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except (DBAPIError, ConnectionError, gaierror, TimeoutError) as error:
        end(
            f"The database cannot be read or written ({type(error).__name__}). Check SAMEPAGE_DATABASE_URL; "
            "`samepage doctor` looks closer."
        )
    except OSError as error:
        end(f"Broken off: {error.strerror or type(error).__name__}. What was written so far is not whole.", BAD)


async def _must_be_ours(session: AsyncSession) -> None:
    from sqlalchemy import inspect, text

    from storage.migrate import Newer
    from storage.revisions import TABLE, standing

    connection = await session.connection()
    if not await connection.run_sync(lambda sync: inspect(sync).has_table(TABLE)):
        end("There is nothing of Same Page in this database. Check SAMEPAGE_DATABASE_URL.")
    found = standing(await session.scalar(text(f"select version_num from {TABLE}")))  # noqa: S608 (Alembic's name)
    if found.is_newer:
        end(str(Newer(found.revision)))
    if not found.is_current:
        end(f"The database is {found.behind} migrations behind. Bring it up to date first: samepage migrate.")
