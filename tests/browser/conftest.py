"""A bot at work in a playground, and Chromium upon its page; without Chromium its tests are left out, but not in CI."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from bot.__main__ import manifest
from bot.demo.stage import Stage, stage
from tests.browser.window import DESK, Look, Opened, Window, browser, chromium, missing, window

LEFT_OUT = pytest.StashKey[list[str]]()


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Takes the browser's tests out where there is no browser. In CI they stay, and fail."""
    if chromium() is not None or _in_ci():
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    if not left_out:
        return
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = [item.nodeid for item in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out = config.stash.get(LEFT_OUT, [])
    if not left_out:
        return
    terminalreporter.section(f"{len(left_out)} browser tests left out: {missing()}")
    for test in left_out:
        terminalreporter.line(f"LEFT OUT {test}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int | pytest.ExitCode) -> None:
    """Where only the browser's tests were asked for, leaving them out is no failure."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and session.config.stash.get(LEFT_OUT, []):
        session.exitstatus = pytest.ExitCode.OK


@pytest.fixture
async def acting(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot at work in a playground; nothing it says may be something Slack would ignore."""
    async with stage(manifest(), tmp_path) as built:
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
