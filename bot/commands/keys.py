"""The keys that tokens are encrypted with: a new one, and everything under the newest."""

from __future__ import annotations

import sys

import click

from bot.commands.opened import on_database
from bot.commands.shared import BAD, end, moment, settings_or_end


@click.command()
def key() -> None:
    """Print a new key for SAMEPAGE_SECRET_KEY."""
    from bot.tokens import new_key

    click.echo(new_key())


@click.command("rotate-keys")
def rotate_keys() -> None:
    """Encrypt every workspace's token with the newest key in SAMEPAGE_SECRET_KEY."""
    settings = settings_or_end()

    from bot.key_command import NO_KEYS, rotate

    if not settings.secret_keys:
        end(NO_KEYS, BAD)
    at = moment()
    said, wrong = on_database(settings.database_url, lambda database: rotate(database, settings.secret_keys, at=at))
    click.echo(said, err=wrong)
    sys.exit(BAD if wrong else 0)
