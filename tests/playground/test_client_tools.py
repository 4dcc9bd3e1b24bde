"""What the page's drawer for developers may ask, and what a start over leaves."""

import asyncio
import math
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground.checks import CHECKS
from bot.playground.clock import Clock, iso
from bot.playground.server import Playground
from tests.playground.by_hand import Api, Link
from tests.playground.hooks import listening
from tests.playground.test_client import Page
from tests.playground.test_clock import Planner, moved, planner

__all__ = ["moved", "planner"]  # fixtures are found by their names here

Json = dict[str, Any]


@pytest.fixture
def page(playground: Playground, http: aiohttp.ClientSession) -> Page:
    return Page(playground, http)


async def test_the_ledger_is_read_on_from_a_number(page: Page, api: Api) -> None:
    await api("auth.test")
    await api("chat.postMessage", channel="C0NOWHERE", text="x")
    first, second = (await page.get("ledger"))["entries"]
    assert (first["entry"], first["method"], first["response"]["ok"]) == ("call", "auth.test", True)
    assert second["response"]["error"] == "channel_not_found"
    assert second["number"] > first["number"]
    assert (await page.get("ledger", after=str(first["number"])))["entries"] == [second]
    assert (await page.get("ledger", after=str(second["number"])))["entries"] == []
    assert not (await page.get("ledger", after="yesterday"))["ok"]


async def test_a_conversation_looked_at_quietly_stays_unread(page: Page, playground: Playground) -> None:
    await playground.person("Hal").say("hello", channel="general")
    (message,) = (await page.get("messages", person="U0RITA", channel="C0GENERAL", quiet="1"))["messages"]
    assert message["text"] == "hello"
    seen = await page.get("snapshot", person="U0RITA")
    assert [each["unread"] for each in seen["conversations"]] == [1, 0]


async def test_a_stream_that_asks_for_it_hears_that_the_ledger_grew(page: Page, api: Api) -> None:
    async with page.http.ws_connect(page.url + "stream?ledger=1") as stream:
        await api("auth.test")
        assert await stream.receive_json() == {"kind": "ledger"}


async def test_a_fault_added_by_the_page_is_met_and_counted_down(page: Page, api: Api) -> None:
    added = await page.post(
        "faults", add={"method": "auth.test", "what": "rate_limited", "times": 2, "details": {"retry_after": 7}}
    )
    (fault,) = added["waiting"]
    assert (fault["method"], fault["what"], fault["left"]) == ("auth.test", "rate_limited", 2)
    async with api.http.post(f"{page.url.removesuffix('client/')}api/auth.test") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    assert [each["left"] for each in (await page.get("faults"))["waiting"]] == [1]
    assert (await page.post("faults", clear=True))["waiting"] == []
    assert (await api("auth.test"))["ok"]


async def test_a_call_that_is_held_goes_on_when_it_is_released(page: Page, api: Api) -> None:
    await page.post("faults", add={"method": "auth.test", "what": "hang_after"})
    asking = asyncio.create_task(api("auth.test"))
    while not [each for each in (await page.get("faults"))["waiting"] if each["holding"]]:
        pass
    (held,) = (await page.get("faults"))["waiting"]
    assert not asking.done()
    await page.post("faults", release=held["number"])
    assert (await asking)["ok"]
    assert "there is no fault" in (await page.post("faults", release=999))["error"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"add": {"method": "auth.test", "what": "earthquake"}}, "no fault is called 'earthquake'"),
        ({"add": {"method": "auth.tset", "what": "error"}}, "no kind of delivery called 'auth.tset'"),
        ({"add": {"method": "auth.test", "what": "error", "times": 0}}, "times is a whole number from 1"),
        ({"add": {"method": "auth.test", "what": "error", "details": "soon"}}, "The details are no object."),
        ({"chaos": {"seed": "luck", "rate": 0.1}}, "seed is a whole number"),
        ({"chaos": {"seed": 1, "rate": 2}}, "at most 1"),
        ({}, "Say which fault to add"),
    ],
)
async def test_a_fault_that_cannot_be_is_refused_in_words(page: Page, body: Json, words: str) -> None:
    answer = await page.post("faults", **body)
    assert not answer["ok"]
    assert words in answer["error"] or "knows no chaos" in answer["error"]
    assert (await page.get("faults"))["waiting"] == []


