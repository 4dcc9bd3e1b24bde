"""What is about candidates: `samepage import`, `export` and `forget`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.opened import on_database
from bot.commands.shared import BAD, WRONG, bar, database_or_end, end, moment, settings_or_end

if TYPE_CHECKING:
    from storage.database import Database


def _requisition(_: click.Context, __: click.Parameter, text: str | None) -> int | None:
    if text is None:
        return None
    number = text.strip().upper().removeprefix("REQ").lstrip("-# ")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise click.BadParameter("it is written as REQ-7.")
    return int(number)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--roles", is_flag=True, help="The file is about roles to open, not about candidates.")
@click.option("--requisition", "key", metavar="KEY", callback=_requisition, help="For which role, for example REQ-7.")
@click.option("--recruiter", metavar="U…", default="", help="Of roles whose row names none: a Slack id, or a name.")
@click.option("--manager", metavar="U…", default="", help="The same.")
@click.option("--workspace", metavar="T…", help="Which workspace, where the database holds several.")
@click.option("--dry-run", "dry", is_flag=True, help="Check every row, and change nothing.")
@click.option("--keep", is_flag=True, help="Post also what the form would point out: wording, a name that is there.")
@click.option("--skip-unknown", "skip", is_flag=True, help="Leave columns aside that nobody knows here.")
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="PATH", help="Write the refused rows there: line, column, why."
)
def import_(file: Path, report: Path | None, **order: Any) -> None:
    """Put candidates forward, or open roles, from a CSV file with a line of headings; the same file again doubles
    nothing."""
    settings = settings_or_end()
    if report is not None and report.exists():
        end(f"{report} is there already, and stays as it is. Give another name.")

    from bot.importing import CannotImport, Order, run

    try:
        with bar("Rows") as said:
            found, summary = asyncio.run(run(settings, Order(file, **order), said))
        if report is not None:
            found.write(report)
    except CannotImport as reason:
        end(str(reason))
    except OSError as error:
        end(f"{report} cannot be written ({error.strerror}).", BAD)
    for each in found.faults:
        click.echo(f"line {each.line}" + (f", {each.column}" if each.column else "") + f": {each.why}")
    click.echo(summary)
    sys.exit(BAD if found.refused else 0)


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

    from bot.forget_command import NotForgotten, forget, only_workspace

    async def work(database: Database) -> str:
        where = workspace or await only_workspace(database)
        return await forget(database, where, key, number, by=by, why=why, dry_run=dry_run, at=moment())

    try:
        click.echo(on_database(settings.database_url, work))
    except NotForgotten as reason:
        click.echo(str(reason), err=True)
        sys.exit(WRONG)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--workspace", metavar="T…", help="Which workspace, where the database holds several.")
@click.option("--confidential", is_flag=True, help="Confidential roles too, and whoever stands on them.")
def export(folder: Path, workspace: str | None, confidential: bool) -> None:
    """Write roles, candidates and what became of them into FOLDER, as CSV files only you may read."""
    url = database_or_end()

    from bot import exporting

    async def work(database: Database) -> exporting.Exported:
        with bar("Rows") as said:
            return await exporting.export(
                database, folder, workspace, confidential=confidential, at=moment(), said=said
            )

    try:
        done = on_database(url, work)
    except exporting.CannotExport as reason:
        end(str(reason))
    for name, rows in done.rows.items():
        click.echo(f"{rows:>9,}  {folder / name}.csv")
    if done.left_out:
        roles = "1 confidential role" if done.left_out == 1 else f"{done.left_out} confidential roles"
        click.echo(f"{roles} left out: --confidential takes them along.")
    click.echo(f"About people it holds: {exporting.PERSONAL}.")
    click.echo("Forgetting somebody does not reach these files: delete them once they have served.")


@click.command("subject-access")
@click.argument("key", metavar="KEY")
@click.argument("number", type=click.IntRange(1), metavar="N")
@click.option("--by", required=True, metavar="U…", help="In whose name: a talent lead.")
@click.option(
    "--output",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="The folder for the two files.",
)
@click.option("--workspace", metavar="T…", help="Which workspace, where the database holds several.")
def subject_access(key: str, number: int, by: str, folder: Path, workspace: str | None) -> None:
    """Write out everything held on Candidate N of the role KEY, as a page for them and as JSON."""
    settings = settings_or_end()

    from bot.forget_command import NotForgotten, only_workspace
    from bot.subject_access_command import NotHandedOut, hand_out

    async def work(database: Database) -> list[Path]:
        where = workspace or await only_workspace(database)
        return await hand_out(database, where, key, number, folder, by=by, at=moment())

    try:
        for path in on_database(settings.database_url, work):
            click.echo(str(path))
    except (NotForgotten, NotHandedOut) as reason:
        click.echo(str(reason), err=True)
        sys.exit(WRONG)
    click.echo("Both hold personal data: pass them on to that person alone, then delete them.", err=True)
