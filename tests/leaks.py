"""Everything the suite logs is read, test by test: no token, no secret, nobody's name, nothing anybody typed.

The bot's own lines, what libraries log, faults nobody caught, and whatever bots print that are processes of their own:
all come here as they would be printed. Nothing has to be asked for; a test in which something leaks fails at its end.
What was typed is known from the playgrounds the test was given, and beside that there are words no log has a reason
to hold.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Generator, Iterator, Mapping
from typing import Any

import pytest
import structlog

from bot import log
from bot.playground.people import EVERYBODY
from bot.playground.server import Playground

SHORTEST = 6  # characters: what is shorter may be part of any word
TOKENS = re.compile(r"xox[a-z]-[\w-]{6}|xapp-\w|v0=[0-9a-f]{8}|hunter2|[?&]ticket=")
NAMES = re.compile(
    "|".join(["Marlowe", "[Zz]yx", r"@[\w.]*example", *(each.name for each in EVERYBODY if not each.is_bot)])
)
OURS = {"workspace", "retention"}  # `/samepage settings workspace`: our own words, and names of what is logged
_HEARD: list[str] = []


class _Ear(io.TextIOBase):
    """Where lines go; they stand in pytest's report of the test too."""

    def write(self, text: str) -> int:
        heard(text)
        return sys.stderr.write(text)


def heard(text: str) -> None:
    """A line somebody printed: checked with the test that is running."""
    _HEARD.append(text)


def so_far(after: int = 0) -> str:
    """What was logged in this test until now, but for the first `after` pieces (`count` of an earlier moment)."""
    return "".join(_HEARD[after:])


def count() -> int:
    return len(_HEARD)


def listen() -> None:
    """From now on what is logged in this process comes here, in the form it has in production."""
    ear = _Ear()
    structlog.configure(
        processors=log.processors(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(ear),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(ear)
    handler.setFormatter(log.Plain())
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if not isinstance(each.formatter, log.Plain)]
    root.addHandler(handler)


def typed(payload: Any) -> Iterator[str]:
    """What a person typed, in what Slack sends of it."""
    if isinstance(payload, list):
        for each in payload:
            yield from typed(each)
    if not isinstance(payload, dict):
        return
    if isinstance(payload.get("command"), str):
        yield str(payload.get("text") or "").partition(" ")[2]
    for key, each in payload.items():
        if key == "values" and isinstance(each, dict):
            for field in each.values():
                yield from (str(state["value"]) for state in field.values() if isinstance(state.get("value"), str))
        elif key in ("view", "state"):
            yield from typed(each)


def playgrounds(thing: Any, depth: int = 3) -> Iterator[Playground]:
    """The playgrounds a test was given, whatever they came in."""
    if isinstance(thing, Playground):
        yield thing
    elif depth and isinstance(thing, tuple):
        for each in thing:
            yield from playgrounds(each, depth - 1)
    elif depth:
        for name in ("playground", "stage"):
            if (inner := getattr(thing, name, None)) is not None:
                yield from playgrounds(inner, depth - 1)


def leaked(lines: str, words: set[str]) -> list[str]:
    """The lines in which something stands that must not, cut short."""
    secret = {word for word in words - OURS if len(word) >= SHORTEST}
    secret |= {json.dumps(word)[1:-1] for word in secret}
    return [
        line[:400]
        for line in lines.splitlines()
        if TOKENS.search(line) or NAMES.search(line) or any(word in line for word in secret)
    ]


def words_of(given: Mapping[str, Any]) -> set[str]:
    """What was typed in a test's playgrounds, and their secrets."""
    found: set[str] = set()
    for playground in {id(each): each for thing in given.values() for each in playgrounds(thing)}.values():
        found |= {playground.bot_token, playground.app_token, playground.signing_secret}
        for sent in playground.deliveries:
            found.update(typed(sent.payload))
    return found


def pytest_runtest_setup(item: pytest.Item) -> None:
    listen()  # anew: a command that was run in this process may have sent the lines elsewhere
    _HEARD.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    given = dict(getattr(item, "funcargs", None) or {})
    yield
    lines = so_far()
    _HEARD.clear()
    if lines and (found := leaked(lines, words_of(given))):
        pytest.fail("logged, and must not be:\n" + "\n".join(found), pytrace=False)
