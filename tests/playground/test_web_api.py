"""The Web API reads calls, checks tokens and scopes, counts, and answers with Slack's codes."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.api.entry import METHODS
from bot.playground.server import Playground
from tests.playground.by_hand import MANIFEST, Api


async def test_arguments_come_from_query_form_json_and_multipart(
    playground: Playground, http: aiohttp.ClientSession
) -> None:
    url = playground.api_url + "conversations.list"
    headers = {"Authorization": f"Bearer {playground.bot_token}"}
    arguments = {"types": "public_channel,im", "exclude_archived": "1", "limit": "1"}
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in arguments.items():
        multipart.add_field(name, value)
    answers = []
    for method, how in [
        ("GET", {"params": arguments}),
        ("POST", {"params": arguments}),
        ("POST", {"data": arguments}),
        ("POST", {"json": arguments}),
        ("POST", {"data": multipart}),
    ]:
        async with http.request(method, url, headers=headers, **how) as answer:  # type: ignore[arg-type]
            answers.append(await answer.json())
    assert [[each["name"] for each in answer["channels"]] for answer in answers] == [["general"]] * 5


async def test_a_token_may_stand_in_a_form_but_not_in_json(playground: Playground, http: aiohttp.ClientSession) -> None:
    url = playground.api_url + "auth.test"
    async with http.post(url, data={"token": playground.bot_token}) as answer:
        assert (await answer.json())["ok"]
    async with http.post(url, json={"token": playground.bot_token}) as answer:
        assert (await answer.json())["error"] == "not_authed"


@pytest.mark.parametrize(
    ("token", "method", "code"),
    [
        ("", "chat.postMessage", "not_authed"),
        ("xoxb-wrong", "chat.postMessage", "invalid_auth"),
        ("app", "chat.postMessage", "not_allowed_token_type"),
        ("bot", "apps.connections.open", "not_allowed_token_type"),
        ("bot", "chat.sing", "unknown_method"),
        ("bot", "chat.postMessage", "invalid_arguments"),
    ],
)
async def test_calls_are_refused(api: Api, token: str, method: str, code: str) -> None:
    tokens = {"app": api.playground.app_token, "bot": api.playground.bot_token}
    assert (await api(method, token=tokens.get(token, token)))["error"] == code


async def test_what_is_missing_is_named(api: Api) -> None:
    answer = await api("chat.update", channel="C0GENERAL")
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: ts"]


async def test_a_body_that_is_no_json_object_is_refused(playground: Playground, http: aiohttp.ClientSession) -> None:
    codes = []
    for body in ("{", "[]", r'{"text": "half a smile: \ud83d"}'):
        headers = {"Content-Type": "application/json"}
        async with http.post(playground.api_url + "api.test", data=body, headers=headers) as answer:
            codes.append((await answer.json())["error"])
    assert codes == ["invalid_json", "json_not_object", "invalid_json"]


async def test_half_a_character_in_blocks_sent_as_text_is_no_json(api: Api) -> None:
    blocks = r'[{"type": "header", "text": {"type": "plain_text", "text": "%s"}}]'
    codes = [
        (await api("chat.postMessage", channel="U0RITA", blocks=blocks % escape)).get("error")
        for escape in (r"\ud83d", r"\ude00", r"\ud83d\ude00", r"\\ud83d")
    ]
    assert codes == ["invalid_blocks_format", "invalid_blocks_format", None, None]


async def test_a_scope_not_in_the_manifest_is_missing(tmp_path: Path, http: aiohttp.ClientSession) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(
        MANIFEST.replace("      - pins:write\n", "")
        .replace("      - groups:history\n", "")
        .replace("      - message.groups\n", "")
    )
    async with Playground(path, clock_file=tmp_path / "clock") as playground:
        api = Api(playground, http)
        pin = await api("pins.add", channel="C0GENERAL", timestamp="1.0")
        assert (pin["error"], pin["needed"]) == ("missing_scope", "pins:write")
        assert "chat:write" in pin["provided"].split(",")
        private = (await api("conversations.create", name="secret", is_private=True))["channel"]["id"]
        assert (await api("conversations.history", channel=private))["needed"] == "groups:history"


async def test_auth_test_tells_who_the_bot_is_and_what_it_may(api: Api) -> None:
    answer = await api("auth.test")
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0SAMEPAGE", "B0SAMEPAGE", "T0PLAY")
    assert "chat:write" in api.headers["X-OAuth-Scopes"].split(",")


async def test_the_tier_is_counted_by_the_minute_of_the_moved_clock(api: Api) -> None:
    answers = [(await api("users.list"))["ok"] for _ in range(20)]
    assert all(answers)
    assert (await api("users.list"))["error"] == "ratelimited"
    assert api.status == 429
    assert 1 <= int(api.headers["Retry-After"]) <= 60
    await api.playground.move_by(timedelta(minutes=1))
    assert (await api("users.list"))["ok"]


async def test_a_channel_takes_a_burst_of_three_then_one_message_a_second(api: Api) -> None:
    for number in range(3):
        assert (await api("chat.postMessage", channel="U0RITA", text=str(number)))["ok"]
    assert (await api("chat.postMessage", channel="U0RITA", text="too much"))["error"] == "ratelimited"
    assert api.headers["Retry-After"] == "1"
    assert (await api("chat.postMessage", channel="U0HAL", text="another channel"))["ok"]
    await api.playground.move_by(timedelta(seconds=1))
    assert (await api("chat.postMessage", channel="U0RITA", text="now"))["ok"]


async def test_limits_can_be_switched_off(manifest: Path, tmp_path: Path, http: aiohttp.ClientSession) -> None:
    async with Playground(manifest, clock_file=tmp_path / "clock", limits=False) as playground:
        api = Api(playground, http)
        assert all([(await api("users.list"))["ok"] for _ in range(25)])


async def test_every_call_is_in_the_ledger_without_its_token(
    manifest: Path, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    path = tmp_path / "ledger.jsonl"
    async with Playground(manifest, clock_file=tmp_path / "clock", ledger=path) as playground:
        async with http.post(playground.api_url + "api.test", data={"token": playground.bot_token, "a": "b"}):
            pass
        entry = playground.ledger[-1]
        assert (entry.method, entry.arguments) == ("api.test", {"a": "b"})
        assert entry.response is not None
        assert entry.connection.startswith("127.0.0.1:")
        assert playground.bot_token not in path.read_text()
    assert [json.loads(line)["method"] for line in path.read_text().splitlines()] == ["api.test"]


@pytest.mark.parametrize(
    ("path", "dest", "status"),
    [
        ("/client/home?person=U0RITA", "image", 403),
        ("/client/home?person=U0RITA", "document", 403),
        ("/", "iframe", 403),
        ("/", "document", 200),
    ],
)
async def test_another_website_may_link_to_the_page_and_nothing_else(
    playground: Playground, http: aiohttp.ClientSession, path: str, dest: str, status: int
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": dest}
    async with http.get(playground.url + path, headers=headers) as answer:
        assert answer.status == status


async def test_pages_of_other_websites_are_turned_away(playground: Playground, http: aiohttp.ClientSession) -> None:
    async with http.post(playground.url + "/client/say", headers={"Origin": "https://evil.example"}, json={}) as answer:
        assert answer.status == 403
    async with http.get(playground.api_url + "api.test", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403


async def test_people_have_zones_and_those_who_left_have_none(api: Api) -> None:
    hal = (await api("users.info", user="U0HAL"))["user"]
    assert (hal["tz"], hal["profile"]["email"]) == ("America/New_York", "hal@kestrel.example")
    assert hal["tz_offset"] in (-14400, -18000)
    dana = (await api("users.info", user="U0DANA"))["user"]
    assert dana["deleted"]
    assert "tz" not in dana
    assert (await api("users.info", user="U0NOBODY"))["error"] == "user_not_found"


async def test_people_are_found_by_email(api: Api) -> None:
    assert (await api("users.lookupByEmail", email="Hal@kestrel.example"))["user"]["id"] == "U0HAL"
    assert (await api("users.lookupByEmail", email="dana@kestrel.example"))["error"] == "users_not_found"


GARBAGE: list[Any] = [[], {}, ["x"], {"type": "x"}, 7, -1, True, None, "", "x", "[", "1.0", "C0GENERAL", "U0RITA"]
ARGUMENTS = sorted({
    "channel", "channel_id", "text", "blocks", "attachments", "metadata", "ts", "thread_ts", "timestamp", "user",
    "users", "user_id", "view", "view_id", "external_id", "trigger_id", "hash", "name", "topic", "types", "limit",
    "cursor", "oldest", "latest", "email", "title", "type", "link", "message_ts", "is_private", "force",
    "purpose", "post_at", "files", "file", "filename", "length", "channels", "count", "page", "bookmark_id", "bot",
    "scheduled_message_id", "event_context", "ts_from", "alt_txt", "markdown_text",
})  # fmt: skip


@pytest.mark.parametrize("method", sorted(METHODS))
async def test_no_argument_brings_the_server_down(
    manifest: Path, tmp_path: Path, http: aiohttp.ClientSession, method: str
) -> None:
    async with Playground(manifest, clock_file=tmp_path / "clock", limits=False, event_retries=()) as playground:
        api = Api(playground, http)
        token = playground.app_token if METHODS[method].caller == "app" else None
        for turn in range(len(GARBAGE)):
            garbage = {name: GARBAGE[(turn + place * 3) % len(GARBAGE)] for place, name in enumerate(ARGUMENTS)}
            await api(method, token=token, **garbage)
            assert api.status == 200
