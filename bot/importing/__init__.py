"""`samepage import`: roles and candidates from a CSV file, row by row, and a report of what was refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.importing import candidates, roles
from bot.importing.sheet import CannotImport, Fault, Report, Said, rows
from bot.settings import Settings
from handlers.clients import ClientOf, always
from handlers.people import People
from storage.database import Database
from storage.migrate import HeldUp, Newer

__all__ = ["CannotImport", "Fault", "Order", "Report", "run"]
_SECONDS = 10.0  # no call to Slack takes longer


@dataclass(frozen=True)
class Order:
    """What is to be imported, and how. `key` is a requisition's number, for candidates; `recruiter` and `manager` are
    for roles whose row names none."""

    file: Path
    roles: bool = False
    workspace: str | None = None
    key: int | None = None
    recruiter: str = ""
    manager: str = ""
    keep: bool = False
    skip: bool = False  # leave columns aside that nobody knows
    dry: bool = False


async def run(settings: Settings, order: Order, said: Said = lambda done, of: None) -> tuple[Report, str]:
    """Imports a file; gives back what became of each row, and that in one line. Raises CannotImport: what was imported
    before a database went away stays."""
    lines = rows(order.file, roles.KIND if order.roles else candidates.KIND, skip=order.skip)
    report = Report()
    async with _importer(settings, order) as (importer, clock):
        try:
            await importer.database.migrate()
            await importer.begin(frozenset().union(*(cells for _, cells in lines)))
            for number, (line, cells) in enumerate(lines, 1):
                report.add(await importer.row(line, cells, clock.now()))
                said(number, len(lines))
        except (Newer, HeldUp) as reason:
            raise CannotImport(str(reason)) from None
        except SQLAlchemyError as error:
            done = f"{len(report.posted)} were {importer.done} before; import the file again for the rest"
            raise CannotImport(f"The database cannot be reached ({type(error).__name__}): {done}.") from None
    return report, report.summary(dry=order.dry, done=importer.done)


@asynccontextmanager
async def _importer(
    settings: Settings, order: Order
) -> AsyncIterator[tuple[candidates.Importer | roles.Importer, Clock]]:
    try:
        database = Database.open(settings.database_url)
    except OSError as error:
        raise CannotImport(f"The database cannot be opened ({error.strerror}). samepage doctor says more.") from None
    clock = Clock(settings.clock_file)
    try:
        if not order.roles:
            yield candidates.Importer(database, order.workspace, order.key, order.keep, order.dry), clock
            return
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SECONDS)) as http:
            look_up = People(database, _speaker(settings, database, http, clock), clock.now).find
            yield (
                roles.Importer(database, look_up, order.workspace, order.recruiter, order.manager, order.dry),
                clock,
            )
    finally:
        await database.close()
        clock.close()


def _speaker(settings: Settings, database: Database, http: aiohttp.ClientSession, clock: Clock) -> ClientOf:
    """Who asks Slack about people: the one bot, or that of each workspace the app is installed in."""
    if settings.bot_token is None:
        from bot.many import many

        return many(settings, database, http, clock)[0].of
    client = AsyncWebClient(token=settings.bot_token, base_url=settings.slack_api_url, session=http, retry_handlers=[])
    return always(client)
