"""Whatever anybody sends, the playground answers in words: no request makes it stumble."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.api.entry import METHODS
from bot.playground.server import Playground
from tests.playground.by_hand import MANIFEST, Api

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        (JSON, DEEP, "invalid_json"),
        (JSON, '{"blocks": ' + "[" * 100 + "]" * 100 + "}", "invalid_json"),
        (f"{JSON}; charset=nowhere", "{}", "invalid_json"),
        ("multipart/form-data", "channel=C1", "invalid_form_data"),
        ("multipart/form-data; boundary=x", "no boundary in it", "invalid_form_data"),
        (f"{FORM}; charset=nowhere", "channel=C1", "invalid_form_data"),
    ],
)
async def test_a_body_that_cannot_be_read_has_slacks_error(api: Api, kind: str, body: str, error: str) -> None:
    headers = {"Authorization": f"Bearer {api.playground.bot_token}", "Content-Type": kind}
    async with api.http.post(api.playground.api_url + "chat.postMessage", data=body, headers=headers) as answer:
        assert (answer.status, (await answer.json())["error"]) == (200, error)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("say", {"person": []}),
        ("say", {"person": "U0RITA", "channel": "C0GENERAL", "text": {}}),
        ("action", {"person": "U0RITA", "action": [1]}),
        ("action", {"person": "U0RITA", "action": {"action_id": []}, "channel": ["C0GENERAL"], "ts": [1]}),
        ("action", {"person": "U0RITA", "action": {}, "state": 5}),
        ("view/submit", {"person": "U0RITA", "view_id": "V1", "state": [1]}),
        ("view/submit", {"person": "U0RITA", "view_id": "V1", "state": {"values": {"b": {"a": 1}}}}),
        ("view/submit", {"person": "U0RITA", "view_id": "V1", "state": {"values": {"b": {"a": {"files": [1]}}}}}),
    ],
)
async def test_what_the_page_never_sends_is_refused_in_words(api: Api, path: str, body: dict[str, Any]) -> None:
    async with api.http.post(f"{api.playground.url}/client/{path}", json=body) as answer:
        said = await answer.json()
    assert (said["ok"], said["error"][-1]) == (False, ".")


@pytest.mark.parametrize("kind", [JSON, "multipart/form-data", "multipart/form-data; boundary=x", "text/plain"])
@pytest.mark.parametrize("path", ["/client/file", "/client/say", "/respond/x", "/upload/x"])
async def test_an_upload_that_is_none_is_refused(api: Api, path: str, kind: str) -> None:
    async with api.http.post(api.playground.url + path, data="nothing", headers={"Content-Type": kind}) as answer:
        assert 400 <= answer.status < 500 or not (await answer.json())["ok"]


@pytest.mark.parametrize(("path", "number"), [("messages", "limit"), ("ledger", "after")])
async def test_any_number_may_stand_in_an_address(api: Api, path: str, number: str) -> None:
    query = {"person": "U0RITA", "channel": "C0GENERAL", number: "9" * 5000}
    async with api.http.get(f"{api.playground.url}/client/{path}", params=query) as answer:
        assert answer.status == 200


KNOWN = ("U0RITA", "U0SAMEPAGE", "C0GENERAL", "1.0", "hello", "b", "a", "next_event", "tada", "")
NAMES = st.sampled_from(("b", "a", "values", "value", "type", "blocks", "text"))
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(KNOWN)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=4
)
ROUTES = (
    "say", "command", "action", "options", "shortcut", "view/submit", "view/close", "dm", "clock", "faults", "over",
    "message/edit", "message/delete", "message/react", "message/dismiss", "message/unread",
)  # fmt: skip
FIELDS = (
    "channel", "text", "thread_ts", "line", "block_id", "action", "ts", "view_id", "state", "value", "action_id",
    "callback_id", "user", "to", "step", "add", "chaos", "release", "name", "on", "times",
)  # fmt: skip
ARGUMENTS = (
    "channel", "ts", "blocks", "view", "limit", "cursor", "users", "user", "thread_ts", "attachments", "metadata",
    "oldest", "latest", "types", "post_at", "view_id", "external_id", "name", "files", "text",
)  # fmt: skip
posted = st.tuples(
    st.sampled_from(ROUTES),
    st.dictionaries(st.sampled_from(FIELDS), anything, max_size=6),
    st.sampled_from(("U0RITA", None, 3)),
)


def arguments(method: str) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    required = METHODS[method].required
    asked = dict.fromkeys(required, anything)
    more = {name: anything for name in ARGUMENTS if name not in required}
    return st.tuples(st.just(method), st.fixed_dictionaries(asked, optional=more))


called = st.sampled_from(sorted(METHODS.keys() - {"auth.revoke"})).flatmap(arguments)  # the token has to last


@contextmanager
def at_work(folder: Path) -> Iterator[tuple[asyncio.Runner, str, str]]:
    """A playground, and the loop that it lives in: Hypothesis calls from outside of it."""
    manifest = folder / "manifest.yml"
    manifest.write_text(MANIFEST, encoding="utf-8")
    with asyncio.Runner() as runner:
        playground = Playground(manifest, clock_file=folder / "clock", limits=False, event_retries=())
        runner.run(playground.__aenter__())
        try:
            yield runner, playground.url, playground.bot_token
        finally:
            runner.run(playground.__aexit__(None, None, None))


async def status(url: str, body: Any, token: str = "") -> int:
    headers = {"Content-Type": JSON, "Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as http, http.post(url, data=json.dumps(body), headers=headers) as answer:
        return answer.status


def test_nothing_that_the_page_posts_is_too_much(tmp_path: Path) -> None:
    with at_work(tmp_path) as (runner, url, _):

        @settings(max_examples=100, deadline=None)
        @given(posted)
        def post(what: tuple[str, dict[str, Any], Any]) -> None:
            path, body, person = what
            assert runner.run(status(f"{url}/client/{path}", body | {"person": person})) < 500

        post()


def test_nothing_that_a_bot_calls_is_too_much(tmp_path: Path) -> None:
    with at_work(tmp_path) as (runner, url, token):

        @settings(max_examples=100, deadline=None)
        @given(called)
        def call(what: tuple[str, dict[str, Any]]) -> None:
            assert runner.run(status(f"{url}/api/{what[0]}", what[1], token)) < 500

        call()
