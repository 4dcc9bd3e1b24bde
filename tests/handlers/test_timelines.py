"""What happened on a role is told in words: every kind the ground floor records has its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.blocks.timelines import WORDS, line
from storage.people import Person
from storage.rules.decisions import Verdict
from storage.timeline import Happening
from storage.told import TOLD

STORAGE = Path(__file__).parents[2] / "storage"
AT = datetime(2026, 6, 1, 12, 10, tzinfo=UTC)
READER = Person("T1", "U1", "Rita Test", "Europe/Berlin")
FACTS = {
    "what": ["title", "target_days"],
    "seat": "manager",
    "from": "U2",
    "to": "U3",
    "reason": "budget",
    "was": "on_hold",
    "outcome": "filled",
    "version": 2,
    "back_to": 1,
    "told": "U4",
    "by": "U5",
    "before": "interview",
}


def recorded() -> Iterator[str]:
    """The kinds written down about a role: the literals given to `timeline.record` and to what stands before it."""
    for path in STORAGE.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            about_a_role = any(each.arg == "requisition_id" for each in call.keywords)
            if name in ("_record", "_happened", "happened") or (name == "record" and about_a_role):
                words = [each.value for each in call.args if isinstance(each, ast.Constant)]
                yield from (word for word in words[:1] if isinstance(word, str))


def test_every_kind_that_is_recorded_has_its_words_and_no_other() -> None:
    assert {*recorded(), *map(str, Verdict), *(f"recorded_{each}" for each in Verdict), *map(str, TOLD)} == set(WORDS)


@pytest.mark.parametrize("kind", sorted(WORDS))
@pytest.mark.parametrize("actor", ["U9", None])
def test_a_line_says_when_who_and_what_of_which_candidate(kind: str, actor: str | None) -> None:
    said = line(Happening(AT, kind, actor, 7, FACTS), {7: 3}, READER, AT)
    assert said.startswith("today 14:10 · ")
    assert ("<@U9> " in said) is (actor is not None)
    assert "{" not in said
    assert "None" not in said


def test_a_kind_from_a_newer_version_is_shown_all_the_same() -> None:
    assert line(Happening(AT, "moved_on", None, None, {}), {}, READER, AT) == "today 14:10 · moved on"
