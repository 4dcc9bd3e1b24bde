"""Runs a bot as a process of its own against a playground, for as long as a block lasts."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.playground.server import Playground

LAST_WORDS = 4_000  # bytes of what a bot wrote before it ended


class BotEnded(Exception):
    """The bot ended before it had connected; the message holds what it wrote last."""


@asynccontextmanager
async def bot_process(
    playground: Playground,
    *command: str | Path,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    seconds: float = 20,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start `command` in `folder` with `playground.environment` (and more), wait until it has connected, end it after.

    Its output is kept to itself; a BotEnded or TimeoutError quotes it where the bot does not connect.
    """
    variables = {**os.environ, **playground.environment, **(environment or {})}
    bot = await asyncio.create_subprocess_exec(
        *map(str, command),
        cwd=folder,
        env=variables,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = bytearray()
    listening = asyncio.create_task(_listen(bot, said))
    try:
        await _connected(playground, bot, listening, said, seconds)
        yield bot
    finally:
        with suppress(ProcessLookupError):
            bot.terminate()
        try:
            async with asyncio.timeout(5):
                await bot.wait()
        except TimeoutError:
            bot.kill()
            await bot.wait()
        await listening


async def _listen(bot: asyncio.subprocess.Process, said: bytearray) -> None:
    """Read what it writes, for a full pipe would stop it, and keep the end."""
    while bot.stdout is not None and (piece := await bot.stdout.read(4096)):
        said += piece
        del said[:-LAST_WORDS]


async def _connected(
    playground: Playground,
    bot: asyncio.subprocess.Process,
    listening: asyncio.Task[None],
    said: bytearray,
    seconds: float,
) -> None:
    connecting = asyncio.create_task(playground.connected(seconds))
    try:
        await asyncio.wait({connecting, listening}, return_when=asyncio.FIRST_COMPLETED)
        if not connecting.done():
            words = said.decode("utf-8", "replace")
            raise BotEnded(f"the bot ended with exit code {await bot.wait()} and had said:\n{words}")
        try:
            connecting.result()
        except TimeoutError as late:
            raise TimeoutError(f"{late}\nThe bot said:\n{said.decode('utf-8', 'replace')}") from None
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
