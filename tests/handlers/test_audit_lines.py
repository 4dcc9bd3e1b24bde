"""The log for auditors reads as sentences, and whatever it promises to note is noted somewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import bot
from handlers.blocks.audit import WORDS, line
from storage.audit import Entry
from storage.people import Person
from storage.rules.audit import AUDITED, Group

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
OTTO = Person("T", "U_OTTO", "Otto", "UTC")
ABOUT = {"requisition:7": "REQ-7", "submission:3": "Candidate 3, REQ-7"}
ROOT = Path(bot.__file__).parent.parent
LISTS = {"storage/rules/audit.py", "handlers/blocks/audit.py"}


@pytest.mark.parametrize(
    ("what", "about", "outcome", "facts", "said"),
    [
        ("data_exported", None, "done", {"rows": 9, "confidential": False}, "somebody exported roles and candidates"),
        ("data_exported", None, "done", {"confidential": True}, "roles and candidates, confidential ones too"),
        ("data_imported", "requisition:7", "done", {"kind": "candidates"}, "somebody imported candidates for REQ-7"),
        (
            "data_imported",
            None,
            "done",
            {"kind": "roles"},
            "From the machine Same Page runs on, somebody imported roles",
        ),
        ("restored", "workspace:T", "done", {}, "From the machine Same Page runs on, somebody put a backup in"),
        ("keys_rotated", "workspace:T", "done", {"to": "ab12"}, "somebody had the token for your Slack encrypted"),
        ("data_erased", "workspace:T", "done", {"rows": 41}, "of this workspace was erased: 41 rows"),
        ("data_erased", "workspace:T", "held", {}, "was to be erased (a legal hold keeps it)"),
        ("forgotten", "submission:3", "refused", {"why": "asked"}, "wanted to erase Candidate 3, REQ-7 (refused"),
    ],
)
def test_what_was_done_is_a_sentence(
    what: str, about: str | None, outcome: str, facts: dict[str, Any], said: str
) -> None:
    entry = Entry(1, NOW, what, None, about, outcome, facts, None, None)
    assert said in line(entry, ABOUT, OTTO, NOW)


def test_what_was_done_in_somebodys_name_by_the_command_line_says_so() -> None:
    by = Entry(1, NOW, "subject_access", "U_OTTO", "submission:3", "done", {"way": "machine"}, None, None)
    said = line(by, ABOUT, OTTO, NOW)
    assert said.endswith("<@U_OTTO> had made what is held on Candidate 3, REQ-7, from the machine Same Page runs on")


def test_whatever_is_listed_is_written_somewhere_and_has_words_for_whoever_reads_it() -> None:
    files = [each for floor in ("bot", "handlers", "storage") for each in (ROOT / floor).rglob("*.py")]
    code = "".join(each.read_text("utf-8") for each in files if str(each.relative_to(ROOT)) not in LISTS)
    apart = {"headcount", "recorded", "offer"}  # their names are put together, of what and how it was answered
    named = {what for what in AUDITED if what.partition("_")[0] not in apart}
    assert {what for what in named if f'"{what}"' not in code} == set()
    assert {what for what, group in AUDITED.items() if group in (Group.SETTINGS, Group.PRIVACY)} == set(WORDS)
