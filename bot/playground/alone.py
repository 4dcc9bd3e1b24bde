"""`samepage playground`: a workspace for a bot that is started elsewhere."""

import asyncio
from pathlib import Path
from typing import Any

from bot.playground.instructions import instructions
from bot.playground.server import Playground


async def serve(manifest: Path, port: int, clock_file: Path, *, request_url: str | None = None, **options: Any) -> None:
    """Run a workspace alone until it is cancelled, and say on the way in how to connect a bot to it; `request_url` and
    `options` are those of Playground."""
    async with Playground(manifest, port, clock_file=clock_file, request_url=request_url, **options) as playground:
        print(told(playground, request_url), flush=True)  # noqa: T201
        await asyncio.Event().wait()


def told(playground: Playground, request_url: str | None) -> str:
    by_http = (request_url or "the request URLs in the manifest") if playground.way == "http" else None
    return instructions(playground.url, playground.environment, playground.workspace.manifest, by_http)
