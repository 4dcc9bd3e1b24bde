"""`samepage run`."""

from __future__ import annotations

import asyncio
import sys

import click

from bot.commands.shared import WRONG, settings_or_end, until_told


@click.command()
def run() -> None:
    """Run the bot against Slack: by Socket Mode where SLACK_APP_TOKEN is set, else by HTTP on PORT."""
    settings = settings_or_end()

    from bot import log
    from bot.runtime import running
    from bot.settings import CannotStart

    log.to_stderr()

    async def work() -> None:
        async with running(settings):
            await until_told()

    try:
        asyncio.run(work())
    except CannotStart as reason:
        click.echo(str(reason), err=True)
        sys.exit(WRONG)
