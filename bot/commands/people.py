"""What is about candidates: `samepage import` and `forget`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from bot.commands.shared import WRONG, settings_or_end


def _requisition(_: click.Context, __: click.Parameter, text: str) -> int:
    number = text.strip().upper().removeprefix("REQ").lstrip("-# ")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise click.BadParameter("it is written as REQ-7.")
    return int(number)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--requisition", "key", required=True, metavar="KEY", callback=_requisition, help="For example REQ-7.")
@click.option("--workspace", metavar="ID", help="Which workspace, where several have a requisition of that number.")
@click.option("--dry-run", "dry", is_flag=True, help="Check every row and post nobody.")
@click.option("--keep", is_flag=True, help="Post also what the form would point out: wording, a name that is there.")
def import_(file: Path, key: int, workspace: str | None, dry: bool, keep: bool) -> None:
    """Put candidates forward from a CSV file with a line of headings; the same file again posts nobody twice."""
    settings = settings_or_end()

    from bot.importing import CannotImport, run

    try:
        refused = asyncio.run(run(settings, file, key, workspace, dry=dry, keep=keep))
    except CannotImport as reason:
        click.echo(str(reason), err=True)
        sys.exit(WRONG)
    sys.exit(1 if refused else 0)


@click.command()
@click.argument("key", metavar="KEY")
@click.argument("number", type=click.IntRange(1), metavar="N")
@click.option("--by", required=True, metavar="U…", help="In whose name: the role's recruiter, or a talent lead.")
@click.option(
    "--why",
    type=click.Choice(("asked", "consent", "mistake", "ordered")),
    required=True,
    help="They asked for it, withdrew consent, were put forward by mistake, or it was ordered.",
)
@click.option("--workspace", metavar="T…", help="Which workspace, where the database holds several.")
@click.option("--dry-run", is_flag=True, help="Say what would be erased, and change nothing.")
def forget(key: str, number: int, by: str, why: str, workspace: str | None, dry_run: bool) -> None:
    """Forget a candidate: erase Candidate N of the role KEY for good."""
    settings = settings_or_end()

    from bot.clock import Clock
    from bot.forget_command import NotForgotten, forget, only_workspace
    from storage.database import Database

    async def work() -> str:
        database, clock = Database.open(settings.database_url), Clock(settings.clock_file)
        try:
            where = workspace or await only_workspace(database)
            return await forget(database, where, key, number, by=by, why=why, dry_run=dry_run, at=clock.now())
        finally:
            clock.close()
            await database.close()

    try:
        click.echo(asyncio.run(work()))
    except NotForgotten as reason:
        click.echo(str(reason), err=True)
        sys.exit(WRONG)
