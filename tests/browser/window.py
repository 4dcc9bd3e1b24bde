"""Chromium, and windows on the playground's page that write down everything a good page does not do."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, Request, async_playwright

from bot.playground.limits import Patience

CHROMIUM = "CHROMIUM"  # environment: the program to run, where it is not the machine's own
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CALM = Patience(ack=15.0, trigger=15.0)  # real seconds, on a machine that draws pages as well
PATIENCE_MS = 15_000  # a channel takes one message a second, and a step of the clock several


def chromium() -> str | None:
    """The path of a Chromium on this machine, or None."""
    told = os.environ.get(CHROMIUM)
    names = (told,) if told else _NAMES
    return next((found for name in names if (found := shutil.which(name))), None)


@dataclass(frozen=True)
class Look:
    """How a window looks upon the page."""

    width: int = 1440
    height: int = 900
    dark: bool = False
    phone: bool = False


DESK = Look()
PHONE = Look(390, 844, phone=True)

Opened = Callable[[Look], Awaitable[Page]]


@dataclass
class Window:
    """A page, and what it did that a good page does not do."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def listen(self, home: str) -> None:
        def asked(request: Request) -> None:
            if urlsplit(request.url).netloc != home and not request.url.startswith(("data:", "blob:")):
                self.faults.append(f"asked another host: {request.url}")

        self.page.on(
            "console",
            lambda said: self.faults.append(f"console: {said.text}") if said.type in ("error", "warning") else None,
        )
        self.page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        self.page.on("request", asked)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A running Chromium; FileNotFoundError where there is none."""
    program = chromium()
    if program is None:
        raise FileNotFoundError(missing())
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=list(_QUIETLY))
        try:
            yield running
        finally:
            await running.close()


def missing() -> str:
    """Why there is no browser, in words for whoever runs the tests."""
    return f"no Chromium on this machine (looked for {os.environ.get(CHROMIUM) or ', '.join(_NAMES)})"


@asynccontextmanager
async def window(running: Browser, url: str, look: Look = DESK) -> AsyncIterator[Window]:
    """A window on the page at `url`, with a memory of its own."""
    context = await running.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.dark else "light",
        has_touch=look.phone,
        is_mobile=look.phone,
        locale="en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    opened = Window(await context.new_page())
    opened.listen(urlsplit(url).netloc)
    try:
        await opened.page.goto(url)
        await opened.page.get_by_test_id("composer").first.wait_for()
        yield opened
    finally:
        await context.close()
