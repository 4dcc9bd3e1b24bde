"""Installing while the database is away: whoever installs is told so, and by no bare error page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.clock import Clock
from bot.oauth import INSTALL, REDIRECT, App, Pages
from bot.tokens import Vault, new_key, read_keys
from storage.database import Database

TOLD = {
    "/api/oauth.v2.access": {
        "ok": True,
        "access_token": "xoxb-1",
        "bot_user_id": "UB",
        "scope": "commands",
        "team": {"id": "T1", "name": "Kestrel"},
    },
    "/api/auth.test": {"ok": True, "bot_id": "BB"},
}


async def _slack(request: web.Request) -> web.Response:
    return web.json_response(TOLD[request.path])


async def _served(routes: list[web.RouteDef]) -> tuple[web.AppRunner, str]:
    application = web.Application()
    application.add_routes(routes)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """A bot's pages before a PostgreSQL that is not there."""
    slack, slacks = await _served([web.post(path, _slack) for path in TOLD])
    database, clock = Database.open("postgresql+asyncpg://nobody@127.0.0.1:9/samepage"), Clock(None)
    async with aiohttp.ClientSession() as session:
        app = App("1.2", "3" * 32, ("commands",), f"{slacks}/api/")
        pages = Pages(app, Vault(read_keys(new_key())), database, session, clock, lambda owner: None)
        bot, url = await _served([*pages.routes])
        yield url
        await bot.cleanup()
    await database.close()
    clock.close()
    await slack.cleanup()


async def test_a_database_that_cannot_be_reached_has_a_page_of_its_own(address: str) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(f"{address}{INSTALL}", allow_redirects=False) as away:
            (state,) = re.findall(r"state=([^&]+)", away.headers["Location"])
        async with browser.get(f"{address}{REDIRECT}", params={"state": state, "code": "c"}) as back:
            assert back.status == 503
            assert "could not reach its memory" in await back.text()
