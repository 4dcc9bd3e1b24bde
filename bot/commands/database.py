"""The database: `samepage migrate`, `backup`, `restore` and `copy`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from bot.commands.shared import BAD, WRONG, bar, database_or_end, end, settings_or_end


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


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the SQLite database into FILE while the bot is at work, and check the copy."""
    url = database_or_end()

    from bot import backups

    try:
        source = backups.sqlite_file(url, "backup")
        with bar("Pages") as said:
            done = backups.backup(source, file, said)
    except backups.NotDone as reason:
        end(str(reason), BAD if isinstance(reason, backups.Unsound) else WRONG)
    click.echo(f"{file} is a sound copy of {source}: {done.size:,} bytes. It holds all that is known of candidates.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put a backup in the place of the SQLite database; the former one stays beside it. Stop the bot first."""
    url = database_or_end()

    from bot import backups
    from bot.clock import Clock

    try:
        database = backups.sqlite_file(url, "restore")
        done = backups.restore(file, database, at=Clock().now())
    except backups.NotDone as reason:
        end(str(reason), BAD if isinstance(reason, backups.Unsound) else WRONG)
    click.echo(f"{database} is what {file} was" + (", brought up to date." if done.migrations else "."))
    if done.kept:
        click.echo(f"The former one is {done.kept}.")
    if done.again is None:
        click.echo("The former one cannot be read: whoever was forgotten since this backup has to be forgotten again.")
    elif done.again:
        click.echo("These were forgotten since this backup was made, and have to be forgotten again:")
        for workspace, role, number in done.again:
            click.echo(f"  samepage forget REQ-{role} {number} --workspace {workspace} --why asked --by U…")
    click.echo("What was posted to Slack since this backup is not known any more: remove it there.")
