"""`samepage demo`."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.shared import PORT, WRONG, until_told
from bot.manifest import manifest

if TYPE_CHECKING:
    from bot.demo import Story, StoryOfTwo


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

    if not await told(ALL[name]):
        sys.exit(1)


async def told(chosen: Story | StoryOfTwo) -> bool:
    """Plays a story; False where it broke off, which is said in a sentence whatever the reason is."""
    from bot.demo.transcript import StoryFailed
    from bot.playground.errors import Refused
    from bot.settings import CannotStart
    from handlers.faults import frames

    with tempfile.TemporaryDirectory(prefix="samepage-") as folder:
        click.echo(chosen.about)
        try:
            await chosen.tell(Path(folder), click.echo)
        except StoryFailed as failed:
            click.echo(f"\nThe story broke off: {failed}", err=True)
            return False
        except (Refused, CannotStart, TimeoutError) as reason:
            why = str(reason) or "something took too long; a machine with less to do may well play it."
            click.echo(f"\nThe story broke off: {why}", err=True)
            return False
        except Exception as error:
            where = ", ".join(frames(error)) or "elsewhere"
            click.echo(f"\nThe story broke off at what nobody foresaw: {type(error).__name__}, in {where}.", err=True)
            return False
    click.echo("\nEvery step happened.")
    return True


async def _open_house(port: int) -> None:
    from bot.demo.stage import stage

    with tempfile.TemporaryDirectory(prefix="samepage-") as folder:
        async with stage(manifest(), Path(folder), port=port) as built:
            click.echo(
                f"Same Page is at {built.playground.url}: open it in a browser. Ctrl+C ends it; nothing is kept."
            )
            await until_told()
