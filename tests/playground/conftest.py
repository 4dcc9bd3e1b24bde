"""A playground started from a small manifest, and a bot on the real SDK, for the playground's own tests."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from tests.playground.by_hand import MANIFEST, Api, Link, Trigger


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.yml"
    path.write_text(MANIFEST, encoding="utf-8")
    return path


@pytest.fixture
async def playground(manifest: Path, tmp_path: Path) -> AsyncIterator[Playground]:
    retries = (0.0, 0.0, 0.0)
    async with Playground(manifest, clock_file=tmp_path / "clock", event_retries=retries) as started:
        yield started


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def api(playground: Playground, http: aiohttp.ClientSession) -> Api:
    return Api(playground, http)


@pytest.fixture
async def link(api: Api) -> AsyncIterator[Link]:
    async with Link(api) as connected:
        yield connected


@pytest.fixture
def trigger(playground: Playground, link: Link) -> Trigger:
    """A fresh trigger_id of Rita's, from a command."""

    async def fresh() -> str:
        calling = asyncio.create_task(playground.person("Rita").command("/try"))
        envelope = await link.next()
        await link.ack(envelope)
        await calling
        return str(envelope["payload"]["trigger_id"])

    return fresh


@pytest.fixture
async def app(playground: Playground) -> AsyncIterator[AsyncApp]:
    """A Bolt app, unmodified and connected; tests add listeners to it."""
    client = AsyncWebClient(token=playground.bot_token, base_url=playground.api_url, retry_handlers=[])
    bolt = AsyncApp(client=client, process_before_response=True)
    handler = AsyncSocketModeHandler(bolt, playground.app_token, ping_interval=0.5)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await playground.connected()
    yield bolt
    await handler.close_async()  # type: ignore[no-untyped-call]
