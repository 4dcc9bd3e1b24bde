"""The command line: `samepage`, or `python -m bot`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from importlib.resources import files
from pathlib import Path

import click

from bot import log
from bot.runtime import CannotStart, running
from bot.settings import Settings, SettingsWrong, read

WRONG = 2  # exit code for what the caller must mend


def manifest() -> Path:
    """`manifest.yml`: beside the code where one develops, inside the package where one installed it."""
    beside = Path(str(files("bot"))).parent / "manifest.yml"
    return beside if beside.is_file() else Path(str(files("bot") / "manifest.yml"))


def _settings() -> Settings:
    try:
        return read(os.environ)
    except SettingsWrong as wrong:
        for fault in wrong.faults:
            click.echo(fault, err=True)
        click.echo("The README's table of settings says where each comes from.", err=True)
        sys.exit(WRONG)


async def until_told() -> None:
    """Returns on SIGINT or SIGTERM."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, told.set)
    await told.wait()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Same Page keeps recruiters and hiring managers on the same page, in Slack."""


@main.command()
def run() -> None:
    """Run the bot against Slack (Socket Mode)."""
    log.to_stderr()
    settings = _settings()

    async def work() -> None:
        async with running(settings):
            await until_told()

    try:
        asyncio.run(work())
    except CannotStart as reason:
        click.echo(str(reason), err=True)
        sys.exit(WRONG)


@main.command()
def migrate() -> None:
    """Bring the database up to date."""
    from storage.database import Database

    settings = _settings()

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


if __name__ == "__main__":
    main()
