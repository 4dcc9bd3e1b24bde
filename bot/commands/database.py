"""The database: `samepage migrate`, `backup`, `restore` and `copy`."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path

import click

from bot.commands.shared import BAD, WRONG, bar, database_or_end, end, moment, must_exist


@click.command()
@click.option("--alone", is_flag=True, help="No replica is running: wait for every lock, however long it takes.")
def migrate(alone: bool) -> None:
    """Bring the database up to date, beside replicas at work on it.

    On PostgreSQL it gives up, and changes nothing, where it would hold them up: over two seconds for a lock, ten times,
    or a minute for one statement.
    """
    url = database_or_end()

    from storage.database import Database
    from storage.migrate import HeldUp, Newer

    async def work() -> None:
        database = Database.open(url)
        try:
            await database.migrate(alone=alone)
        finally:
            await database.close()

    try:
        asyncio.run(work())
    except (Newer, HeldUp) as reason:
        end(str(reason), BAD)
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

    try:
        database = backups.sqlite_file(url, "restore")
        done = backups.restore(file, database, at=moment())
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


def _url(_: click.Context, __: click.Parameter, text: str) -> str:
    from bot.settings import whole_url

    try:
        return whole_url(text.strip())
    except ValueError as wrong:
        raise click.BadParameter(f"this {wrong}.") from None


@click.command()
@click.option("--from", "source", required=True, metavar="URL", callback=_url, help="Stop the bot that uses it first.")
@click.option("--to", "target", required=True, metavar="URL", callback=_url, help="An empty one; its tables are made.")
def copy(source: str, target: str) -> None:
    """Copy everything from one database into another: from SQLite to PostgreSQL, or back."""
    from sqlalchemy.exc import SQLAlchemyError

    from storage import audit, copying
    from storage.database import Database

    must_exist(source)

    async def work() -> copying.Copied:
        there, here = Database.open(source), Database.open(target)
        try:
            with bar("Copying") as said:
                done = await copying.copy(there, here, said=lambda table, done, of: said(done, of, table))
            try:
                await here.write(partial(audit.note_everywhere, what="copied", at=moment(), rows=done.rows))
            except SQLAlchemyError as error:
                end(f"Everything was copied, but its audit log could not be written ({type(error).__name__}).", BAD)
            return done
        finally:
            await there.close()
            await here.close()

    try:
        done = asyncio.run(work())
    except copying.CannotCopy as reason:
        end(str(reason), BAD)
    except OSError as error:
        end(f"A database cannot be reached ({type(error).__name__}).", BAD)
    for table, rows in done.tables.items():
        if rows:
            click.echo(f"{rows:>9,}  {table}")
    click.echo(f"{done.rows:>9,}  rows in {len(done.tables)} tables: counted and compared, both are the same.")
    click.echo("In the new one each workspace's audit log has one entry more: that it was copied.")