async def test_the_page_learns_what_can_happen_to_what(page: Page) -> None:
    can = (await page.get("faults"))["possible"]
    assert "rate_limited" in can["chat.postMessage"]
    assert "duplicate" in can["events_api"]
    assert can["link"] == ["server_error"]
    assert {"*", "respond", "slash_commands", "interactive"} <= can.keys()


async def test_the_page_shows_every_check_and_whether_it_holds(
    manifest: Path, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    async with Playground(manifest, clock_file=tmp_path / "clock", without=["calls.tier"]) as playground:
        shown = (await Page(playground, http).get("checks"))["checks"]
    assert {each["name"] for each in shown} == CHECKS.keys()
    assert [each["name"] for each in shown if not each["on"]] == ["calls.tier"]
    assert all(each["says"] and each["source"].startswith("https://") for each in shown)


async def test_the_outbox_is_what_the_bot_says_of_itself(page: Page, playground: Playground) -> None:
    assert (await page.get("outbox"))["asked"] is None
    asked: list[str] = []

    async def readyz(request: web.Request) -> web.Response:
        asked.append(request.query_string)
        return web.json_response({"settled": True, "unsent": {}, "secret": 1, "outbox": [{"id": 1}]})

    application = web.Application()
    application.add_routes([web.get("/readyz", readyz)])
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    playground.readyz = f"http://127.0.0.1:{runner.addresses[0][1]}/readyz"
    said = await page.get("outbox")
    assert (said["answers"], said["settled"], said["outbox"]) == (True, True, [{"id": 1}])
    assert "secret" not in said
    assert asked == ["outbox=1"]
    await runner.cleanup()
    assert (await page.get("outbox"))["answers"] is False


async def test_a_start_over_leaves_the_workspace_as_on_the_first_day(
    page: Page, playground: Playground, api: Api
) -> None:
    before = await page.get("snapshot", person="U0RITA")
    async with Link(api):
        channel = (await api("conversations.create", name="secret"))["channel"]["id"]
        await api("chat.postMessage", channel=channel, text="hello")
        playground.change_person("Hal", name="Somebody Else")
        playground.faults.add("auth.test", "error")
        await playground.move_by(timedelta(hours=5))
        shift = playground.clock.shift
        assert (await page.get("over"))["keeps_memory"]
        assert (await page.post("over"))["ok"]
    after = await page.get("snapshot", person="U0RITA")
    assert {**after, "now": before["now"]} == before
    assert (await page.get("messages", person="U0RITA", channel="C0GENERAL"))["messages"] == []
    assert (await page.get("faults"))["waiting"] == []
    assert (await page.get("ledger"))["entries"] == []
    assert playground.clock.shift == shift  # a bot that keeps its memory never sees time run back
    assert (await api("conversations.create", name="secret"))["channel"]["id"] != channel


async def test_what_is_under_way_ends_with_a_start_over(page: Page, playground: Playground, api: Api) -> None:
    held = playground.faults.add("chat.postMessage", "hang_before")
    slow = playground.faults.add("conversations.create", "slow", seconds=0.05)
    async with Link(api) as link:
        calling = asyncio.create_task(page.post("command", person="U0RITA", channel="C0GENERAL", line="/try"))
        await link.next()
        posting = asyncio.create_task(api("chat.postMessage", channel="C0GENERAL", text="of the day before"))
        creating = asyncio.create_task(api("conversations.create", name="of-the-day-before"))
        await held.reached()
        await slow.reached()
        await page.post("over")
        assert await calling == {"ok": False, "error": "Started over."}
        for call in (posting, creating):
            with pytest.raises(aiohttp.ClientError):
                await call
    assert playground.entries() == []
    assert playground.visible_messages("Rita", "general") == []
    assert [each.name for each in playground.person("Rita").conversations()] == ["general", "hiring"]


async def test_a_start_over_delivers_as_at_the_beginning(playground: Playground) -> None:
    async with listening() as app:
        await playground.deliver_to(f"{app.url}/slack/events")
        await playground.start_over()
        assert playground.way == "socket"
        assert (await playground.person("Rita").command("/try")).error is not None
        assert app.got == []


async def test_whoever_gives_up_waiting_is_not_told_of_a_start_over(playground: Playground, link: Link) -> None:
    calling = asyncio.create_task(playground.person("Rita").command("/try"))
    await link.next()
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling


async def test_whoever_is_connected_is_cut_off_and_every_page_is_told(page: Page, api: Api) -> None:
    async with Link(api) as link, page.http.ws_connect(page.url + "stream") as stream:
        await page.post("over")
        assert (await link.socket.receive()).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING)
        assert {"kind": "over"} in [await stream.receive_json() for _ in range(2)]


