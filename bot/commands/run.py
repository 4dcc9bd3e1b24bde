"""`samepage run`."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import sys
from contextlib import suppress

import click

from bot.commands.shared import WRONG, settings_or_end, until_told

_M_MMAP_THRESHOLD = -3  # malloc.h
GRACE = 25.0  # seconds to end what is under way once told to stop; whoever tells us mostly kills after thirty


def give_back_large_buffers() -> None:
    """Has glibc return whatever is larger than a page of text to the system as soon as it is freed. Otherwise it learns
    from the first large request to keep such room, and two hundred at once leave the process bigger for good."""
    with suppress(OSError, AttributeError, TypeError):  # another libc has no such dial
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 64 * 1024)


def keep_what_is_there() -> None:
    """What was imported stays to the end: the collector need not walk through it with every few hundred new objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


@click.command()
def run() -> None:
    """Run the bot against Slack: by Socket Mode where SLACK_APP_TOKEN is set, else by HTTP on PORT.

    Told to stop (SIGTERM) it takes nothing new, ends and acknowledges what is under way, and exits with 0; with 1 where
    that takes over 25 seconds. Told again, it ends at once. Either way nothing is lost that was acknowledged.
    """
    settings = settings_or_end()

    import structlog

    from bot import log
    from bot.runtime import running
    from bot.settings import CannotStart

    log.to_stderr()
    give_back_large_buffers()

    def give_up() -> None:
        structlog.get_logger().error("stopped_late", seconds=GRACE)
        os._exit(1)

    async def work() -> None:
        async with running(settings):
            keep_what_is_there()
            await until_told()
            asyncio.get_running_loop().call_later(GRACE, give_up)

    try:
        asyncio.run(work())
    except CannotStart as reason:
        click.echo(str(reason), err=True)
        sys.exit(WRONG)
