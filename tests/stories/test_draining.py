"""Told to stop, a bot takes nothing new, ends and acknowledges what is under way, and is gone with 0; told twice it is
gone at once. The bot is a process of its own, on both databases, each with its way in."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest

from bot.demo.stage import Stage, settings_for
from bot.playground.server import Playground
from bot.runtime import running
from storage.database import Database
from tests import leaks
from tests.stories.acting import all_sent, in_channel, open_role, rest, submit_candidate
from tests.stories.process import House


async def test_what_is_under_way_is_acknowledged_and_nothing_new_is_taken(house: House) -> None:
    playground = house.playground
    bot = await house.start()
    rita, hal = playground.person("Rita"), playground.person("Hal")
    held = playground.faults.add("views.open", "hang_before")
    asking = asyncio.create_task(rita.command("/req open Analyst"))
    await held.reached()
    bot.tell()
    await bot.says("stopping")
    late = asyncio.create_task(hal.command("/req list"))
    if house.way == "http":
        assert not (await late).ok  # 503, or a closed door
    held.release()
    assert (await asking).ok
    assert rita.view is not None
    assert await bot.ended() == 0
    assert not (await late).ok
    assert "Traceback" not in house.printed


async def test_the_postman_ends_its_step_before_the_bot_is_gone(house: House, store: Database) -> None:
    playground = house.playground
    bot = await house.start()
    role = await open_role(playground)
    held = playground.faults.add("chat.postMessage", "hang_before")
    await submit_candidate(playground, role)
    await held.reached()
    bot.tell()
    await bot.says("stopping")
    assert bot.alive
    held.release()
    assert await bot.ended() == 0
    assert len([each for each in in_channel(playground, role) if "Candidate 1" in each.text]) == 1
    await house.start()
    await rest(playground)
    assert len([each for each in in_channel(playground, role) if "Candidate 1" in each.text]) == 1
    await all_sent(store)


async def test_told_twice_it_is_gone_at_once_and_the_next_one_goes_on(lite_house: House) -> None:
    playground = lite_house.playground
    bot = await lite_house.start()
    role = await open_role(playground)
    held = playground.faults.add("chat.postMessage", "hang_before")
    await submit_candidate(playground, role)
    await held.reached()
    bot.tell()
    await bot.says("stopping")
    bot.tell()
    assert await bot.ended() is None
    held.release()
    await playground.until(lambda: not playground.connections, "the connection to end")
    await lite_house.start()
    await rest(playground, timedelta(minutes=3))
    assert len([each for each in in_channel(playground, role) if "Candidate 1" in each.text]) == 1


async def test_what_never_ends_is_left_when_the_grace_is_over_and_the_next_one_goes_on(lite_house: House) -> None:
    playground = lite_house.playground
    bot = await lite_house.start("--grace", "0.2")
    rita = playground.person("Rita")
    held = playground.faults.add("views.open", "hang_before")
    asking = asyncio.create_task(rita.command("/req open Analyst"))
    await held.reached()
    bot.tell()
    await bot.says("stopping")
    await bot.says("stopped_late")
    assert await bot.ended() is None  # at once: past whoever would have said the code
    held.release()
    await playground.until(lambda: not playground.connections, "the connection to end")
    assert not (await asking).ok
    assert "Traceback" not in lite_house.printed
    await lite_house.start()
    assert (await rita.command("/req list")).ok


async def readyz(url: str) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as http, http.get(f"{url}/readyz") as answer:
        return answer.status, await answer.json()


async def test_readyz_tells_what_lags(lite_stage: Stage) -> None:
    playground = lite_stage.playground
    status, found = await readyz(lite_stage.bot.url)
    assert (status, found["ready"], found["postman_lag"]) == (200, True, 0.0)
    assert isinstance(found["scheduler"], float)
    assert 0 <= found["scheduler"] < 60
    role = await open_role(playground)
    held = playground.faults.add("chat.postMessage", "hang_before")
    await submit_candidate(playground, role)
    await held.reached()
    _, found = await readyz(lite_stage.bot.url)
    assert found["settled"] is False
    assert list(found["unsent"]) == ["waiting"]
    held.release()
    await rest(playground)
    assert (await readyz(lite_stage.bot.url))[1]["unsent"] == {}


def newer(playground: Playground, old: set[int]) -> bool:
    return bool(set(playground.connections) - old)


def said(event: str) -> bool:
    return f'"{event}"' in leaks.so_far()


@pytest.mark.long
async def test_a_socket_that_breaks_again_and_again_heals(playground: Playground, sqlite_url: str) -> None:
    async with running(settings_for(playground, sqlite_url)) as bot:
        await playground.connected()
        for handshakes in (0, 1, 3):
            old = set(playground.connections)
            failed = playground.faults.add("link", "server_error", times=handshakes) if handshakes else None
            await playground.drop_connections()
            if failed:
                await failed.reached(20)
            await playground.until(partial(newer, playground, old), "a new connection", 60)
        for _ in range(5):  # Slack's client may replace the first new connection by a second one
            await playground.connected()
            if (await playground.person("Rita").command("/samepage help")).ok:
                break
        assert (await readyz(bot.url))[0] == 200
        for _ in range(400):  # the watch looks every two seconds; nothing happens in Slack that could be waited for
            if said("socket_lost") and said("socket_back"):
                break
            await asyncio.sleep(0.05)  # noqa: TID251 (the watch's own time)
        assert said("socket_lost")
        assert said("socket_back")
