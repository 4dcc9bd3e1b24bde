"""Calibrations, the reality check and last time as they read: within Slack's limits with the longest legal input, and
in words where little is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.playground.blockkit import check_message, check_view
from handlers.blocks import brief_card, calibration_reveal, calibrations, closing, kit, last_time, realities
from handlers.blocks import section_forms as forms
from handlers.door import metadata
from storage.calibrations import Calibration, Own, Page, Participant, Revealed
from storage.last_time import Action, LastTime
from storage.people import Person
from storage.realities import Filled, Kept, Reality
from storage.rules.calibrations import LONGEST_NOTE, LONGEST_SAMPLE, Trace, Verdict, cells
from storage.rules.realities import LONGEST_AGREED
from tests.handlers.test_brief_forms import LETTERS, NOW, RITA, ROLE, URL, all_text, draft

MANY = [Person("T", f"U{at}", f"{'&' * 60}{at} Test", "UTC") for at in range(9)]
PEOPLE = {person.id: person for person in (RITA, *MANY)}
YES, NO, UNSURE = Verdict


def calibration(letter: str = "x", state: str = "open", **other: object) -> Calibration:
    asked = tuple(
        Participant(who, 10**12, NOW, NOW if state == "revealed" and at else None) for at, who in enumerate(PEOPLE)
    )
    texts = tuple(f"{at}{letter * 149}" for at in range(5))
    samples = tuple(letter * LONGEST_SAMPLE for _ in range(5))
    found = Calibration(10**12, "T", ROLE.id, state, RITA.id, NOW, NOW, None, 25, 0, False, asked, texts, samples)
    return replace(found, **other)  # type: ignore[arg-type]


def said(differ: int, letter: str = "x", criteria: int = 5) -> Revealed:
    """What nine people said: `differ` answers that differ, the first ones."""
    who = [person.id for person in MANY]
    places = [(sample, criterion) for sample in range(1, 6) for criterion in range(1, criteria + 1)]
    by = {
        (person, *place): NO if at < differ and person == who[0] else UNSURE
        for at, place in enumerate(places)
        for person in who
    }
    return Revealed(cells(who, by), {at: [(each, letter * LONGEST_NOTE) for each in who] for at in range(1, 6)})


def page(found: Calibration, revealed: Revealed) -> Page:
    return Page(ROLE, found, revealed, ["SQL"], PEOPLE, True, True)


@pytest.mark.parametrize("letter", LETTERS)
def test_every_screen_of_a_calibration_takes_the_longest_input(letter: str) -> None:
    key = metadata("1.1", URL)
    found, full = calibration(letter), Own({(2, at): YES for at in range(1, 6)}, {2: letter * LONGEST_NOTE})
    assert (
        check_view(calibrations.start(replace(ROLE, recruiter="U0RITA", manager="U0HAL"), list(found.criteria), key))
        == []
    )
    assert check_view(calibrations.screen(found, ROLE, 2, full, key, "said")) == []
    assert check_view(calibrations.page(page(found, Revealed()), found, RITA, NOW, key, "said")) == []
    over = calibration(letter, "revealed")
    for differ in (0, 10, 25):
        revealed = said(differ, letter)
        shown = calibrations.page(page(over, revealed), over, RITA, NOW, key)
        assert check_view(shown) == []
        assert all_text(shown["blocks"]).count(letter * 100) >= 5
        _, blocks = calibration_reveal.message(ROLE, over, revealed, PEOPLE)
        assert check_message(blocks) == []


@pytest.mark.parametrize(("differ", "lines", "more"), [(1, 1, ""), (10, 10, ""), (14, 10, "… and 4 more.")])
def test_the_first_ten_differences_stand_in_the_channel_and_the_rest_behind_a_button(
    differ: int, lines: int, more: str
) -> None:
    _, blocks = calibration_reveal.message(ROLE, calibration(state="revealed"), said(differ), PEOPLE)
    amend = [block for block in blocks if block.get("accessory")]
    assert {block["accessory"]["text"]["text"] for block in amend} == {"Amend the brief"}
    assert len(amend) == lines
    assert (more in all_text(blocks), ("… and" in all_text(blocks)) == bool(more)) == (True, True)
    assert blocks[-1]["elements"][0]["text"]["text"] == "Show all"
    assert "%" not in all_text(blocks)


def test_people_who_judge_alike_are_told_so_and_who_is_not_on_the_role_gets_no_buttons() -> None:
    _, alike = calibration_reveal.message(ROLE, calibration(state="revealed"), said(0), PEOPLE)
    assert "you judge alike" in all_text(alike)
    assert [block["type"] for block in alike] == ["section", "context"]
    _, told = calibration_reveal.message(ROLE, calibration(state="revealed"), said(2), PEOPLE, buttons=False)
    assert not any(block["type"] == "actions" or "accessory" in block for block in told)


def test_what_was_forgotten_leaves_its_counts() -> None:
    over = calibration(state="revealed", is_forgotten=True, samples=(), differ=1, agree=5)
    shown = all_text(calibrations.page(page(over, Revealed()), over, RITA, NOW, "")["blocks"])
    assert "1 answer differed, 5 agreed." in shown
    assert "were deleted" in shown


@pytest.mark.parametrize(
    ("trace", "words"), [(Trace.EMAIL, "reads like an e-mail address"), (Trace.PHONE, "reads like a phone number")]
)
def test_what_leads_to_a_person_is_said_at_its_field(trace: Trace, words: str) -> None:
    assert words in calibrations.traced(trace, "y" * 900)
    assert len(calibrations.traced(trace, "y" * 900)) < 200


def reality(number: int, letter: str = "x") -> Reality:
    cited = [(f"{at}{letter * 149}", number) for at in range(9)]
    return Reality(ROLE, Filled(number, 1, 38, 70), cited, number * 9, [Kept(RITA.id, number, number)], PEOPLE)


def test_under_three_cases_it_says_how_many_are_missing_and_nothing_else() -> None:
    none = all_text(realities.blocks(replace(reality(0), rejections=0, cited=[])))
    assert "No similar role filled so far; 3 are needed to say anything." in none
    assert "No rejection that cites one so far; 3 are needed" in none
    two = all_text(realities.blocks(replace(reality(2), rejections=2)))
    assert "2 similar roles filled so far; 1 more is needed" in two
    assert "2 answers so far; 1 more is needed" in two
    assert ("38" in two, "x" * 50 in two) == (False, False)
    spread = all_text(realities.blocks(replace(reality(2), rejections=18)))
    assert "18 rejections so far, and no must-have was cited 3 times." in spread


@pytest.mark.parametrize("letter", LETTERS)
def test_with_three_it_says_facts_with_their_cases_whatever_their_length(letter: str) -> None:
    blocks = realities.blocks(reality(3, letter))
    assert check_view(kit.notice("Reality check", "", shown=blocks)) == []
    shown = all_text(blocks)
    assert "3 roles: half of them within 38 days, the shortest in 1, the longest in 70." in shown
    assert shown.count("3 rejections") == 5
    assert "3 of 3 answers within what was promised" in shown


@pytest.mark.parametrize("letter", LETTERS)
def test_last_time_opens_the_brief_within_its_limits(letter: str) -> None:
    found = LastTime(
        "REQ-3", letter * 80, "filled", 38, [Action(letter * LONGEST_AGREED, "recruiter")] * 5, letter * 1000
    )
    full = draft({"must_haves": "SQL"}, last_time=found, calibration=calibration(letter))
    full = replace(full, people=dict(PEOPLE) | full.people)
    card = brief_card.card(full, RITA, metadata("", URL))
    assert check_view(card) == []
    assert check_message(card["blocks"]) == []
    words = dict.fromkeys(forms.SHORT, "")
    short = forms.short(full, words, {}, "r", metadata("", URL))
    assert check_view(short) == []
    for shown in (card, short):
        assert "Last time you agreed:" in all_text(shown["blocks"][:4])
        assert "was filled after 38 days" in all_text(shown["blocks"])
    _, closed = closing.closed(
        replace(ROLE, status="filled", closed_at=NOW), [], "UTC", NOW, [each.text for each in found.agreed]
    )
    assert check_message(closed) == []
    assert check_view(closing.modal(ROLE, [], {}, metadata("1", URL))) == []


def test_a_manager_who_closed_nothing_yet_sees_nothing_of_it_and_one_who_agreed_nothing_how_it_went() -> None:
    assert last_time.blocks(None) == []
    (went,) = last_time.blocks(LastTime("REQ-3", "Cook", "cancelled", 0, [], ""))
    assert all_text([went]) == "*Last time:* REQ-3 Cook was cancelled on its first day."
