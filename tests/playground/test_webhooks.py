"""Signed HTTP: what an app's request URL gets from Slack, and what its answers mean."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground.checks import Checks
from bot.playground.clock import Clock
from bot.playground.deliveries import Parcel
from bot.playground.errors import Refused
from bot.playground.limits import Patience
from bot.playground.manifest import NO_OPTIONS_URL, ManifestError, read_manifest
from bot.playground.options import suggest
from bot.playground.server import Playground
from bot.playground.webhooks import NotHere, Webhooks, repeats
from tests.playground.by_hand import MANIFEST, Api
from tests.playground.hooks import Post, listening


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    async with listening() as app:
        yield app


@pytest.fixture
async def playground(playground: Playground, post: Post) -> Playground:
    await playground.deliver_to(f"{post.url}/slack/events")
    return playground


async def test_a_command_is_a_signed_form(playground: Playground, post: Post) -> None:
    post.will(text=json.dumps({"text": "Hello <@U0RITA>"}), content_type="application/json")
    reply = await playground.person("Rita").command("/try ask & tell ü", channel="general")
    assert (reply.ok, reply.text) == (True, "Hello @Rita")
    (got,) = post.got
    assert (got.path, got.headers["Content-Type"]) == ("/slack/events", "application/x-www-form-urlencoded")
    assert (got.form["command"], got.form["text"], got.form["user_id"]) == ("/try", "ask &amp; tell ü", "U0RITA")
    assert got.headers["User-Agent"].startswith("Slackbot 1.0")
    stamp = got.headers["X-Slack-Request-Timestamp"]
    base = b"v0:" + stamp.encode() + b":" + got.body
    digest = hmac.new(playground.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    assert got.headers["X-Slack-Signature"] == f"v0={digest}"
    sent = playground.deliveries[-1]
    assert (sent.way, sent.connection, sent.ack) == ("http", None, {"text": "Hello <@U0RITA>"})


async def test_the_stamp_is_real_time_however_far_the_clock_was_moved(playground: Playground, post: Post) -> None:
    playground.clock.move_to(playground.clock.now().replace(year=2040))
    assert (await playground.person("Rita").command("/try")).ok
    assert abs(int(post.got[0].headers["X-Slack-Request-Timestamp"]) - playground.clock.real()) < 60
    assert playground.clock.timestamp() - playground.clock.real() > 10**8


async def test_words_that_are_no_json_are_shown(playground: Playground, post: Post) -> None:
    post.will(text="just words")
    assert (await playground.person("Rita").command("/try")).text == "just words"


async def test_a_long_answer_is_read_to_its_end(playground: Playground, post: Post) -> None:
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": f"{number} " + "x" * 2900}} for number in range(50)]
    post.will(text=json.dumps({"text": "long", "blocks": long}), content_type="application/json")
    assert "49 xxx" in ((await playground.person("Rita").command("/try")).text or "")


async def test_an_interaction_is_a_form_with_one_field_and_its_answer_is_obeyed(
    playground: Playground, post: Post, http: Any
) -> None:
    rita, api = playground.person("Rita"), Api(playground, http)
    await rita.command("/try")
    modal = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Ask"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": "why",
                "label": {"type": "plain_text", "text": "Why?"},
                "element": {"type": "plain_text_input", "action_id": "field"},
            }
        ],
    }
    assert (await api("views.open", trigger_id=post.got[0].form["trigger_id"], view=modal))["ok"]
    errors = {"response_action": "errors", "errors": {"why": "Say more."}}
    post.will(text=json.dumps(errors), content_type="application/json")
    done = await rita.submit({"Why?": "so"})
    assert done.errors == {"Why?": "Say more."}
    payload = json.loads(post.got[-1].form["payload"])
    assert [*post.got[-1].form] == ["payload"]
    assert (payload["type"], payload["view"]["state"]["values"]["why"]["field"]["value"]) == ("view_submission", "so")
    post.will(text="thanks")
    assert "invalid_response_action" in ((await rita.submit({"Why?": "so"})).error or "")
    assert (await rita.submit({"Why?": "so"})).closed


@pytest.mark.parametrize("status", [404, 500, 302, 204])
async def test_a_command_wants_a_200(playground: Playground, post: Post, status: int) -> None:
    post.will(status=status)
    reply = await playground.person("Rita").command("/try")
    assert reply.error == f"/try failed: the app answered {status} (dispatch_failed)"
    assert len(post.got) == 1  # never tried again


async def test_an_app_that_is_gone_or_silent_is_told_apart(playground: Playground, post: Post) -> None:
    for what, error in (("drop_before", "dispatch_failed"), ("drop_after", "operation_timeout")):
        playground.faults.add("slash_commands", what)  # type: ignore[arg-type]
        reply = await playground.person("Rita").command("/try")
        assert error in (reply.error or "")
    assert len(post.got) == 1  # the one after which the connection closed


async def test_an_event_is_json_and_comes_again_with_number_and_reason(playground: Playground, post: Post) -> None:
    post.will(status=500)
    post.will(status=404)
    playground.faults.add("events_api", "drop_before")
    playground.change_person("Hal", title="Director")
    await playground.until(lambda: playground.deliveries and playground.deliveries[-1].error is None, "the event")
    tries = [(got.headers.get("X-Slack-Retry-Num"), got.headers.get("X-Slack-Retry-Reason")) for got in post.got]
    assert tries == [("1", "connection_failed"), ("2", "http_error"), ("3", "http_error")]
    assert {json.loads(got.body)["event_id"] for got in post.got} == {"Ev0P00000001"}
    assert post.got[0].headers["Content-Type"] == "application/json"


async def test_an_app_may_ask_for_no_other_try(playground: Playground, post: Post) -> None:
    post.will(status=500, headers={"X-Slack-No-Retry": "1"})
    playground.change_person("Hal", title="Director")
    await playground.until(lambda: playground.deliveries, "the event")
    playground.change_person("Hal", title="Chair")
    await playground.until(lambda: len(playground.deliveries) == 2, "the next event")
    assert [each.attempt for each in playground.deliveries] == [0, 0]


async def test_a_delivery_that_comes_twice_is_signed_twice(playground: Playground, post: Post) -> None:
    playground.faults.add("slash_commands", "duplicate")
    assert (await playground.person("Rita").command("/try")).ok
    first, second = post.got
    assert first.body == second.body
    assert first.headers["X-Slack-Signature"] != second.headers["X-Slack-Signature"]


async def test_an_address_that_does_not_answer_the_challenge_is_not_taken(playground: Playground, post: Post) -> None:
    with pytest.raises(Refused, match="does not answer"):
        await playground.deliver_to("http://127.0.0.1:9/slack/events")
    await playground.connected(0.01)
    assert (await playground.person("Rita").command("/try")).ok  # what held before still holds
    with pytest.raises(NotHere, match="on this machine"):
        await playground.deliver_to("https://example.com/slack/events")
    await playground.deliver_to(None)
    assert playground.way == "socket"
    assert "not connected" in ((await playground.person("Rita").command("/try")).error or "")
    assert len(post.got) == 1


BY_HTTP = MANIFEST.replace("socket_mode_enabled: true", "socket_mode_enabled: false")


def addressed(post: Post, options: str = "") -> str:
    """A manifest with an address for each thing."""
    return (
        BY_HTTP.replace("    - command: /try\n", f"    - command: /try\n      url: {post.url}/try\n")
        .replace("    - command: /plain\n", f"    - command: /plain\n      url: {post.url}/plain\n")
        .replace("    bot_events:", f"    request_url: {post.url}/events\n    bot_events:")
        .replace("    is_enabled: true", f"    is_enabled: true\n    request_url: {post.url}/press{options}")
    )


async def test_without_socket_mode_the_manifest_says_where_each_thing_goes(post: Post, tmp_path: Path) -> None:
    (tmp_path / "manifest.yml").write_text(addressed(post), encoding="utf-8")
    async with Playground(tmp_path / "manifest.yml", clock_file=tmp_path / "clock") as playground:
        await playground.connected()
        assert (await playground.person("Rita").command("/plain")).ok
        playground.change_person("Hal", title="Director")
        await playground.until(lambda: len(playground.deliveries) == 2, "the event")
    assert [got.path for got in post.got] == ["/plain", "/events"]


async def test_options_are_asked_for_at_their_own_address_alone(
    post: Post, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    menu = {"type": "external_select", "action_id": "pick"}
    path = tmp_path / "manifest.yml"
    for options in ("", f"\n    message_menu_options_url: {post.url}/options"):
        path.write_text(addressed(post, options), encoding="utf-8")
        async with Playground(path, clock_file=tmp_path / "clock") as playground:
            card = [{"type": "actions", "block_id": "menu", "elements": [menu]}]
            sent = await Api(playground, http)("chat.postMessage", channel="U0RITA", text="x", blocks=card)
            where = {"channel": sent["channel"], "ts": sent["ts"]}
            asking = suggest(playground.workspace, "U0RITA", "menu", "pick", "abc", **where)
            if options:
                post.will(text='{"options": []}', content_type="application/json")
                assert await asking == {"options": []}
            else:
                with pytest.raises(Refused, match=r"settings\.interactivity\.message_menu_options_url"):
                    await asking
                assert playground.complaints == [f"block_suggestion: {NO_OPTIONS_URL}"]
    (asked,) = [got for got in post.got if got.path != "/events"]
    assert (asked.path, json.loads(asked.form["payload"])["type"]) == ("/options", "block_suggestion")
    path.write_text(addressed(post, "\n    message_menu_options_url: https://example.com/options"), encoding="utf-8")
    assert "on this machine" in refused(path)


def refused(manifest: Path, **options: Any) -> str:
    with pytest.raises((ManifestError, NotHere)) as wrong:
        Playground(manifest, clock_file=manifest.with_name("clock"), **options)
    return str(wrong.value)


def test_without_socket_mode_somebody_has_to_say_where_to(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(BY_HTTP, encoding="utf-8")
    words = refused(path)
    for missing in ("/try needs a url", "event_subscriptions.request_url", "interactivity.request_url", "one address"):
        assert missing in words
    assert "on this machine" in refused(path, request_url="https://example.com/slack/events")


async def test_one_address_stands_for_all_and_is_asked_until_it_answers(post: Post, tmp_path: Path) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(BY_HTTP, encoding="utf-8")
    async with Playground(path, clock_file=tmp_path / "clock", request_url=f"{post.url}/all") as playground:
        await playground.connected()
        assert (await playground.person("Rita").command("/try")).ok
    assert [got.path for got in post.got] == ["/all"]


async def test_an_app_that_does_not_answer_in_time_is_left(playground: Playground, post: Post, manifest: Path) -> None:
    read = read_manifest(manifest)
    hasty = Webhooks(playground.clock, playground.changes, "secret", lambda: read, Checks(), Patience(ack=0.05))
    hasty.use(post.url)
    late = asyncio.Event()

    async def never() -> web.Response:
        await late.wait()
        return web.Response()

    post.answers.append(never)
    taken = await hasty.carry(Parcel("events_api", {"type": "event_callback"}))
    assert (taken.ack.error, taken.reason, hasty.connected()) == ("operation_timeout", "http_timeout", False)
    assert (await hasty.carry(Parcel("events_api", {"type": "event_callback"}))).ack.error is None
    assert hasty.connected()
    late.set()
    await hasty.close()


def test_real_time_is_not_moved(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    before = clock.real()
    clock.move_to(clock.now().replace(year=2040))
    assert clock.real() - before < 10**6
    clock.close()


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ("{}", True),
        (" {}\n", True),
        ("challenge={}", True),
        ('{{"challenge": "{}"}}', True),
        ("<html>You sent {}.</html>", False),
        ('{{"type": "url_verification", "echo": "{}"}}', False),
        ('{{"challenge": ["{}"]}}', False),
    ],
)
def test_the_answer_to_a_challenge_is_the_challenge(answer: str, taken: bool) -> None:
    assert repeats(answer.format("c-1_x"), "c-1_x") is taken
