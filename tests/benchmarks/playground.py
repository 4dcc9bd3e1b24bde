"""The playground: its page's first paint, a long channel, what 10,000 calls leave behind, and calls a second."""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp
from aiohttp import web
from playwright.async_api import Browser, Page

from bot.__main__ import manifest
from bot.playground import conversations
from bot.playground.people import BOT_USER
from bot.playground.server import Playground
from tests.benchmarks.figures import Figure, Work, in_turn, ratio
from tests.browser.window import DESK, browser, chromium, window

VISITS = 10
OPENINGS = 8
SHORT, LONG = 10, 1_000
CALLS = 10_000
AT_ONCE = 20  # calls of the memory figure under way together
BATCH = 200
MOST_MIB = 20.0

FIRST_PAINT = """() => new Promise((done) => new PerformanceObserver((list, observer) => {
  const [entry] = list.getEntriesByName('first-contentful-paint');
  if (entry) { observer.disconnect(); done(entry.startTime); }
}).observe({ type: 'paint', buffered: true }))"""
STANDING = """async () => {
  const there = () => document.querySelectorAll('[data-testid="composer"]').length === 2
    && document.querySelectorAll('[data-conversation]').length;
  while (!there()) await new Promise(requestAnimationFrame);
  return performance.now();
}"""
OPEN = """async ([row, last]) => {
  const pane = document.querySelector('[data-testid="pane-left"]');
  const drawn = () => pane.querySelector('[data-testid="messages"]').textContent.includes(last);
  const began = performance.now();
  pane.querySelector(`[data-conversation="${row}"]`).click();
  while (!drawn()) await new Promise(requestAnimationFrame);
  await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
  return performance.now() - began;
}"""


async def measure(folder: Path) -> list[Figure]:
    figures = [] if chromium() is None else await _page(folder)
    async with _fresh() as fresh:
        figures.append(await _memory(fresh))
    async with _fresh() as fresh:
        figures.append(await _speed(fresh))
    return figures


# The page in Chromium


async def _page(folder: Path) -> list[Figure]:
    async with Playground(manifest(), clock_file=folder / "clock") as playground, browser() as running:
        for name, count in (("short", SHORT), ("long", LONG)):
            _talk(playground, name, count)
        one_line = f"{playground.url}/client/clock"  # a page of the same server with nothing to load or run
        visits = ((playground.url, FIRST_PAINT), (playground.url, STANDING), (one_line, FIRST_PAINT))
        taken = [await _visit(running, *visit) for _ in range(VISITS) for visit in visits]
        first, standing, plain = (quantiles(taken[n::3], n=4)[0] / 1000 for n in range(3))
        async with window(running, playground.url, DESK) as opened:
            return [
                ratio("the page's first paint ÷ that of one line of text", first, plain, 5),
                ratio("both people's Slack there ÷ the first paint of one line of text", standing, plain, 12),
                await _channels(opened.page),
            ]


def _talk(playground: Playground, name: str, count: int) -> None:
    """A channel with that many messages, of people and of the bot, some with blocks."""
    workspace = playground.workspace
    room = conversations.create(workspace, name, private=False, by="U0RITA")
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*A card* with a <https://kestrel.example|link>"}}]
    for number in range(count):
        by_bot = number % 3 == 0
        text = f"message {number} of {name}, long enough for a line" if number < count - 1 else f"the last of {name}"
        who = BOT_USER if by_bot else ("U0RITA", "U0HAL")[number % 2]
        conversations.post(workspace, room, who, text, blocks=blocks if by_bot and number < count - 1 else None)


async def _visit(running: Browser, url: str, measured: str) -> float:
    """Milliseconds from the start of the navigation to what is measured, with nothing cached."""
    context = await running.new_context(viewport={"width": DESK.width, "height": DESK.height})
    try:
        page = await context.new_page()
        await page.goto(url)
        return float(await page.evaluate(measured))
    finally:
        await context.close()


