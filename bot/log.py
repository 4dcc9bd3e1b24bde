"""Logs: one line of JSON each, with ids and never with values: nothing a person typed, no tokens.

A line has `event`, `level`, `timestamp` and what belongs to it; `request` and `workspace` follow one request from the
way in to the rows it leaves in the outbox (`saved`), and `row` from there to its delivery. Of a fault there is its kind
and where in our own code it happened. What libraries and Python itself say is told by where it was said: their words
may hold anything.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from bot.clock import Clock
from bot.metrics import CURRENT
from handlers.faults import frames

NOISY = ("apscheduler", "slack_bolt", "slack_sdk", "aiohttp.access")
_LEVELS = ("error", "critical")


def _counted(_logger: object, level: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Errors are counted by name, for whoever watches the figures instead of the lines."""
    metrics = CURRENT.get()
    if metrics is not None and level in _LEVELS:
        metrics.error(str(line.get("event")), str(line.get("error") or ""))
    return line


def _without_fault(_logger: object, _level: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """A fault given as `fault` becomes its kind and our own frames."""
    fault = line.pop("fault", None)
    if isinstance(fault, BaseException):
        line.setdefault("error", type(fault).__name__)
        line["where"] = frames(fault)
    return line


def processors() -> list[Processor]:
    """What makes a line of an event, in order."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_fault,
        _counted,
        structlog.processors.JSONRenderer(),
    ]


class Plain(logging.Formatter):
    """A record of somebody else's as a line of ours. Of its words only a template is told, and only where something was
    to be put in: whatever is whole already may have a value in it."""

    def format(self, record: logging.LogRecord) -> str:
        fault = record.exc_info[1] if record.exc_info else None
        at = f"{Path(record.pathname).parent.name}/{Path(record.pathname).name}:{record.lineno}"
        line: dict[str, Any] = {"logger": record.name, "at": at}
        if record.args and isinstance(record.msg, str) and record.msg.strip("%s \n"):
            line["template"] = record.msg[:200]
        if fault is not None:
            line |= {"error": type(fault).__name__, "where": frames(fault)}
        return _line("library", record.levelname.lower(), datetime.fromtimestamp(record.created, UTC), **line)


def _line(event: str, level: str, moment: datetime, **more: Any) -> str:
    return json.dumps({**more, "event": event, "level": level, "timestamp": moment.isoformat().replace("+00:00", "Z")})


def unhandled(say: Callable[[str], object]) -> None:
    """What nobody caught is told as one line too, wherever Python would print a trace with its message."""

    def _died(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        say(_line("unhandled", "critical", Clock().wall(), error=kind.__name__, where=frames(error)))

    def _thread(found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            _died(found.exc_type, found.exc_value, found.exc_traceback)

    def _unraisable(found: sys.UnraisableHookArgs) -> None:
        if found.exc_value is not None:
            _died(found.exc_type, found.exc_value, found.exc_traceback)

    sys.excepthook, threading.excepthook, sys.unraisablehook = _died, _thread, _unraisable


def to_stderr(level: int = logging.INFO) -> None:
    """Sends our own events to stderr; Slack's and the drivers' loggers only speak up for warnings."""
    stream: TextIO = sys.stderr
    structlog.configure(
        processors=processors(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Plain())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.ERROR)
    unhandled(lambda line: stream.write(f"{line}\n"))
