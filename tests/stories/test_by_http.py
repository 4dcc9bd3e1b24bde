"""Spoken to by HTTP: only Slack is listened to, nothing happens twice, and what had come in is answered."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import aiohttp
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp

from bot.clock import Clock
from bot.demo.stage import Stage, clock_at, joined, settings_for, stage
from bot.http import LONGEST, Http
from bot.playground.ledger import Sent
from bot.playground.server import Playground
from bot.playground.webhooks import FORM, JSON
from bot.runtime import running
from storage import models
from tests.stories.acting import APPROVE, MANIFEST, MONDAY, UNDO, again, calls, open_role, post_candidate, rest, table

HEADERS = st.dictionaries(
    st.sampled_from(["X-Slack-Signature", "X-Slack-Request-Timestamp", "Content-Type", "Content-Encoding", "X-Odd"]),
    st.text("v0=189abcdef/-+ü", max_size=80),
)


@pytest.fixture
async def by_http(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(MANIFEST, tmp_path, database_url=sqlite_url, begin=MONDAY, delivery="http") as found:
        yield found


@dataclass
class Stranger:
    """Somebody who knows the address; with the secret, too."""

    stage: Stage
    http: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return f"{self.stage.bot.url}/slack/events"

    def signed(self, body: bytes, kind: str = FORM, *, by: str | None = None, late: int = 0) -> dict[str, str]:
        stamp = int(self.stage.playground.clock.real()) - late
        secret = by or self.stage.playground.signing_secret
        digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": str(stamp),
            "X-Slack-Signature": f"v0={digest}",
        }

    async def sends(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        async with self.http.post(self.url, data=body, headers=headers) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def stranger(by_http: Stage) -> AsyncIterator[Stranger]:
    async with aiohttp.ClientSession() as http:
        yield Stranger(by_http, http)


async def test_whatever_is_wrong_is_said_in_one_line_and_done_by_nobody(
    stranger: Stranger, caplog: pytest.LogCaptureFixture
) -> None:
    command = urlencode({"command": "/req", "user_id": "U0RITA", "team_id": "T0PLAY", "trigger_id": "1", "text": ""})
    body = command.encode()
    good = stranger.signed(body)
    cases: list[tuple[int, bytes, dict[str, str]]] = [
        (401, body, {}),
        (401, body, stranger.signed(body, by="another secret")),
        (401, body, stranger.signed(body, late=301)),
        (401, body + b"x", good),
        (415, body, {**good, "Content-Type": "text/plain"}),
        (415, body, {**good, "Content-Encoding": "gzip"}),
        (400, b"command=1", stranger.signed(b"command=1")),
        (400, b"[" * 100_000, stranger.signed(b"[" * 100_000, JSON)),
        (404, (other := body.replace(b"req", b"other")), stranger.signed(other)),
    ]
    for status, sent, headers in cases:
        got, words = await stranger.sends(sent, headers)
        assert (got, words.count("\n")) == (status, 0), (sent[:60], headers, words)
        assert 0 < len(words) < 60
    async with stranger.http.get(stranger.url) as answer:
        assert answer.status == 405
    assert calls(stranger.stage.playground, "views.open") == []
    assert [record for record in caplog.records if record.exc_info] == []


async def raw(url: str, *lines: str, rest: bytes = b"") -> str:
    """The first line a port answers to words of one's own."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write("\r\n".join((*lines, "", "")).encode() + rest)
    try:
        async with asyncio.timeout(2):
            return (await reader.readline()).decode()
    finally:
        writer.close()


async def test_what_is_too_long_is_not_read(stranger: Stranger, caplog: pytest.LogCaptureFixture) -> None:
    """The answer comes although the body never does, or never ends."""
    start = ("POST /slack/events HTTP/1.1", "Host: h", f"Content-Type: {FORM}")
    assert " 413 " in await raw(stranger.url, *start, f"Content-Length: {LONGEST + 1}")
    endless = b"%x\r\n" % (LONGEST + 1) + b"x" * (LONGEST + 1)
    assert " 413 " in await raw(stranger.url, *start, "Transfer-Encoding: chunked", rest=endless)
    assert " 400 " in await raw(stranger.url, *start, "Transfer-Encoding: chunked", rest=b"no length\r\n")
    assert " 400 " in await raw(stranger.url, "this is no HTTP")
    assert [record for record in caplog.records if record.exc_info] == []


async def test_what_never_comes_is_not_waited_for() -> None:
    clock = Clock()
    way = Http(cast(AsyncApp, None), "secret", clock, arrives=0.02)
    application = web.Application()
    application.add_routes(way.routes)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    start = ("POST /slack/events HTTP/1.1", "Host: h", "Content-Length: 9")
    assert " 503 " in await raw(url, *start)  # not open yet
    await way.start()
    assert " 408 " in await raw(url, *start)
    await way.stop()
    await runner.cleanup()


