"""Leaves the browser's tests out where there is no Chromium, and says so aloud; in CI they stay, and fail.

With several workers each leaves out the same tests and only the one who sums up speaks: what was left out travels
there with a worker's last word.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.browser.window import chromium, missing

LEFT_OUT = pytest.StashKey[list[str]]()
_LAST_WORD = "left_out"


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Takes the browser's tests out where there is no browser."""
    if chromium() is not None or _in_ci():
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    if not left_out:
        return
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = [item.nodeid for item in left_out]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Hears a worker's last word."""
    heard = getattr(node, "workeroutput", {}).get(_LAST_WORD)
    if heard:
        node.config.stash[LEFT_OUT] = heard


def pytest_sessionfinish(session: pytest.Session, exitstatus: int | pytest.ExitCode) -> None:
    """Where only the browser's tests were asked for, leaving them out is no failure."""
    left_out = session.config.stash.get(LEFT_OUT, [])
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[_LAST_WORD] = left_out
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and left_out:
        session.exitstatus = pytest.ExitCode.OK


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out = config.stash.get(LEFT_OUT, [])
    if not left_out:
        return
    terminalreporter.section(f"{len(left_out)} browser tests left out: {missing()}")
    for test in left_out:
        terminalreporter.line(f"LEFT OUT {test}")
