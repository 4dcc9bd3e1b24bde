"""The brief's forms, its page of sections and its words: within Slack's limits with the longest legal input in every
field, and readable while little is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.playground.blockkit import check_message, check_view
from handlers import typed
from handlers.blocks import brief_card, brief_words, kit, objections, picture, section_forms
from handlers.blocks import briefs as page_blocks
from handlers.door import metadata
from storage.blind import Answer, Said
from storage.drafts import Draft, Progress
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules import criteria
from storage.rules.briefs import Section
from storage.rules.chapters import FIELDS, LONGEST, Chapter, missing, sections_of
from storage.rules.criteria import Criterion, Weight
from storage.rules.differences import compared
from storage.rules.wording import pointed_out
from storage.versions import Brief, Difference, Page, Signature, Standing

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
RITA, HAL = (Person("T", f"U{name}", f"{name} {'x' * 70}", "UTC") for name in ("Rita", "Hal"))
PEOPLE = {RITA.id: RITA, HAL.id: HAL}
ROLE = Requisition(
    id=10**14,
    workspace="T",
    number=10**6,
    title="&" * 100,
    location="",
    openings=1,
    target_days=45,
    status="open",
    channel="C1",
    channel_kind="channel",
    opened_at=NOW,
    closed_at=None,
    closed_by=None,
    recruiter=RITA.id,
    manager=HAL.id,
)
URL = "https://hooks.slack.com/actions/" + "x" * 120
LETTERS = ["&", "w", "\U0001f600", "<"]


def all_text(blocks: list[kit.Block]) -> str:
    """Everything that is said in some blocks."""
    said: list[str] = []

    def visit(value: object) -> None:
        if isinstance(value, dict):
            said.extend([value["text"]] if isinstance(value.get("text"), str) else [])
            visit(list(value.values()))
        elif isinstance(value, list):
            for each in value:
                visit(each)

    visit(blocks)
    return "\n".join(said)


def lines(number: int, letter: str, length: int = 150) -> str:
    return "\n".join(f"{at}{letter * (length - 2)}" for at in range(10, 10 + number))


def longest(letter: str) -> dict[str, str]:
    """The longest legal input in every field."""
    found = {str(section): letter * LONGEST for section in Section}
    found[Section.SKILLS] = "\n".join(f"{letter * 38}{at}: 0 / 3" for at in range(10, 25))
    found[Section.BREADTH] = max(FIELDS[Section.BREADTH].choices, key=len)
    judged = [
        Criterion(weight, line, letter * 150 if weight is Weight.MUST else "", True)
        for weight, number in zip(Weight, (5, 6, 6, 6), strict=True)
        for line in lines(number, letter).splitlines()
    ]
    return found | criteria.words(judged)


def draft(words: dict[str, str], **other: Any) -> Draft:
    must = [Criterion(Weight.MUST, line, "x" * 150) for line in words.get("must_haves", "").splitlines()]
    brief = Brief(1, "T", ROLE.id, 1, "signed", RITA.id, NOW, NOW.date(), NOW, (Signature(HAL.id, "manager", NOW),))
    progress = {
        chapter: Progress(chapter, 9, RITA.id, NOW, [HAL.id, RITA.id], HAL.id)
        if any(words.get(section) for section in sections_of(chapter))
        else Progress(chapter, 0, None, None, [HAL.id, RITA.id], None)
        for chapter in Chapter
    }
    found = Draft(
        ROLE, 2, Standing(holds=brief), words, must, NOW.date(), progress, missing(words, 0), True, dict(PEOPLE)
    )
    return replace(found, **other)


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("chapter", Chapter)
def test_every_sections_form_takes_the_longest_input_with_both_texts_shown(chapter: Chapter, letter: str) -> None:
    full = draft(longest(letter))
    carried = typed.over(full, chapter, sections_of(chapter))
    notes = {section: section_forms.written_meanwhile(full, section) for section in sections_of(chapter)}
    words = {section: full.words[section] for section in sections_of(chapter)}
    key = metadata(carried.text(), URL)
    assert check_view(section_forms.section(full, chapter, HAL, words, notes, carried.round, key)) == []


@pytest.mark.parametrize("letter", LETTERS)
def test_the_short_form_the_test_the_sections_and_the_page_take_the_longest_input(letter: str) -> None:
    full = draft(longest(letter))
    carried = typed.over(full, "short", section_forms.SHORT)
    words = {section: full.words[section] for section in section_forms.SHORT}
    found = section_forms.pointed_out(pointed_out("a digital native, native speaker, young team, energetic girl"))
    notes = dict.fromkeys(section_forms.SHORT, found)
    assert check_view(section_forms.short(full, words, notes, carried.round, metadata(carried.text(), URL))) == []
    assert check_view(section_forms.must_have_test(full, metadata("1", URL), proposes=True, said="x")) == []
    card = brief_card.card(full, RITA, metadata("", URL), "said")
    assert check_view(card) == []
    assert check_message(card["blocks"]) == []
    assert full.standing.holds is not None
    holds = full.standing.holds
    lines = {Section(each): compared(["0"], said.splitlines()) for each, said in full.words.items()}
    difference = Difference(holds, list(lines), True, lines, NOW.date())
    alone = tuple(Answer(who, Said(0, letter * 300)) for who in PEOPLE)
    page = Page(
        ROLE,
        holds,
        full.words,
        holds,
        difference,
        dict(PEOPLE),
        True,
        True,
        True,
        is_picture_asked=True,
        pictures=alone,
    )
    assert check_view(page_blocks.page(page, holds, RITA, NOW, metadata(1, URL))) == []
    assert check_view(page_blocks.proposing(ROLE, 10**6, metadata(1, URL))) == []
    _, signed = page_blocks.signed(ROLE, holds, difference, NOW.date(), dict(PEOPLE))
    assert check_message(signed + picture.shown(alone, dict(PEOPLE), first=False)) == []
    change = replace(holds, object_until=NOW + timedelta(days=1))
    _, changed = objections.changed(ROLE, change, difference, True, dict(PEOPLE), NOW)
    assert check_message(changed) == []
    assert "Also changed: " in all_text(changed)
    page = replace(page, difference=None, holds=None)
    copied = brief_words.to_copy(brief_words.markdown(page))
    assert check_view(kit.notice("Brief v1", "", shown=copied)) == []
    assert all(letter * 100 in all_text([block]) for block in copied[:2])


def test_the_sections_of_a_brief_nobody_began_say_who_knows_best_and_offer_nothing_to_sign() -> None:
    none = draft({}, standing=Standing(), is_changed=False)
    shown = brief_card.card(none, RITA)
    text = all_text(shown["blocks"])
    assert "Needed before signing: why now, what is done after 90 days and must-haves" in text
    assert "○ *Outcomes* · needed; Hal and you know best" in text
    buttons = [each["text"]["text"] for each in shown["blocks"][-1]["elements"]]
    assert buttons == ["Ask for what is missing", "Short form", "Reality check"]


def test_the_team_is_a_table_with_its_gaps_marked() -> None:
    words = {Section.SKILLS: "SQL: 2 / 3\nOn-call: 3 / 1\nRust: 0 / 2"}
    table = brief_words.said(Section.SKILLS, words[Section.SKILLS])
    assert table.strip("`").splitlines() == [
        "SQL      has 2  needs 3  ← gap 1",
        "On-call  has 3  needs 1",
        "Rust     has 0  needs 2  ← gap 2",
    ]
    sketch = all_text(brief_card.card(draft({str(key): text for key, text in words.items()}), RITA)["blocks"])
    assert "Gaps: SQL (has 2, needs 3) and Rust (has 0, needs 2)" in sketch


@pytest.mark.parametrize(
    ("section", "text", "said"),
    [
        (Section.MUST_HAVES, lines(6, "x"), "These are 6. Keep the 5 that decide."),
        (Section.MUST_HAVES, "x" * 151, "1 line is over 150 characters. Name one thing a line."),
        (Section.NICE, lines(11, "x", 20), "These are 11. Keep the 10 that decide."),
        (Section.SKILLS, "SQL: 4 / 2", "I cannot read “SQL: 4 / 2”. Write the skill, then has / needs, 0 to 3 each"),
        (Section.SKILLS, "\n".join(f"S{at}: 1 / 2" for at in range(16)), "Keep the 15 that matter"),
        (Section.DISQUALIFIERS, "Too old", "“Too old” is about age, not about the job"),
        (Section.DISQUALIFIERS, "No native speaker", "“native speaker” is about ethnic origin"),
    ],
)
def test_what_cannot_stand_is_said_at_its_field(section: Section, text: str, said: str) -> None:
    errors = typed.wrong({section: text})
    assert list(errors) == [section]
    assert errors[section].startswith(said)


def test_a_form_carries_what_it_was_opened_over_and_nothing_where_it_is_not_ours() -> None:
    full = draft({"why": "Loads fail"})
    carried = typed.over(full, Chapter.WHY, sections_of(Chapter.WHY))
    assert carried.over == {Chapter.WHY: 9}
    assert carried.base[Section.WHY] == typed.mark("Loads fail")
    assert typed.read(carried.text()) == carried
    assert [typed.read(text).requisition for text in ("", "[]", "null", "[1,2,3,4,5]", '["a","",{},{},""]')] == [-1] * 5


def test_a_change_that_holds_at_once_is_not_called_a_proposal() -> None:
    full = draft(longest("x"), missing=[])
    for at_once, words in ((False, "Propose for signing"), (True, "Make v2 hold")):
        card = brief_card.card(replace(full, holds_at_once=at_once), RITA)
        buttons = [element["text"]["text"] for element in card["blocks"][-1]["elements"]]
        assert buttons[0] == words
        assert ("it needs no second signature" in str(card)) is at_once
