"""The middle floor is whole: nothing is sent that nobody renders, nothing pressed that nobody answers."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import handlers
from handlers import ids
from handlers.blocks.refusals import WORDS
from storage.refusals import Why

ROOT = Path(__file__).parents[2]
# What Bolt hands to a listener by the parameter's name.
INJECTED = {
    "ack",
    "action",
    "body",
    "client",
    "command",
    "context",
    "event",
    "next",
    "respond",
    "say",
    "shortcut",
    "view",
}


def _sources(folder: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob("*.py")))


def test_every_refusal_has_its_words() -> None:
    assert set(WORDS) == set(Why)


def test_every_kind_the_ground_floor_sends_is_rendered_and_no_other() -> None:
    verbs = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "storage").glob("*.py")))
    sent = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', verbs))
    steps = {f"requisition.{step}" for step in ("channel", "invite", "topic", "card", "pin")}
    assert sent | steps == set(handlers.MESSAGES)


def test_every_button_the_cards_show_is_answered_and_no_other() -> None:
    blocks = _sources("handlers/blocks")
    shown = set(re.findall(r"\bids\.([A-Z_]+)\b", blocks))
    named = [getattr(ids, name) for name in shown if not name.startswith("VIEW_")]
    pressed = {action for each in named for action in ([each] if isinstance(each, str) else each)}
    submitted = {getattr(ids, name) for name in shown if name.startswith("VIEW_")}
    assert pressed == set(handlers.ACTIONS)
    assert submitted == set(handlers.VIEWS)


def test_listeners_ask_bolt_only_for_what_it_injects() -> None:
    listeners = (
        handlers._command,
        handlers._action,
        handlers._view,
        handlers._user_change,
        handlers._home_opened,
    )
    for listener in listeners:
        for parameter in inspect.signature(listener).parameters.values():
            assert parameter.name in INJECTED
            assert parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD  # others are not injected at all
