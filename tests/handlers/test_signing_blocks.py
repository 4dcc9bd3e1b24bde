"""What is said of a signature, a change and a difference, with the longest words the forms take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers.blocks import briefs, differences, objections, picture
from handlers.blocks.kit import SECTION, Block
from storage.blind import Answer, Said
from storage.people import Person
from storage.rules.briefs import Section
from storage.rules.differences import compared
from storage.versions import Brief, Difference, Signature
from tests.handlers.test_brief_lines import HAL, RITA, ROLE

NOW = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
KNOWN = {person.id: person for person in (RITA, HAL)}


def version(number: int, *, state: str = "signed", until: datetime | None = None) -> Brief:
    signatures = (
        Signature(HAL.id, "manager", None if state == "signing" else NOW),
        Signature(RITA.id, "recruiter", NOW),
    )
    return Brief(number, "T", 1, number, state, RITA.id, NOW, None, NOW, signatures, until)


def texts(blocks: list[Block]) -> list[str]:
    return [block["text"]["text"] for block in blocks if block["type"] == "section"]


@pytest.mark.parametrize("letter", ["x", "&", "<", "*", "🟦"])
def test_a_difference_of_the_longest_words_keeps_within_a_block(letter: str) -> None:
    was = {Section.WHY: letter * 1000, Section.MUST_HAVES: "\n".join(f"{n}{letter * 149}" for n in range(40))}
    now = {Section.WHY: letter * 999 + "!", Section.MUST_HAVES: "\n".join(f"{n}{letter * 149}" for n in range(50, 90))}
    lines = {each: compared(was[each].splitlines(), now[each].splitlines()) for each in was}
    found = Difference(version(1), list(lines), False, lines, None)
    said = texts(differences.blocks(found))
    assert len(said) == 2
    assert max(map(len, said)) <= SECTION
    assert all(each.endswith("+ … 35 more lines") or "!" in each for each in said)  # nothing was cut off unseen


def test_the_same_lines_in_another_order_are_called_so() -> None:
    assert differences.lines(compared(["SQL", "On-call"], ["On-call", "SQL"])).startswith("the same, in another order")


@pytest.mark.parametrize(
    ("numbers", "says", "not_says"),
    [
        ((9, 8), [], ["Fifteen minutes"]),
        ((5, 9), ["You are 4 points apart.", "before the search starts"], []),
        ((6, 6), ["Fifteen minutes"], ["apart"]),
        ((6, 7), ["You are 1 point apart."], []),
    ],
)
def test_a_talk_is_suggested_in_words_that_blame_nobody(
    numbers: tuple[int, int], says: list[str], not_says: list[str]
) -> None:
    answers = [Answer(person.id, Said(number)) for person, number in zip((HAL, RITA), numbers, strict=True)]
    said = "\n".join(texts(picture.shown(answers, KNOWN, first=True)))
    assert f"Hal *{numbers[0]}* · Rita *{numbers[1]}*" in said
    assert all(each in said for each in says)
    assert not any(each in said for each in not_says)


def test_no_answers_no_blocks() -> None:
    assert picture.shown([], KNOWN, first=True) == []


@pytest.mark.parametrize(("after", "buttons"), [(timedelta(hours=23), 1), (timedelta(hours=24), 0)])
def test_the_button_to_object_stands_there_for_as_long_as_it_works(after: timedelta, buttons: int) -> None:
    brief = version(2, until=NOW + timedelta(hours=24))
    _, blocks = objections.changed(ROLE, brief, None, False, KNOWN, NOW + after)
    assert len([block for block in blocks if block["type"] == "actions"]) == buttons


def test_whoever_waits_for_somebody_who_left_is_told_so_at_once() -> None:
    gone = {**KNOWN, HAL.id: Person("T", HAL.id, "Hal Test", "UTC", is_deactivated=True)}
    said = briefs.proposed_words(ROLE, version(2, state="signing"), gone, "UTC", NOW)
    assert "Hal is no longer in this workspace and cannot give the other one" in said
    assert "is asked" in briefs.proposed_words(ROLE, version(2, state="signing"), KNOWN, "UTC", NOW)


def test_a_change_tells_its_author_until_when_it_can_be_objected_to() -> None:
    said = briefs.proposed_words(ROLE, version(2, until=NOW + timedelta(days=1)), KNOWN, "UTC", NOW)
    assert said.endswith("holds now. It can be objected to until tomorrow 08:00.")