async def _channels(page: Page) -> Figure:
    taken: dict[str, list[float]] = {"long": [], "short": []}
    for turn in range(OPENINGS + 1):
        for name, milliseconds in taken.items():
            found = float(await page.evaluate(OPEN, [name, f"the last of {name}"]))
            if turn > 0:  # the first of each is not counted
                milliseconds.append(found)
    long, short = (quantiles(taken[name], n=4)[0] / 1000 for name in ("long", "short"))
    return ratio(f"opening a channel of {LONG:,} messages ÷ one of {SHORT}", long, short, 3)


# The server, in a process of its own


@dataclass(frozen=True)
class Fresh:
    """A playground that has done nothing yet, and beside it a handler that does nothing ever."""

    process: asyncio.subprocess.Process
    url: str
    bare: str
    bot_token: str
    app_token: str

    async def resident(self) -> float:
        """MiB in memory after a collection."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"measure\n")
        return float(await self.process.stdout.readline())


@asynccontextmanager
async def _fresh() -> AsyncIterator[Fresh]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        yield Fresh(process, *(await process.stdout.readline()).decode().split())
    finally:
        process.terminate()
        await process.communicate()


async def _memory(fresh: Fresh) -> Figure:
    async with aiohttp.ClientSession() as session:

        async def call(method: str, token: str = fresh.bot_token, **arguments: Any) -> Any:
            headers = {"Authorization": f"Bearer {token}"}
            async with session.post(f"{fresh.url}/api/{method}", json=arguments, headers=headers) as answer:
                body = await answer.json()
                assert body["ok"], body
                return body

        room = (await call("conversations.create", name="one", is_private=True))["channel"]["id"]
        ts = (await call("chat.postMessage", channel=room, text="a card"))["ts"]
        work: tuple[Work, ...] = (
            lambda: call("auth.test"),
            lambda: call("users.info", user="U0HAL"),
            lambda: call("conversations.history", channel=room, limit=5),
            lambda: call("chat.update", channel=room, ts=ts, text="a card, painted anew"),
            lambda: call("conversations.members", channel=room),
            lambda: call("users.list"),
            lambda: call("conversations.info", channel=room),
            lambda: call("apps.connections.open", fresh.app_token),
        )
        for each in work:  # what every process needs once is there before the count begins
            await each()
        before = await fresh.resident()
        for begin in range(0, CALLS, AT_ONCE):
            await asyncio.gather(*(work[number % len(work)]() for number in range(begin, begin + AT_ONCE)))
        after = await fresh.resident()
    shown = f"{after - before:.1f} MiB  ({before:.0f} → {after:.0f})"
    what = f"memory that {CALLS:,} calls leave behind"
    return Figure(what, shown, f"≤ {MOST_MIB:g} MiB", after - before <= MOST_MIB)


async def _speed(fresh: Fresh) -> Figure:
    async with aiohttp.ClientSession() as session:

        async def batch(url: str) -> None:
            for _ in range(BATCH):
                headers = {"Authorization": f"Bearer {fresh.bot_token}"}
                async with session.post(url, json={"user": "U0HAL"}, headers=headers) as answer:
                    assert (await answer.json())["ok"]

        ours, bare = await in_turn(lambda: batch(f"{fresh.url}/api/users.info"), lambda: batch(fresh.bare), 10)
    shown = f"{bare / ours:.2f}  ({BATCH / ours:,.0f} ÷ {BATCH / bare:,.0f} a second)"
    return Figure("calls of users.info ÷ calls of a bare aiohttp handler", shown, "for information", True)


def _resident() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1024**2


async def _serve() -> None:
    """What `_fresh` starts: says where it is, then its size for each line it is sent."""

    async def nothing(request: web.Request) -> web.Response:
        await request.json()
        return web.json_response({"ok": True})

    application = web.Application()
    application.add_routes([web.post("/", nothing)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bare = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    with tempfile.TemporaryDirectory(prefix="samepage-bench-") as folder:
        async with Playground(manifest(), clock_file=Path(folder) / "clock", limits=False) as playground:
            print(playground.url, bare, playground.bot_token, playground.app_token, flush=True)  # noqa: T201
            while await asyncio.to_thread(sys.stdin.readline):
                print(_resident(), flush=True)  # noqa: T201
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve())
