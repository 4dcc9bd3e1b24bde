"""The rules of the full brief: who owns which section, what is needed, criteria and their test, skills and gaps."""

from __future__ import annotations

import pytest

from storage.rules import criteria, skills
from storage.rules.briefs import Section
from storage.rules.chapters import (
    FIELDS,
    NEEDED_CHAPTERS,
    PAGES,
    Chapter,
    Owner,
    chapter_of,
    missing,
    owners,
    sections_of,
    waits_for,
)
from storage.rules.criteria import Answer, Criterion, Weight
from storage.rules.skills import Skill

H, R = "U_HAL", "U_RITA"


def test_each_section_stands_in_one_chapter_and_in_reading_order() -> None:
    typed = [section for chapter in Chapter for section in sections_of(chapter)]
    assert typed == [section for section in Section if section is not Section.TESTED]
    assert set(FIELDS) == set(Section)
    assert [chapter_of(section) for section in (Section.TESTED, Section.JOIN)] == [Chapter.CRITERIA, Chapter.PITCH]
    assert NEEDED_CHAPTERS == (Chapter.WHY, Chapter.OUTCOMES, Chapter.CRITERIA)


def test_the_manager_owns_five_the_recruiter_two_and_both_what_binds_both() -> None:
    of = {owner: [c.value for c in Chapter if PAGES[c].owner is owner] for owner in Owner}
    assert of == {
        Owner.MANAGER: ["why", "team", "outcomes", "pitch"],
        Owner.RECRUITER: ["market", "compliance"],
        Owner.BOTH: ["criteria", "process"],
    }


@pytest.mark.parametrize(
    ("chapter", "written_by", "confirmed_by", "left"),
    [
        (Chapter.WHY, None, None, [H]),
        (Chapter.WHY, H, None, []),
        (Chapter.WHY, R, None, [H]),
        (Chapter.WHY, R, H, []),
        (Chapter.MARKET, H, None, [R]),
        (Chapter.MARKET, R, None, []),
        (Chapter.CRITERIA, None, None, [H, R]),
        (Chapter.CRITERIA, R, None, [H]),
        (Chapter.CRITERIA, R, H, []),
        (Chapter.CRITERIA, "U_LEFT", H, [R]),
    ],
)
def test_whoever_typed_it_has_confirmed_it_and_the_owner_has_to(
    chapter: Chapter, written_by: str | None, confirmed_by: str | None, left: list[str]
) -> None:
    assert waits_for(chapter, H, R, written_by=written_by, confirmed_by=confirmed_by) == left


def test_where_the_two_are_one_nobody_confirms_to_themself() -> None:
    assert owners(Chapter.CRITERIA, H, H) == [H]
    assert waits_for(Chapter.CRITERIA, H, H, written_by=H, confirmed_by=None) == []


@pytest.mark.parametrize(
    ("words", "untested", "lacks"),
    [
        ({}, 0, [Section.WHY, Section.OUTCOMES, Section.MUST_HAVES]),
        ({"why": "a", "outcomes": "b"}, 0, [Section.MUST_HAVES]),
        ({"why": "a", "outcomes": "b", "must_haves": "c"}, 1, [Section.TESTED]),
        ({"why": "a", "outcomes": "b", "must_haves": "c"}, 0, []),
        ({"why": "", "outcomes": "b", "must_haves": "c"}, 2, [Section.WHY, Section.TESTED]),
    ],
)
def test_what_is_needed_before_signing(words: dict[str, str], untested: int, lacks: list[Section]) -> None:
    assert missing(words, untested) == lacks


SQL, CALM = Criterion(Weight.MUST, "SQL", "a work sample", True), Criterion(Weight.MUST, "Calm")


@pytest.mark.parametrize(
    ("texts", "after"),
    [
        ({}, [SQL, CALM]),
        ({"must_haves": "Calm\nSQL"}, [CALM, SQL]),
        ({"must_haves": "SQL\nOn-call"}, [SQL, Criterion(Weight.MUST, "On-call")]),
        ({"must_haves": "Calm", "nice": "SQL"}, [CALM, Criterion(Weight.NICE, "SQL")]),
        ({"nice": "SQL\nDutch"}, [SQL, CALM, Criterion(Weight.NICE, "Dutch")]),
        ({"must_haves": ""}, []),
    ],
)
def test_a_must_have_that_stays_keeps_how_it_is_tested(texts: dict[str, str], after: list[Criterion]) -> None:
    assert criteria.written([SQL, CALM], texts) == after


def test_the_must_have_test_makes_a_nice_to_have_of_what_nobody_would_turn_away_for() -> None:
    said = {"SQL": Answer("", turns_away=False), "Calm": Answer("two references", turns_away=True), "Left": SQL_ANSWER}
    assert criteria.sorted_by_test([SQL, CALM], said) == [
        Criterion(Weight.NICE, "SQL", "", False),
        Criterion(Weight.MUST, "Calm", "two references", True),
    ]
    assert criteria.untested([SQL, CALM]) == [CALM]
    assert criteria.words([SQL, CALM]) == {"must_haves": "SQL\nCalm", "tested": "SQL: a work sample"}


SQL_ANSWER = Answer("x", turns_away=True)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("SQL: 2 / 3", Skill("SQL", 2, 3)),
        ("SQL 2/3", Skill("SQL", 2, 3)),
        ("On-call: 0 / 2", Skill("On-call", 0, 2)),
        ("Python 3: 3 / 1", Skill("Python 3", 3, 1)),
        ("C++ | 1 | 2", Skill("C++", 1, 2)),
        ("SQL: 2 of 3", Skill("SQL", 2, 3)),
        ("Écriture: 1, 2", Skill("Écriture", 1, 2)),
        ("SQL: 2 / 4", None),
        ("SQL", None),
        ("2 / 3", None),
        ("x" * 41 + ": 1 / 2", None),
    ],
)
def test_a_skill_is_read_as_has_and_needs(line: str, found: Skill | None) -> None:
    assert skills.skill(line) == found


def test_a_gap_is_what_is_needed_beyond_what_is_there() -> None:
    text = "- SQL: 2 / 3\nOn-call: 3 / 0\nno idea"
    assert [(each.name, each.gap) for each in skills.skills(text)] == [("SQL", 1), ("On-call", 0)]
    assert skills.unclear(text) == ["no idea"]
