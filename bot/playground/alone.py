"""`samepage playground`: a workspace for a bot that is started elsewhere."""

import asyncio
from pathlib import Path
from typing import Any

from bot.playground.instructions import instructions
from bot.playground.server import Playground


async def serve(manifest: Path, port: int, clock_file: Path, **options: Any) -> None:
    """Run a workspace alone until it is cancelled, and say on the way in how to connect a bot to it; `options` are
    those of Playground."""
    async with Playground(manifest, port, clock_file=clock_file, **options) as playground:
        print(instructions(playground.url, playground.environment, playground.workspace.manifest), flush=True)  # noqa: T201
        await asyncio.Event().wait()
