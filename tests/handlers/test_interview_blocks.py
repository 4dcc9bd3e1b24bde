"""Interviews, scorecards and comparisons as they read: within Slack's limits with the longest legal input, and no pay,
no name outside blocks, no sum."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.playground.blockkit import check_message, check_view
from handlers.blocks import comparisons, interviews, scorecards
from handlers.blocks.kit import Block
from handlers.door import metadata
from storage.comparisons import Column, Comparison
from storage.dossiers import Dossier
from storage.interviewing import Plan
from storage.interviews import Interview, Seat
from storage.panels import Panel
from storage.people import Person
from storage.rules.interviews import COMPARED, LONGEST_EVIDENCE, MARKS, MOST_PEOPLE, Judgement, Recommendation
from storage.scorecards import Revealed, Said
from storage.submissions import Submission
from tests.handlers.test_brief_forms import LETTERS, NOW, RITA, ROLE, URL

MANY = [Person("T", f"U0000000{at}", f"{'&' * 60}{at} Test", "UTC") for at in range(MOST_PEOPLE)]
PEOPLE = {person.id: person for person in (RITA, *MANY)}
KEY = metadata("x" * 200, URL)


def submission(number: int = 10**4, stage: str = "interview") -> Submission:
    return Submission(10**12, "T", ROLE.id, number, stage, None, RITA.id, NOW, None)


def dossier(letter: str, stage: str = "interview") -> Dossier:
    one = letter * 100
    return Dossier(
        submission(stage=stage),
        ROLE,
        one,
        one,
        one,
        "a@example.com",
        "https://example.com/" + "a" * 400,
        "Referral",
        letter * 2000,
        None,
        None,
        None,
        "",
        PEOPLE,
    )


def interview(letter: str, state: str = "planned", *, handed: bool = False) -> Interview:
    seats = tuple(Seat(each.id, (1, 2, 3, 4, 5), 1, NOW, NOW if handed else None, NOW) for each in MANY)
    criteria = tuple(f"{at}{letter * 149}" for at in range(5))
    return Interview(10**12, "T", ROLE.id, 10**12, state, NOW + timedelta(hours=3), 90, RITA.id, criteria, seats, None)


def judgements(letter: str) -> list[Judgement]:
    found = interview(letter)
    return [
        Judgement(each.id, text, MARKS[at % 4], letter * LONGEST_EVIDENCE)
        for text in (*found.criteria, "")
        for at, each in enumerate(MANY)
    ]


def panel(letter: str, *, revealed: bool = False, stage: str = "interview") -> Panel:
    state = "revealed" if revealed else "planned"
    said = Revealed(judgements(letter), [(each.id, Recommendation.YES) for each in MANY[1:]], (MANY[0].id,))
    held = [interview(letter, state, handed=revealed) for _ in range(3)]
    return Panel(dossier(letter, stage), held, PEOPLE, said if revealed else Revealed(), True, not revealed, revealed)


def checked(view: Block) -> Block:
    assert check_view(view) == []
    return view


@pytest.mark.parametrize("letter", LETTERS)
def test_everything_fits_into_slack_at_its_longest(letter: str) -> None:
    held = interview(letter)
    seat = held.seats[0]
    plan = Plan(ROLE, submission(), held.criteria)
    for each in (plan, replace(plan, before=held)):
        checked(interviews.form(each, KEY))
        checked(interviews.focus(each, MANY, KEY))
    for shown in (panel(letter), panel(letter, revealed=True)):
        checked(interviews.page(shown, RITA, NOW, KEY, "Planned."))
        checked(scorecards.everything(shown))
        for buttons in (True, False):
            text, blocks = scorecards.reveal(shown, buttons=buttons)
            assert check_message(blocks) == []
            assert text == f"Candidate {10**4}, {ROLE.key}: the scorecards are open"
    own = {3: Said(4, letter * LONGEST_EVIDENCE)}
    checked(scorecards.screen(dossier(letter), held, seat, 3, own, KEY, "This one is not filled in yet."))
    checked(scorecards.last(dossier(letter), held, seat, KEY))
    checked(scorecards.handed_in(dossier(letter), 2))
    for text, blocks in (
        interviews.told(dossier(letter), held, seat, RITA, MANY[0], again=False),
        interviews.told(dossier(letter), held, seat, RITA, RITA, again=True),
        interviews.off(dossier(letter), held, MANY[0]),
        interviews.brief(dossier(letter), held, seat, MANY[0]),
        interviews.brief(dossier(letter), held, replace(seat, focus=()), MANY[0]),
    ):
        assert check_message(blocks) == []
        assert text.startswith(f"Candidate {10**4}, {ROLE.key}: ")
        assert letter * 20 not in text
    assert check_message(interviews.on_card(panel(letter))) == []


@pytest.mark.parametrize("letter", LETTERS)
def test_a_comparison_fits_into_slack_at_its_longest(letter: str) -> None:
    said = tuple(judgements(letter))
    columns = tuple(Column(submission(number), letter * 100, letter * 2000, said) for number in range(1, COMPARED + 1))
    criteria = (*interview(letter).criteria, *(f"{at} {letter * 140}" for at in range(120)), "")
    found = Comparison(ROLE, criteria, columns, 3, 100, PEOPLE)
    for chosen in (0, 5, 10**6):
        checked(comparisons.page(found, chosen, KEY))
    checked(comparisons.page(replace(found, criteria=()), 0, KEY))


def test_the_reveal_begins_with_what_people_see_differently_and_adds_nothing_up() -> None:
    ines, bo = Person("T", "U1", "Ines F", "UTC"), Person("T", "U2", "Bo C", "UTC")
    said = [
        Judgement("U1", "SQL", 3, "wrote a planner"),
        Judgement("U2", "SQL", 4, "tuned it"),
        Judgement("U1", "Mentoring", 2, "two interns"),
        Judgement("U2", "Mentoring", 4, None),
    ]
    shown = replace(
        panel("x", revealed=True),
        people={"U1": ines, "U2": bo},
        revealed=Revealed(said, [("U1", Recommendation.NO), ("U2", Recommendation.STRONG_YES)]),
    )
    _, blocks = scorecards.reveal(shown)
    lines = "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section").splitlines()
    assert lines == [
        "*Both cards are in.* Here you see things differently:",
        "*“Mentoring”:* Ines 2, Bo 4",
        "> Ines: “two interns”",
        "> Bo: _erased_",
        "*Here you agree, or only one of you looked:*",
        "*“SQL”:* Ines 3, Bo 4",
        "> Ines: “wrote a planner”",
        "> Bo: “tuned it”",
        "*What each would do:* Ines *no*, Bo *strong yes*",
    ]
