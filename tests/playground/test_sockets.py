"""Socket Mode: tickets, acks, turns, retries and reconnections, as the SDK will meet them."""

import asyncio
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from bot.playground.conversations import open_direct
from bot.playground.limits import Patience
from bot.playground.people import Human
from bot.playground.server import Playground
from tests.playground.by_hand import Api, Link


async def test_a_ticket_opens_one_connection(api: Api, link: Link) -> None:
    assert link.hello["type"] == "hello"
    assert link.hello["connection_info"]["app_id"] == "A0SAMEPAGE"
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await api.http.ws_connect(link.url)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await api.http.ws_connect(link.url.partition("?")[0] + "?ticket=guessed")


async def test_hello_counts_the_connections_and_the_eleventh_is_sent_away(api: Api) -> None:
    async with AsyncExitStack() as stack:
        links = [await stack.enter_async_context(Link(api)) for _ in range(10)]
        assert [each.hello["num_connections"] for each in links] == [*range(1, 11)]
        eleventh = await stack.enter_async_context(Link(api))
        assert (eleventh.hello["type"], eleventh.hello["reason"]) == ("disconnect", "too_many_websockets")


async def test_a_command_carries_what_slack_sends(playground: Playground, link: Link) -> None:
    calling = asyncio.create_task(playground.person("Rita").command("/try ask @Hal in #general", channel="general"))
    envelope = await link.next()
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    payload = envelope["payload"]
    assert payload["text"] == "ask <@U0HAL|hal> in <#C0GENERAL|general>"
    assert payload.keys() == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command", "text",
        "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip
    await link.ack(envelope, text="Hello <@U0RITA>")
    reply = await calling
    assert (reply.ok, reply.text) == (True, "Hello @Rita")


async def test_a_command_without_should_escape_arrives_as_typed(playground: Playground, link: Link) -> None:
    calling = asyncio.create_task(playground.person("Rita").command("/plain @Hal & co", channel="general"))
    envelope = await link.next()
    assert envelope["payload"]["text"] == "@Hal & co"
    await link.ack(envelope)
    assert (await calling).text is None


async def test_an_ack_with_bad_blocks_is_an_error_to_the_person_and_noted(playground: Playground, link: Link) -> None:
    calling = asyncio.create_task(playground.person("Rita").command("/try", channel="general"))
    await link.ack(await link.next(), blocks=[{"type": "carousel"}])
    reply = await calling
    assert reply.error == "/try failed with the error 'invalid_blocks'"
    assert "unsupported type: carousel" in playground.complaints[-1]


