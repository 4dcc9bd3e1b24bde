"""A bot at work in a playground, and Chromium upon its page. `tests/left_out.py` says what happens without one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from bot.__main__ import manifest
from bot.demo.stage import Stage, stage
from tests.browser.window import CALM, DESK, Look, Opened, Window, browser, chromium, missing, window


@pytest.fixture
async def acting(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot at work in a playground; nothing it says may be something Slack would ignore."""
    async with stage(manifest(), tmp_path, patience=CALM) as built:
        yield built
        assert built.playground.complaints == []


@pytest.fixture
async def running() -> AsyncIterator[Browser]:
    if chromium() is None:
        pytest.fail(missing())
    async with browser() as started:
        yield started


@pytest.fixture
async def opened(acting: Stage, running: Browser) -> AsyncIterator[Opened]:
    """Opens windows on the page; at the end none of them may have done what a good page does not do."""
    windows: list[Window] = []
    async with AsyncExitStack() as stack:

        async def open_one(look: Look) -> Page:
            windows.append(await stack.enter_async_context(window(running, acting.playground.url, look)))
            return windows[-1].page

        yield open_one
        assert [fault for one in windows for fault in one.faults] == []


@pytest.fixture
async def page(opened: Opened) -> Page:
    """The page as two people see it, on a desk."""
    return await opened(DESK)