@settings(
    max_examples=80,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(body=st.binary(max_size=100), headers=HEADERS, kind=st.sampled_from([FORM, JSON]), signs=st.booleans())
async def test_no_request_at_all_breaks_the_guard(
    stranger: Stranger, body: bytes, headers: dict[str, str], kind: str, signs: bool
) -> None:
    sent = {**headers, **(stranger.signed(body, kind) if signs else {})}
    status, words = await stranger.sends(body, {name: value.strip() for name, value in sent.items()})
    assert 400 <= status < 500
    assert "Traceback" not in words


async def heard(stage: Stage) -> list[Sent]:
    """One delivery of each kind: an event, commands, presses and submissions, all taken."""
    playground = stage.playground
    card = await post_candidate(playground, await open_role(playground))
    hal = playground.person("Hal")
    assert (await hal.click(APPROVE, message=card)).ok
    playground.change_person("Bo", title="Chair")
    await playground.until(lambda: any(sent.kind == "events_api" for sent in playground.deliveries), "the event")
    return [sent for sent in playground.deliveries if sent.error is None]


async def test_a_request_of_slacks_with_a_piece_of_another_form_is_no_fault_of_ours(
    stranger: Stranger, caplog: pytest.LogCaptureFixture
) -> None:
    seen = await heard(stranger.stage)
    kinds = {str(sent.payload.get("type", sent.kind)) for sent in seen}
    assert kinds >= {"slash_commands", "block_actions", "view_submission", "event_callback"}
    told: set[int] = set()
    for sent in {str(sent.payload.get("type", sent.kind)): sent for sent in seen}.values():
        for changed in broken(sent.payload):
            changed.pop("response_url", None)
            if sent.kind == "events_api":
                body, kind = json.dumps(changed).encode(), JSON
            elif sent.kind == "interactive":
                body, kind = urlencode({"payload": json.dumps(changed)}).encode(), FORM
            else:
                body, kind = urlencode(changed).encode(), FORM
            status, words = await stranger.sends(body, stranger.signed(body, kind))
            assert status < 500, (changed, words)
            assert words != "not understood", changed
            assert "Traceback" not in words
            told.add(status)
    assert told >= {200, 400}
    assert [record for record in caplog.records if record.exc_info] == []


def broken(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """The payload as often as it has pieces, down to the third level, each time with one of them something else."""
    found = []
    for name, value in whole.items():
        rest = {key: each for key, each in whole.items() if key != name}
        found.append(rest)
        other: object = [] if isinstance(value, dict) else {}
        found += [{**rest, name: other}, {**rest, name: 7}]
        if isinstance(value, dict) and name in ("user", "view", "event", "state", "container"):
            found += [{**rest, name: each} for each in broken(value)]
        if isinstance(value, list) and name == "actions":
            found += [{**rest, name: [each]} for each in broken(value[0])]
    return found


async def test_a_captured_request_sent_again_does_nothing_again_and_is_answered_alike(stranger: Stranger) -> None:
    playground = stranger.stage.playground
    card = await post_candidate(playground, await open_role(playground))
    hal = playground.person("Hal")
    assert (await hal.click(APPROVE, message=card)).ok
    press = playground.deliveries[-1].payload
    body = urlencode({"payload": json.dumps(press)}).encode()
    headers = stranger.signed(body)
    assert await stranger.sends(body, headers) == (200, "")  # Slack's own, delivered late: nothing is left to do
    await rest(playground)
    assert (await hal.click(UNDO, message=again(playground, card))).ok
    await rest(playground)
    for _ in range(2):
        assert await stranger.sends(body, headers) == (200, "")
    await rest(playground)
    assert APPROVE in again(playground, card).buttons  # still taken back
    assert len(await table(stranger.stage.bot.database, models.Decision)) == 1


async def test_two_of_one_request_at_once_share_one_answer(stranger: Stranger) -> None:
    playground = stranger.stage.playground
    held = playground.faults.add("views.open", "hang_before")
    command = asyncio.create_task(playground.person("Rita").command("/req open"))
    await held.reached()
    trigger = "1.2.3"
    line = {"command": "/req", "text": "open", "user_id": "U0RITA", "team_id": "T0PLAY", "trigger_id": trigger}
    body = urlencode({**line, "channel_id": "C0GENERAL"}).encode()
    headers = stranger.signed(body)
    first, second = await asyncio.gather(stranger.sends(body, headers), stranger.sends(body, headers))
    assert first == second
    assert "did not open" in first[1]
    assert [given["trigger_id"] for given in calls(playground, "views.open")].count(trigger) == 1
    held.release()
    assert (await command).ok


async def test_readiness_and_the_challenge_are_answered(stranger: Stranger) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a", "token": "x"}).encode()
    assert await stranger.sends(body, stranger.signed(body, JSON)) == (200, "3eZbrw1a")
    async with stranger.http.get(f"{stranger.stage.bot.url}/readyz") as answer:
        found = await answer.json()
        assert (answer.status, found["socket"]) == (200, True)


async def test_what_had_come_in_is_answered_before_the_bot_is_gone(sqlite_url: str, tmp_path: Path) -> None:
    async with Playground(MANIFEST, clock_file=clock_at(tmp_path / "clock", MONDAY)) as playground:
        held = playground.faults.add("views.open", "hang_before")
        async with running(settings_for(playground, sqlite_url, "http")) as bot:
            await joined(playground, bot.url, "http")
            asking = asyncio.create_task(playground.person("Rita").command("/req open"))
            await held.reached()
            asyncio.get_running_loop().call_soon(held.release)  # the bot has begun to stop by then
        assert (await asking).ok
        assert playground.person("Rita").view is not None
        refused = await playground.person("Rita").command("/req open")
        assert "dispatch_failed" in (refused.error or "")