async def test_a_command_nobody_acknowledges_times_out_and_is_not_tried_again(
    manifest: Path, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    hasty = Playground(manifest, clock_file=tmp_path / "clock", patience=Patience(ack=0.05))
    async with hasty as playground, Link(Api(playground, http)) as link:
        calling = asyncio.create_task(playground.person("Rita").command("/try", channel="general"))
        await link.next()
        assert (await calling).error == "/try did not answer in time (operation_timeout)"
        event = playground.change_person("Hal", title="Director")
        assert event.human.title == "Director"
        assert (await link.next())["type"] == "events_api"  # the next thing is not the command again


async def test_a_command_fails_at_once_where_nobody_is_connected(playground: Playground) -> None:
    reply = await playground.person("Rita").command("/try", channel="general")
    assert reply.error == "/try failed: the app is not connected (dispatch_failed)"


async def test_an_unknown_command_never_reaches_the_bot(playground: Playground) -> None:
    reply = await playground.person("Rita").command("/unheard", channel="general")
    assert reply.error == "/unheard is not a valid command."
    assert playground.deliveries == []


async def test_each_envelope_goes_to_one_connection_in_turn(playground: Playground, api: Api) -> None:
    async with Link(api) as first, Link(api) as second:
        rita = playground.person("Rita")
        for link in (first, second, first):
            calling = asyncio.create_task(rita.command("/try", channel="general"))
            waiting = {asyncio.create_task(each.next()): each for each in (first, second)}
            done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            (task,) = done
            await waiting[task].ack(task.result())
            assert (await calling).ok
            assert link is not None
        taken = [each.connection for each in playground.deliveries]
        assert taken[0] == taken[2] != taken[1]


async def test_an_event_comes_again_until_it_is_taken(playground: Playground, link: Link) -> None:
    """Slack retries with the same event_id and says why; a lost connection counts as no ack."""
    playground.change_person("Hal", zone="Asia/Tokyo")
    first = await link.next()
    assert first["payload"]["event"]["type"] == "user_change"
    assert first["payload"]["event"]["user"]["tz"] == "Asia/Tokyo"
    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    async with Link(link.api) as other:
        await link.socket.close()
        again = await other.next()
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
        assert again["payload"]["event_id"] == first["payload"]["event_id"]
        await other.ack(again)
        await playground.until(lambda: playground.deliveries[-1].error is None, "the event to be taken")
    assert [each.attempt for each in playground.deliveries] == [0, 1]


async def test_an_event_is_given_up_after_three_retries(playground: Playground) -> None:
    playground.change_person("Hal", title="Director")
    await playground.until(lambda: len(playground.deliveries) == 4, "four tries")
    assert [each.error for each in playground.deliveries] == ["dispatch_failed"] * 4


async def test_only_events_in_the_manifest_that_the_bot_may_see_are_sent(
    playground: Playground, link: Link, api: Api
) -> None:
    rita = playground.person("Rita")
    await rita.say("the bot is not here", channel="general")  # message.channels is not subscribed to
    said = await rita.say("hello bot", dm=True)
    opened = await link.next()
    assert (opened["payload"]["event"]["type"], opened["payload"]["event"]["tab"]) == ("app_home_opened", "messages")
    await link.ack(opened)
    envelope = await link.next()
    event = envelope["payload"]["event"]
    assert (event["type"], event["channel_type"], event["text"], event["ts"]) == ("message", "im", "hello bot", said.ts)
    assert "bot_id" not in event
    await link.ack(envelope)
    await api("conversations.create", name="req-1", is_private=True)
    kinds = []
    for _ in range(2):
        envelope = await link.next()
        kinds.append((envelope["payload"]["event"]["type"], envelope["payload"]["event"].get("subtype")))
        await link.ack(envelope)
    assert sorted(kinds, key=str) == [("member_joined_channel", None), ("message", "group_join")]


async def test_what_is_not_subscribed_to_or_not_the_bots_to_see_is_not_sent(playground: Playground, api: Api) -> None:
    rita = playground.person("Rita")
    between, _ = open_direct(playground.workspace, ["U0RITA", "U0HAL"])
    await rita.say("among us", channel=between.id)  # message.im is subscribed to, but this is not the bot's
    await api("conversations.join", channel="C0GENERAL")  # member_joined_channel, message.channels is not there
    await rita.say("to all", channel="general")
    playground.change_person("Hal", title="Director")
    await playground.until(lambda: len(playground.deliveries) >= 8, "two events, four tries each")
    heard = {each.payload["event"]["type"] for each in playground.deliveries}
    assert heard == {"member_joined_channel", "user_change"}


async def test_a_new_person_is_heard_of_and_is_in_general(playground: Playground, link: Link) -> None:
    zoe = playground.welcome(Human("U0ZOE", "Zoe Marsh", "Analyst", "Europe/London"))
    event = (await link.take("events_api"))["event"]
    assert (event["type"], event["user"]["id"], event["user"]["tz"]) == ("team_join", "U0ZOE", "Europe/London")
    assert [each.name for each in zoe.conversations()] == ["general"]


async def test_archiving_is_heard(playground: Playground, link: Link) -> None:
    playground.person("Rita").archive("hiring")
    envelope = await link.next()
    await link.ack(envelope)
    assert envelope["payload"]["event"]["type"] == "channel_archive"


async def test_pings_are_answered(link: Link) -> None:
    raw = await link.api.http.ws_connect(
        (await link.api("apps.connections.open", token=link.api.playground.app_token))["url"], autoping=False
    )
    await raw.receive()
    await raw.ping(b"sdk-ping-pong:1.0")
    frame = await raw.receive()
    assert (frame.type, bytes(frame.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1.0")
    await raw.close()


async def test_words_that_are_no_ack_are_noted(playground: Playground, link: Link) -> None:
    await link.socket.send_str("hello?")
    await link.socket.send_json({"envelope_id": "never-sent"})
    await link.socket.send_json({"envelope_id": []})
    await link.socket.send_str("[" * 100_000)
    await playground.until(lambda: len(playground.complaints) == 4, "four complaints")
    calling = asyncio.create_task(playground.person("Rita").command("/try", channel="general"))
    await link.ack(await link.next())
    assert (await calling).ok


async def test_the_sdk_comes_back_when_asked_and_when_cut(playground: Playground, app: AsyncApp) -> None:
    @app.command("/try")
    async def answer(ack: object) -> None:
        await ack("here")  # type: ignore[operator]

    async def reconnects_after(interrupt: Awaitable[None]) -> None:
        before = playground.connections
        await interrupt
        await playground.until(lambda: set(playground.connections).difference(before), "a new connection")
        assert (await playground.person("Rita").command("/try")).text == "here"

    await reconnects_after(playground.disconnect("refresh_requested"))
    await reconnects_after(playground.drop_connections())


async def test_slack_disconnects_for_three_reasons(playground: Playground, link: Link) -> None:
    with pytest.raises(ValueError, match="warning, refresh_requested, link_disabled, not with 'refresh'"):
        await playground.disconnect("refresh")
    assert playground.connections == [1]
