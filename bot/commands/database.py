"""The database: `samepage migrate`."""

from __future__ import annotations

import asyncio
import sys

import click

from bot.commands.shared import WRONG, settings_or_end


@click.command()
def migrate() -> None:
    """Bring the database up to date."""
    settings = settings_or_end()

    from storage.database import Database

    async def work() -> None:
        database = Database.open(settings.database_url)
        try:
            await database.migrate()
        finally:
            await database.close()

    try:
        asyncio.run(work())
    except Exception as error:
        click.echo(
            f"The database cannot be brought up to date ({type(error).__name__}); nothing was changed.", err=True
        )
        sys.exit(WRONG)
    click.echo("The database is up to date.")
