"""The log for auditors: `samepage audit verify` and `samepage audit export`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

import click

from bot.commands.opened import on_database
from bot.commands.shared import BAD, bar, database_or_end, end, moment

if TYPE_CHECKING:
    from bot.audit_log import Noted
    from storage.database import Database

_WORKSPACE = click.option("--workspace", metavar="T…", help="One workspace alone; all of them where none is named.")


@click.group()
def audit() -> None:
    """The log for auditors: who did what to which id."""


def _noted(_: click.Context, __: click.Parameter, text: str | None) -> Noted | None:
    from bot.audit_log import Noted

    if text is None:
        return None
    place, _sep, seal = text.partition(":")
    if not (place.isascii() and place.isdigit() and len(seal) == 64):
        raise click.BadParameter("give it as verify printed it, for example 120:9f86d0….")
    return Noted(int(place), seal)


@audit.command()
@_WORKSPACE
@click.option("--noted", metavar="PLACE:SEAL", callback=_noted, help="A seal you noted before; needs --workspace.")
def verify(workspace: str | None, noted: Noted | None) -> None:
    """Walk the log seal by seal, and name the first row that does not fit."""
    if noted is not None and workspace is None:
        raise click.UsageError("--noted is of one workspace: name it with --workspace.")

    from bot import audit_log
    from storage import sealing

    async def work(database: Database) -> bool:
        async with database.read() as session:
            known = await sealing.workspaces(session)
        chosen = [workspace] if workspace else known
        if not known or not set(chosen) <= set(known):
            end(f"There is no log {f'of {workspace}' if workspace else 'yet'}. Known: {', '.join(known) or 'nobody'}.")
        sound = True
        for each in chosen:
            with bar(each) as said:
                verdict = await audit_log.verify(database, each, noted, said)
            click.echo(verdict.words, err=verdict.flaw is not None)
            sound = sound and verdict.flaw is None
        return sound

    if not on_database(database_or_end(), work):
        sys.exit(BAD)


@audit.command()
@_WORKSPACE
@click.option("--format", "kind", type=click.Choice(("csv", "jsonl")), default="csv", show_default=True)
@click.option("--since", type=click.DateTime(("%Y-%m-%d",)), help="From this day on (UTC).")
@click.option("--output", type=click.File("w", encoding="utf-8", lazy=False), default="-", help="A file, else stdout.")
def export(workspace: str | None, kind: str, since: datetime | None, output: IO[str]) -> None:
    """Write the log out, as it is at this moment: ids, never names or words."""
    from bot import audit_log
    from bot.forget_command import NotForgotten, only_workspace

    async def work(database: Database) -> int:
        try:
            where = workspace or await only_workspace(database)
        except NotForgotten as reason:
            end(str(reason))
        day = since.replace(tzinfo=UTC) if since else None
        with bar(where) as said:
            return await audit_log.export(
                database, where, output, as_csv=kind == "csv", since=day, at=moment(), said=said
            )

    click.echo(f"{on_database(database_or_end(), work):,} rows.", err=True)
