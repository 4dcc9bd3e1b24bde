"""What several commands share: the settings or an end in words, exit codes, waiting to be told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings

WRONG = 2  # exit code for what the caller must mend
PORT = click.IntRange(0, 65535)  # 0: any that is free


def settings_or_end() -> Settings:
    """The settings; ends the program with every fault in words where they are wrong."""
    from bot.settings import SettingsWrong, read

    try:
        return read(os.environ)
    except SettingsWrong as wrong:
        for fault in wrong.faults:
            click.echo(fault, err=True)
        click.echo("The README's table of settings says where each comes from.", err=True)
        sys.exit(WRONG)


async def until_told() -> None:
    """Returns on SIGINT or SIGTERM. A second one ends the program at once: nothing was promised that is not saved."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    signs = (signal.SIGINT, signal.SIGTERM)
    for sign in signs:
        loop.add_signal_handler(sign, told.set)
    await told.wait()
    for sign in signs:
        loop.remove_signal_handler(sign)
        signal.signal(sign, signal.SIG_DFL)
