"""The README says what the code does: who may do what, every command, every story."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import handlers
from bot.demo import ALL
from handlers import help
from handlers.blocks.kit import Block
from storage.rules.rights import RIGHTS, Act, Role

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COLUMNS = (Role.RECRUITER, Role.HELPER, Role.MANAGER, Role.BACKUP, Role.STAND_IN, Role.MEMBER)
# How a row of the table of rights begins → the acts it is about. Other rows are about what a row of the database says.
ROWS = {
    "open a requisition, set a digest": (Act.OPEN, Act.DIGEST, Act.GROUPS),
    "see a requisition": (Act.SEE,),
    "post a candidate": (Act.POST,),
    "approve, reject, ask, hold": (Act.DECIDE,),
    "record a decision": (Act.RECORD,),
    "move a candidate": (Act.MOVE,),
    "say that a candidate withdrew": (Act.WITHDRAW,),
    "plan, change and call off interviews": (Act.INTERVIEW,),
    "interview: hear of it": (Act.SCORE,),
    "make an offer": (Act.OFFER,),
    "forget a candidate": (Act.FORGET,),
    "set or lift a legal hold": (Act.LEGAL_HOLD, Act.SUBJECT_ACCESS, Act.PRIVACY_LOG),
    "put on hold, reopen, close": (Act.HOLD, Act.CLOSE),
    "name the team, hand over a seat, edit": (Act.TEAM, Act.HAND, Act.EDIT),
    "write and sign the brief, agree on promises": (Act.BRIEF, Act.AGREE),
    "share an insight": (Act.INSIGHT,),
    "see whose ball it was": (Act.MEASURE,),
    "what holds for everybody": (Act.DEFAULTS,),
    "see which requisitions need help": (Act.HELP_WANTED,),
}
BESIDES = {
    Role.TALENT_LEAD: "talent leads",
    Role.ADMINISTRATOR: "administrators",
    Role.INTERVIEWER: "whoever was named",
}


def row(begins: str) -> list[str]:
    (found,) = [line for line in README.splitlines() if line.startswith(f"| {begins}")]
    return [cell.strip() for cell in found.strip("|").split("|")]


@pytest.mark.parametrize("begins", ROWS)
def test_the_table_of_rights_is_the_codes(begins: str) -> None:
    _, *cells = row(begins)
    ticked = {role for role, cell in zip(COLUMNS, cells, strict=True) if cell.startswith("✓")}
    named = {role for role, words in BESIDES.items() if words in " ".join(cells)}
    for act in ROWS[begins]:
        allowed = RIGHTS[act]
        assert ticked == (set(COLUMNS) if Role.MEMBER in allowed else allowed & set(COLUMNS)), act
        assert named == allowed & set(BESIDES), act


def test_every_act_stands_in_the_table_of_rights() -> None:
    assert sorted(act for acts in ROWS.values() for act in acts) == sorted(Act)


def _said(blocks: list[Block]) -> str:
    return "\n".join(block["text"]["text"] for block in blocks)


@pytest.mark.parametrize("where", ["README", "help"])
def test_every_subcommand_is_named(where: str) -> None:
    text = README if where == "README" else _said(help.text())
    named = set(re.findall(r"`(?:/\w+ )?([a-z-]+)[^`]*`", text))
    tables = (handlers.REQ, handlers.CANDIDATE, handlers.SAMEPAGE)
    assert {word for table in tables for word in table} - {"help", "req", "candidate"} - named == set()


def test_help_is_short_enough_for_one_screen() -> None:
    assert len(help.RECRUITER) <= 5
    assert len(help.MANAGER) <= 3
    assert len(_said(help.text())) < 2500


def test_every_story_is_named_in_the_readme() -> None:
    told = set(re.findall(r"--story (\w+)", README)) | ({"hiring"} if "make story" in README else set())
    assert told == set(ALL)


def test_everything_the_readme_shows_is_there() -> None:
    shown = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)
    assert [each for each in shown if not (ROOT / each).exists()] == []
    assert len([each for each in shown if each.startswith(".readme/")]) >= 3
