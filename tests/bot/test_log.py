"""What is logged is JSON with ids; a fault is told by its kind and by where in our own code it happened. And the net
under the whole suite, which reads every line, catches what must not be in one."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from bot import log
from bot.metrics import CURRENT, Metrics
from handlers.faults import frames
from storage.rules.wording import pointed_out
from tests import leaks

SAID = "what somebody said"


def fault() -> Exception:
    """One that passed through a library's file and ours, with words in its message and in its values."""
    try:
        pointed_out({SAID: 1})  # type: ignore[arg-type]
    except Exception as error:
        error.args = (SAID,)
        return error
    raise AssertionError("that is no text")


def test_a_fault_is_told_by_its_kind_and_our_own_frames() -> None:
    found = frames(fault())
    assert found
    assert all(frame.startswith("storage/rules/wording.py:") for frame in found), found
    assert frames(ValueError(SAID)) == []


def test_what_a_library_logs_is_told_without_its_words() -> None:
    def said(message: str, *args: object, error: Exception | None = None) -> dict[str, Any]:
        caught = (type(error), error, error.__traceback__) if error else None
        record = logging.LogRecord("slack_sdk.web", logging.ERROR, "/lib/slack_sdk/client.py", 7, message, args, caught)
        found: dict[str, Any] = json.loads(log.Plain().format(record))
        assert SAID not in str(found)
        assert (found["event"], found["level"], found["logger"]) == ("library", "error", "slack_sdk.web")
        assert found["at"] == "slack_sdk/client.py:7"
        assert found["timestamp"].endswith("Z")
        return found

    assert "template" not in said(f"Failed to send {SAID}")
    assert said("Failed to send %s", SAID)["template"] == "Failed to send %s"
    assert "template" not in said("%s", SAID)
    assert said("Task was destroyed", error=fault())["error"] in ("TypeError", "AttributeError")


@pytest.fixture
def hooks() -> Iterator[list[str]]:
    """What nobody caught is collected here for the length of a test."""
    kept = sys.excepthook, threading.excepthook, sys.unraisablehook
    said: list[str] = []
    log.unhandled(said.append)
    yield said
    sys.excepthook, threading.excepthook, sys.unraisablehook = kept


def test_what_nobody_caught_is_one_line_without_its_words(hooks: list[str]) -> None:
    error = fault()
    sys.excepthook(type(error), error, error.__traceback__)
    threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, None)))
    unraisable: Any = SimpleNamespace(exc_type=type(error), exc_value=error, exc_traceback=error.__traceback__)
    sys.unraisablehook(unraisable)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert len(hooks) == 3
    for line in hooks:
        found = json.loads(line)
        assert (found["event"], found["level"]) == ("unhandled", "critical")
        assert SAID not in line
        assert found["where"][0].startswith("storage/rules/wording.py:")


def test_our_own_lines_have_what_belongs_to_them_and_errors_are_counted() -> None:
    metrics = Metrics(lambda: 0.0)
    token = CURRENT.set(metrics)
    try:
        with structlog.contextvars.bound_contextvars(request="ab12", workspace="T1"):
            structlog.get_logger().error("round_failed", fault=fault())
        structlog.get_logger().info("started")
    finally:
        CURRENT.reset(token)
    first, second = (json.loads(line) for line in leaks.so_far().splitlines())
    assert (first["request"], first["workspace"], first["level"]) == ("ab12", "T1", "error")
    assert first["where"][0].startswith("storage/")
    assert "timestamp" in first
    assert "request" not in second
    page = metrics.page(None, way="http", connected=True, looked=0.0).decode()
    assert f'samepage_errors_total{{error="{first["error"]}",event="round_failed"}} 1.0' in page


@pytest.mark.parametrize(
    "line",
    [
        "token xoxb-0123456789",
        "xapp-1-A",
        "X-Slack-Signature: v0=0123456789abcdef",
        "wss://h/link/?ticket=abc",
        "postgresql://nobody:hunter2@h",
        "for Ada Marlowe",
        "to ada@example.com",
        "Rita Lindqvist pressed",
        'event "Built the same twice."',
        "event " + json.dumps("Grüße, “quoted”"),
    ],
)
def test_the_net_catches_tokens_names_and_what_was_typed(line: str) -> None:
    words = {"Built the same twice.", "Grüße, “quoted”", "yes"}
    assert leaks.leaked(f"a harmless line, yes\n{line}\n", words) == [line]


def test_what_people_type_is_found_in_what_slack_sends() -> None:
    state = {
        "values": {"why": {"field": {"type": "plain_text_input", "value": "Built it"}}, "x": {"y": {"value": None}}}
    }
    assert set(leaks.typed({"type": "view_submission", "view": {"state": state}})) == {"Built it"}
    assert set(leaks.typed({"command": "/req", "text": "open Senior Data Engineer"})) == {"Senior Data Engineer"}


def test_a_test_in_which_something_leaks_fails_at_its_end(request: pytest.FixtureRequest) -> None:
    structlog.get_logger().error("sent", token="xoxb-" + "0123456789")
    ending = leaks.pytest_runtest_teardown(request.node)
    next(ending)
    with pytest.raises(pytest.fail.Exception, match="must not be"):
        next(ending)