async def test_a_walk_under_way_is_shown_and_stopped_where_it_is(
    moved: tuple[Playground, Planner], http: aiohttp.ClientSession
) -> None:
    playground, planner = moved
    planner.stuck = True
    start = playground.clock.now()
    page = Page(playground, http)
    target = iso(start + timedelta(days=2))
    with playground.changes.stream() as news:
        walking = asyncio.create_task(page.post("clock", to=target))
        while not planner.asked:
            await page.get("snapshot", person="U0RITA")
        assert (await page.get("clock"))["walk"] == {"to": target}
        await page.post("clock/stop")
        told = [each["walk"] for each in (news.get_nowait(), news.get_nowait()) if each["kind"] == "clock"]
    assert told == [{"to": target}, None]
    assert (await page.get("clock"))["walk"] is None
    assert (await walking)["error"] == "Time was stopped on the way."
    assert playground.clock.now() - start < timedelta(minutes=1)


def test_a_clock_that_begins_again_is_back_where_it_was_opened(tmp_path: Any) -> None:
    clock = Clock(tmp_path / "clock")
    began = clock.now()
    clock.move_to(began + timedelta(days=9))
    clock.begin_again()
    assert abs(clock.now() - began) < timedelta(seconds=1)
    clock.close()


@pytest.mark.parametrize(
    "to", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2100-01-01T00:00:00Z"]
)
async def test_a_time_out_of_reach_is_refused_and_leaves_the_clock_sound(page: Page, to: str) -> None:
    answer = await page.post("clock", to=to)
    assert "no further than" in answer["error"] or "forward only" in answer["error"]
    assert (await page.get("clock"))["shift"] == 0
    assert (await page.post("over"))["ok"]


@pytest.mark.parametrize("seed", [1.5, "", "1.5", "x", None, True, -1, math.inf, math.nan, [], 2**54, "9" * 5000])
async def test_a_seed_is_a_whole_number(page: Page, seed: Any) -> None:
    answer = await page.post("faults", chaos={"seed": seed, "rate": 0.5})
    assert answer["error"].startswith("seed is a whole number from 0")
    assert (await page.get("faults"))["chaos"] == []


@pytest.mark.parametrize(
    ("targets", "drawn"),
    [
        ({}, ["*"]),
        ({"targets": "calls"}, ["*"]),
        ({"targets": "deliveries"}, ["slash_commands", "interactive", "events_api"]),
        ({"targets": "both"}, ["*", "slash_commands", "interactive", "events_api"]),
    ],
)
async def test_chaos_is_drawn_for_calls_deliveries_or_both(page: Page, targets: Json, drawn: list[str]) -> None:
    answer = await page.post("faults", chaos={"seed": 7, "rate": 0.5, **targets})
    assert [*answer["chaos"][0]["methods"]] == drawn


@pytest.mark.parametrize("targets", ["everything", None, 5, []])
async def test_chaos_for_anything_else_is_refused(page: Page, targets: Any) -> None:
    answer = await page.post("faults", chaos={"seed": 7, "rate": 0.5, "targets": targets})
    assert answer["error"] == "targets is one of calls, deliveries, both."
