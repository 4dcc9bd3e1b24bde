"""Uploads: a picture's way into Slack, in three calls, shared nowhere: it stands in our messages and is no message.

Doing it twice leaves a second file that nobody sees, so every failure may simply be tried again.
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.kit import Block
from handlers.charts import ALT, Picture

ANSWERED = 10  # seconds for the bytes


async def upload(client: AsyncWebClient, picture: Picture) -> str:
    """Draws (in a thread) and uploads; gives back the file's id. Raises what the client raises, and
    `aiohttp.ClientError` where the bytes were not taken."""
    png = await asyncio.to_thread(picture.chart.png)
    alt = picture.chart.alt()[:ALT]
    begun: Any = await client.files_getUploadURLExternal(filename=f"{picture.name}.png", length=len(png), alt_txt=alt)
    file, url = str(begun["file_id"]), str(begun["upload_url"])
    await _put(client, url, png)
    await client.files_completeUploadExternal(files=[{"id": file, "title": picture.name}])
    return file


async def share(client: AsyncWebClient, name: str, content: bytes, channel: str, text: str) -> str:
    """Uploads a file into a channel, as a message with `text`; gives back the file's id. Not to be repeated blindly:
    the last call makes the message. Raises as `upload` does."""
    begun: Any = await client.files_getUploadURLExternal(filename=name, length=len(content))
    file, url = str(begun["file_id"]), str(begun["upload_url"])
    await _put(client, url, content)
    await client.files_completeUploadExternal(
        files=[{"id": file, "title": name}], channel_id=channel, initial_comment=text
    )
    return file


async def _put(client: AsyncWebClient, url: str, content: bytes) -> None:
    timeout = aiohttp.ClientTimeout(total=ANSWERED)
    session = client.session or aiohttp.ClientSession(timeout=timeout)
    try:
        async with session.post(url, data=content, timeout=timeout) as answer:
            answer.raise_for_status()
    finally:
        if session is not client.session:
            await session.close()


async def is_ready(client: AsyncWebClient, file: str) -> bool:
    """Whether Slack has looked at the file: before that, a block that shows it is refused."""
    found: Any = await client.files_info(file=file)
    return bool((found.get("file") or {}).get("mimetype"))


def filled(blocks: list[Block], files: dict[str, str]) -> list[Block]:
    """Blocks with the files in their pictures' places (key → file id); a picture without a file is left out, since its
    numbers stand beside it in words."""
    out = []
    for block in blocks:
        key = (block.get("slack_file") or {}).get("key") if block.get("type") == "image" else None
        if key is None:
            out.append(block)
        elif key in files:
            out.append(block | {"slack_file": {"id": files[key]}})
    return out
