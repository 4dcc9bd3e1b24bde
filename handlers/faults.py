"""What may be told of a fault: its kind and where in our own code it happened. Never its message, never a value: those
may hold what somebody typed. Beside it, how a request ended, for whoever counts."""

from __future__ import annotations

import sys
import traceback
from contextvars import ContextVar
from pathlib import Path

_HERE = Path(__file__).parents[1]
_OURS = tuple(f"{_HERE / floor}/" for floor in ("bot", "handlers", "storage"))
_TOLD = 6  # frames, the innermost

# How the request under way ended: `refused` (in words, by a rule) or `trouble` (a fault on our side, or nearly one).
ENDING: ContextVar[str | None] = ContextVar("ending", default=None)


def frames(error: BaseException) -> list[str]:
    """Where in our own files the fault happened, as `bot/postman.py:120 _deliver`, outermost first."""
    found = [
        f"{Path(frame.f_code.co_filename).relative_to(_HERE).as_posix()}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename.startswith(_OURS)
    ]
    return found[-_TOLD:]


def name(error: BaseException | None = None) -> str:
    """The kind of a fault, or of the one being handled."""
    found = error if error is not None else sys.exc_info()[1]
    return type(found).__name__
