"""`samepage run`."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from bot.commands.shared import WRONG, settings_or_end, until_told

_M_MMAP_THRESHOLD = -3  # malloc.h
GRACE = 25.0  # seconds to end what is under way once told to stop; whoever tells us mostly kills after thirty
PATIENCE = 600.0  # seconds; a disturbance of Slack's may well last longer than whoever starts us tries again


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
    gc.enable()


@contextmanager
def without_rich() -> Iterator[None]:
    """What colours the log on a terminal is loaded with its library wherever it is found: a log in JSON has no use for
    it."""
    if "rich" in sys.modules:
        yield
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # not to be found
    try:
        yield
    finally:
        del sys.modules["rich"]


@click.command()
@click.option(
    "--grace", type=click.FloatRange(0, 600), default=GRACE, show_default=True, help="Seconds to end what is under way."
)
@click.option(
    "--patience",
    type=click.FloatRange(0, 86_400),
    default=PATIENCE,
    show_default=True,
    help="Seconds for which a Slack that is away at the start is tried again.",
)
def run(grace: float, patience: float) -> None:
    """Run the bot against Slack: by Socket Mode where SLACK_APP_TOKEN is set, else by HTTP on PORT.

    Told to stop (SIGTERM) it takes nothing new, ends and acknowledges what is under way, and exits with 0; with 1 where
    that takes longer than its grace. Told again, it ends at once. Either way nothing is lost that was acknowledged.
    """
    settings = settings_or_end()

    gc.disable()  # nothing of what is loaded now is to be thrown away
    with without_rich():
        import structlog

    from bot import log
    from bot.runtime import running
    from bot.settings import CannotStart

    log.to_stderr()
    give_back_large_buffers()

    def give_up() -> None:
        structlog.get_logger().error("stopped_late", seconds=grace)
        os._exit(1)

    async def work() -> None:
        told, starting, started = asyncio.create_task(until_told()), asyncio.current_task(), asyncio.Event()

        def stop_starting(_: asyncio.Task[None]) -> None:
            if starting is not None and not started.is_set():
                starting.cancel()

        told.add_done_callback(stop_starting)
        async with running(settings, patience=patience):
            started.set()
            keep_what_is_there()
            await told
            asyncio.get_running_loop().call_later(grace, give_up)

    try:
        asyncio.run(work())
    except asyncio.CancelledError:  # told to stop while it started: nothing was under way yet
        structlog.get_logger().info("stopped_at_the_start")
    except CannotStart as reason:
        click.echo(str(reason), err=True)
        sys.exit(WRONG)
