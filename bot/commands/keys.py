"""The keys that tokens are encrypted with: a new one, and everything under the newest."""

from __future__ import annotations

import asyncio
import sys

import click

from bot.commands.shared import settings_or_end


@click.command()
def key() -> None:
    """Print a new key for SAMEPAGE_SECRET_KEY."""
    from bot.tokens import new_key

    click.echo(new_key())


@click.command("rotate-keys")
def rotate_keys() -> None:
    """Encrypt every workspace's token with the newest key in SAMEPAGE_SECRET_KEY."""
    settings = settings_or_end()

    from bot.key_command import rotate

    said, wrong = asyncio.run(rotate(settings))
    click.echo(said, err=wrong)
    sys.exit(1 if wrong else 0)
