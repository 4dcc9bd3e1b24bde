"""Charts on their way into Slack: uploaded once, shown in the message, and never the reason why one is not sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Deliverer, Sent
from bot.playground.server import Playground
from handlers.blocks import kit
from handlers.charts import Picture
from handlers.charts.bars import Bars
from handlers.steps import Post, Repaint
from storage import people
from storage.cards import Place
from storage.database import Database
from storage.outbox import Row

ROOT = Path(__file__).parents[2]
CHANNEL = "C0HIRING"
CHART = Bars("Pipeline", ("Review", "Interview"), (3, 1), (2, 2), ("this week", "a week ago"))
PICTURE = Picture(CHART, "pipeline")
ROW = Row(1, "T0SAMEPAGE", 1, "digest.post", "digest_issue:1", {}, datetime(2026, 6, 1, 9, tzinfo=UTC), 0, None)
BLOCKS = [kit.section("Two roles open"), kit.image(PICTURE)]
Work = Callable[..., AbstractAsyncContextManager[tuple[Playground, Deliverer, AsyncWebClient]]]


@pytest.fixture
async def work(sqlite: Database, tmp_path: Path) -> Work:
    """A playground with a manifest, and a deliverer that speaks to it."""

    @asynccontextmanager
    async def start(scopes: Callable[[str], str] = str) -> AsyncIterator[Any]:
        manifest = tmp_path / "manifest.yml"
        manifest.write_text(scopes((ROOT / "manifest.yml").read_text(encoding="utf-8")), encoding="utf-8")
        async with (
            Playground(manifest, clock_file=tmp_path / "clock") as playground,
            aiohttp.ClientSession() as session,
        ):
            client = AsyncWebClient(playground.bot_token, playground.api_url, session=session, retry_handlers=[])
            home: Any = await client.auth_test()
            await sqlite.write(lambda t: people.join(t, ROW.workspace, name="Same Page", bot_user=home["user_id"]))
            await client.conversations_join(channel=CHANNEL)
            yield playground, Deliverer(client, sqlite), client

    return start


async def _files(client: AsyncWebClient) -> list[Any]:
    found: Any = await client.files_list()
    return list(found["files"])


def _shown(playground: Playground) -> list[Any]:
    return list(playground.person("Rita").messages(CHANNEL)[-1].blocks)


async def test_a_chart_is_uploaded_once_and_shown_by_the_message_and_its_repaints(work: Work) -> None:
    async with work() as (playground, deliverer, client):
        sent = await deliverer.carry_out(Post(CHANNEL, "Hiring", BLOCKS, pictures=(PICTURE,)), ROW)
        assert isinstance(sent, Sent)
        assert sent.channel
        assert sent.ts
        (file,) = await _files(client)
        assert file["mimetype"] == "image/png"
        image = _shown(playground)[1]
        assert (image["slack_file"]["id"], image["alt_text"]) == (file["id"], CHART.alt())

        again = Repaint(Place(sent.channel, sent.ts), "Hiring", BLOCKS, pictures=(PICTURE,))
        assert isinstance(await deliverer.carry_out(again, ROW), Sent)
        assert len(await _files(client)) == 1
        other = Picture(replace(CHART, now=(4, 1)), "pipeline")
        later = Repaint(Place(sent.channel, sent.ts), "Hiring", [kit.image(other)], pictures=(other,))
        assert isinstance(await deliverer.carry_out(later, ROW), Sent)
        assert len(await _files(client)) == 2


async def test_without_the_right_to_upload_the_message_goes_without_its_picture(work: Work) -> None:
    async with work(lambda text: text.replace("      - files:write\n", "")) as (playground, deliverer, _):
        assert isinstance(await deliverer.carry_out(Post(CHANNEL, "Hiring", BLOCKS, pictures=(PICTURE,)), ROW), Sent)
        assert [block["type"] for block in _shown(playground)] == ["section"]


async def test_a_picture_somebody_deleted_is_left_out_and_drawn_anew_next_time(work: Work) -> None:
    async with work() as (playground, deliverer, client):
        step = Post(CHANNEL, "Hiring", BLOCKS, pictures=(PICTURE,))
        await deliverer.carry_out(step, ROW)
        (file,) = await _files(client)
        await client.files_delete(file=file["id"])
        assert isinstance(await deliverer.carry_out(step, ROW), Sent)
        assert isinstance(await deliverer.carry_out(step, ROW), Sent)
        assert [block["type"] for block in _shown(playground)] == ["section", "image"]
        assert len(await _files(client)) == 1
