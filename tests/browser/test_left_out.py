"""Where there is no Chromium, the browser's tests are left out aloud; in CI that is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.window import CHROMIUM

HERE = Path(__file__).parent


def _run(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs one browser test in a Python of its own, told of a Chromium that is not there."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTEST_ADDOPTS")}
    test = f"{HERE / 'test_page.py'}::test_a_slash_offers_the_commands_and_tab_takes_one"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, test],
        cwd=HERE.parent.parent,
        env=kept | {CHROMIUM: "/nowhere/chromium"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [(), ("--numprocesses", "2")], ids=["one process", "workers"])
def test_without_chromium_the_run_says_what_it_left_out_and_why_and_passes(options: tuple[str, ...]) -> None:
    ran = _run(*options)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 browser tests left out: no Chromium on this machine (looked for /nowhere/chromium)" in ran.stdout
    assert "LEFT OUT tests/browser/test_page.py::test_a_slash_offers_the_commands_and_tab_takes_one" in ran.stdout


def test_in_ci_a_missing_chromium_fails() -> None:
    ran = _run(CI="true")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "no Chromium on this machine" in ran.stdout
    assert "1 error" in ran.stdout
    assert "skipped" not in ran.stdout
