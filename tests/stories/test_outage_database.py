"""The database is stopped, or its disk full: people are told in plain words, nothing is half done, and once it is back
everything goes on. (A locked file and cut connections: test_trouble.py.)"""

from __future__ import annotations

import resource
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.demo.stage import Stage, stage
from storage import models
from tests.conftest import opened
from tests.stories.acting import (
    APPROVE,
    MANIFEST,
    MONDAY,
    all_sent,
    in_channel,
    open_role,
    post_candidate,
    private_channels,
    rest,
    table,
    thread,
    told,
)
from tests.stories.clusters import Cluster, cluster
from tests.stories.conftest import CALM, no_tips
from tests.stories.process import House
from tests.stories.test_trouble import PAST_A_LEASE

NOT_SAVED = "nothing was "  # saved, or done


@pytest.fixture
async def own_cluster() -> AsyncIterator[Cluster]:
    async with cluster() as found:
        yield found


@pytest.fixture
async def on_cluster(own_cluster: Cluster, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(
        MANIFEST, tmp_path, database_url=own_cluster.url, begin=MONDAY, delivery="http", patience=CALM
    ) as found:
        await no_tips(found)
        yield found


async def status(url: str) -> int:
    async with aiohttp.ClientSession() as http, http.get(f"{url}/readyz") as answer:
        return answer.status


@pytest.mark.long
async def test_postgresql_is_stopped_and_started_under_a_running_bot(on_cluster: Stage, own_cluster: Cluster) -> None:
    playground = on_cluster.playground
    hal, rita = playground.person("Hal"), playground.person("Rita")
    role = await open_role(playground)
    first, second = [await post_candidate(playground, role, name) for name in ("Ada Marlowe", "Grace Okello")]
    assert (await rita.command("/req open Analyst")).ok
    await rita.fill({"Hiring manager": "Hal"})
    await own_cluster.stop()
    assert await status(on_cluster.bot.url) == 503
    for _ in range(2):
        assert NOT_SAVED in told(await hal.click(APPROVE, message=first))
        (words,) = (await rita.submit()).errors.values()
        assert NOT_SAVED in words
    assert "try again" in told(await rita.command("/req list")).lower()
    assert rita.view is not None  # with all that was typed
    await own_cluster.start()
    assert (await rita.submit()).closed  # the very first thing anybody does
    for card in (first, second):
        assert (await hal.click(APPROVE, message=card)).text is None
    await rest(playground, PAST_A_LEASE)
    assert await status(on_cluster.bot.url) == 200
    assert len(await table(on_cluster.bot.database, models.Decision)) == 2
    assert len(await table(on_cluster.bot.database, models.Requisition)) == len(private_channels(playground)) == 2
    assert [len(thread(playground, card)) for card in (first, second)] == [1, 1]
    await all_sent(on_cluster.bot.database)


def limit_files(pid: int, size: int) -> None:
    """How large a file that process may make any: as a full disk does, it stops every write beyond."""
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


async def test_with_a_full_disk_people_are_told_and_what_was_said_before_stays(lite_house: House) -> None:
    playground = lite_house.playground
    bot = await lite_house.start()
    hal, rita = playground.person("Hal"), playground.person("Rita")
    role = await open_role(playground)
    card = await post_candidate(playground, role)
    said = len(in_channel(playground, role))
    limit_files(bot.pid, 4096)
    assert NOT_SAVED in told(await hal.click(APPROVE, message=card))
    assert role.key in told(await rita.command("/req list"))  # reading goes on
    assert NOT_SAVED in told(await hal.click(APPROVE, message=card))
    limit_files(bot.pid, resource.RLIM_INFINITY)
    assert (await hal.click(APPROVE, message=card)).text is None
    await rest(playground, PAST_A_LEASE)
    async with opened(lite_house.database_url) as store:
        assert len(await table(store, models.Decision)) == 1
        await all_sent(store)
    assert len(in_channel(playground, role)) == said + 1
    assert bot.alive
