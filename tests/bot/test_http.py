"""The way in by HTTP remembers what it answered, by number and by bytes, and does nothing twice."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import cast

import aiohttp
from aiohttp import web
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.clock import Clock
from bot.http import Http

SECRET = "0123456789abcdef"


class Answering:
    """Answers each event with as many letters as it asks for, and counts what it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def async_dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        self.asked += 1
        return BoltResponse(status=200, body="x" * int(request.body["event"]["letters"]))


def event(number: int, letters: int) -> bytes:
    said = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{number}", "event_time": 1}
    return json.dumps({**said, "event": {"type": "app_uninstalled", "letters": letters}}).encode()


def headers(body: bytes) -> dict[str, str]:
    stamp = str(int(Clock().wall().timestamp()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


async def test_answers_are_remembered_as_far_as_there_is_room_and_nothing_is_done_twice() -> None:
    app = Answering()
    way = Http(cast(AsyncApp, app), SECRET, Clock(), room=3_000)
    application = web.Application()
    application.add_routes(way.routes)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await way.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    async with aiohttp.ClientSession() as session:

        async def sent(body: bytes, signed: dict[str, str]) -> tuple[int, int]:
            async with session.post(url, data=body, headers=signed) as answer:
                return answer.status, len(await answer.text())

        first, second, without = event(1, 2_000), event(2, 2_000), event(3, 0)
        signed = {body: headers(body) for body in (first, second, without)}
        assert [await sent(body, signed[body]) for body in signed] == [(200, 2_000), (200, 2_000), (200, 0)]
        assert await sent(first, signed[first]) == (200, 2_000)
        assert await sent(second, signed[second]) == (409, len("answered before"))  # no room for both
        assert await sent(without, signed[without]) == (200, 0)
        assert app.asked == 3
    await way.stop()
    await runner.cleanup()
