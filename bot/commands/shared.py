"""What several commands share: the settings or an end in words, exit codes, waiting to be told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol

import click

if TYPE_CHECKING:
    from bot.settings import Settings

BAD = 1  # exit code for what was found to be wrong
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


def database_or_end() -> str:
    """The database's address alone, for what needs no Slack; ends the program where it is wrong."""
    from bot.settings import SettingsWrong, database_url

    try:
        return database_url(os.environ)
    except SettingsWrong as wrong:
        end(str(wrong))


def moment() -> datetime:
    """Now, by the clock the bot goes by: what is noted in the future would wait for its seal."""
    from bot.clock import Clock

    told = os.environ.get("SAMEPAGE_CLOCK_FILE", "").strip()
    with closing(Clock(Path(told) if told else None)) as clock:
        return clock.now()


def end(words: str, code: int = WRONG) -> NoReturn:
    """Says why on stderr, and ends the program."""
    click.echo(words, err=True)
    sys.exit(code)


def must_exist(url: str) -> None:
    """Opening a file that is not there would make it."""
    from sqlalchemy import make_url

    where = make_url(url)
    if where.get_backend_name() == "sqlite" and not Path(where.database or "").is_file():
        end(f"There is no database at {where.database}.")


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


class Said(Protocol):
    """How far something is: so many done of so many, and what it is about now."""

    def __call__(self, done: int, of: int, what: str = "", /) -> None: ...


@contextmanager
def bar(label: str) -> Iterator[Said]:
    """A progress bar on stderr, where somebody sits before it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task(label, total=None)

        def said(done: int, of: int, what: str = "", /) -> None:
            progress.update(task, completed=done, total=of, description=f"{label} {what}".strip())

        yield said
