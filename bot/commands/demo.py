"""`samepage demo`."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

import click

from bot.commands.shared import PORT, WRONG, until_told
from bot.manifest import manifest


@click.command()
@click.option(
    "--port", type=PORT, default=8642, show_default=True, help="Where the page is served, on this machine only."
)
@click.option("--story", "story", is_flag=False, flag_value="hiring", help="Play a story without a browser.")
@click.option("--stories", is_flag=True, help="List the stories.")
def demo(port: int, story: str | None, stories: bool) -> None:
    """Try it: a Slack workspace on this machine, with the bot in it."""
    from bot.demo import ALL

    if stories:
        for name, each in ALL.items():
            click.echo(f"{name:<10} {each.about}")
        return
    if story is not None and story not in ALL:
        click.echo(f"There is no story “{story}”. There are: {', '.join(ALL)}.", err=True)
        sys.exit(WRONG)

    from bot import log

    log.to_stderr(logging.ERROR)
    work = _story(story) if story else _open_house(port)
    try:
        asyncio.run(work)
    except OSError as error:
        click.echo(f"Port {port} is taken ({error.strerror}). Choose another with --port.", err=True)
        sys.exit(WRONG)


async def _story(name: str) -> None:
    from bot.demo import ALL
    from bot.demo.transcript import StoryFailed

    chosen = ALL[name]
    with tempfile.TemporaryDirectory(prefix="samepage-") as folder:
        click.echo(chosen.about)
        try:
            await chosen.tell(Path(folder), click.echo)
        except StoryFailed as failed:
            click.echo(f"\nThe story broke off: {failed}", err=True)
            sys.exit(1)
    click.echo("\nEvery step happened.")


async def _open_house(port: int) -> None:
    from bot.demo.stage import stage

    with tempfile.TemporaryDirectory(prefix="samepage-") as folder:
        async with stage(manifest(), Path(folder), port=port) as built:
            click.echo(
                f"Same Page is at {built.playground.url}: open it in a browser. Ctrl+C ends it; nothing is kept."
            )
            await until_told()
