"""Faults on demand: what a bot must survive happens exactly as often as asked, before or after the work."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from bot.playground.server import Playground
from tests.playground.by_hand import Api, Link


async def test_dropped_before_nothing_was_done_dropped_after_everything_was(api: Api) -> None:
    rita = api.playground.person("Rita")
    for what, seen in (("drop_before", []), ("drop_after", ["x"])):
        api.playground.faults.add("chat.postMessage", what)  # type: ignore[arg-type]
        with pytest.raises(aiohttp.ClientConnectionError):
            await api("chat.postMessage", channel="U0RITA", text="x")
        assert [each.text for each in rita.messages(dm=True)] == seen
    assert [each.response for each in api.playground.ledger] == [None, None]
    assert (await api("chat.postMessage", channel="U0RITA", text="y"))["ok"]


async def test_a_hanging_answer_tells_that_it_hangs_and_waits_for_release(api: Api) -> None:
    fault = api.playground.faults.add("chat.postMessage", "hang_after")
    calling = asyncio.create_task(api("chat.postMessage", channel="U0RITA", text="x"))
    await fault.reached()
    assert [each.text for each in api.playground.person("Rita").messages(dm=True)] == ["x"]
    assert not calling.done()
    fault.release()
    assert (await calling)["ok"]


async def test_what_hangs_before_has_done_nothing(api: Api) -> None:
    fault = api.playground.faults.add("chat.postMessage", "hang_before")
    calling = asyncio.create_task(api("chat.postMessage", channel="U0RITA", text="x"))
    await fault.reached()
    assert api.playground.person("Rita").messages(dm=True) == []
    fault.release()
    assert (await calling)["ok"]


async def test_stopping_releases_what_hangs(manifest: Path, tmp_path: Path, http: aiohttp.ClientSession) -> None:
    async with Playground(manifest, clock_file=tmp_path / "clock") as playground:
        fault = playground.faults.add("*", "hang_after", times=2)
        calling = asyncio.create_task(Api(playground, http)("auth.test"))
        await fault.reached()
    assert (await calling)["ok"]


async def test_a_fault_that_never_happens_says_so(api: Api) -> None:
    fault = api.playground.faults.add("pins.add", "slow")
    with pytest.raises(TimeoutError, match=r"pins\.add was not called"):
        await fault.reached(seconds=0.01)


async def test_errors_of_every_kind_come_as_often_as_asked(api: Api, http: aiohttp.ClientSession) -> None:
    faults = api.playground.faults
    faults.add("auth.test", "rate_limited", retry_after=7)
    assert (await api("auth.test"))["error"] == "ratelimited"
    assert (api.status, api.headers["Retry-After"]) == (429, "7")
    faults.add("auth.test", "error", times=2, code="internal_error")
    assert [(await api("auth.test")).get("error") for _ in range(3)] == ["internal_error", "internal_error", None]
    faults.add("auth.test", "server_error", status=503)
    async with http.post(api.playground.api_url + "auth.test") as answer:
        assert (answer.status, answer.content_type) == (503, "text/html")
    faults.add("auth.test", "slow", seconds=0.01)
    assert (await api("auth.test"))["ok"]


async def test_a_fault_may_choose_its_call(api: Api) -> None:
    api.playground.faults.add("chat.postMessage", "error", when=lambda call: call["text"] == "b", code="fatal_error")
    answers = [(await api("chat.postMessage", channel="U0RITA", text=text))["ok"] for text in "abc"]
    assert answers == [True, False, True]


async def test_a_fault_without_a_name_is_refused(api: Api) -> None:
    with pytest.raises(ValueError, match="no fault is called"):
        api.playground.faults.add("auth.test", "explode")  # type: ignore[arg-type]


async def test_a_failed_handshake_spends_the_ticket(api: Api) -> None:
    api.playground.faults.add("link", "server_error")
    url = (await api("apps.connections.open", token=api.playground.app_token))["url"]
    statuses = []
    for _ in range(2):
        with pytest.raises(aiohttp.WSServerHandshakeError) as failed:
            await api.http.ws_connect(url)
        statuses.append(failed.value.status)
    assert statuses == [500, 403]


async def test_a_delivery_can_come_twice(api: Api, link: Link) -> None:
    api.playground.faults.add("events_api", "duplicate")
    api.playground.change_person("Hal", title="Director")
    first = await link.next()
    await link.ack(first)
    second = await link.next()
    await link.ack(second)
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert first["envelope_id"] != second["envelope_id"]


async def test_deliveries_can_overtake_each_other(api: Api, link: Link) -> None:
    fault = api.playground.faults.add("events_api", "hang_before")
    api.playground.change_person("Hal", title="First")
    await fault.reached()
    api.playground.change_person("Hal", title="Second")
    late = await link.next()
    await link.ack(late)
    fault.release()
    early = await link.next()
    await link.ack(early)
    titles = [each["payload"]["event"]["user"]["profile"]["title"] for each in (late, early)]
    assert titles == ["Second", "First"]


async def test_a_connection_can_break_with_a_delivery_on_its_way(api: Api, link: Link) -> None:
    api.playground.faults.add("slash_commands", "drop_after")
    calling = asyncio.create_task(api.playground.person("Rita").command("/try"))
    assert (await link.next())["type"] == "slash_commands"
    assert (await link.socket.receive()).type == aiohttp.WSMsgType.CLOSE
    assert (await calling).error == "/try did not answer in time (operation_timeout)"
