"""Insights, celebrations and retrospectives as they read: within Slack's limits with the longest legal input, and in
words where little is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.playground.blockkit import check_message, check_view
from handlers.blocks import celebrations, insights, retrospectives
from handlers.blocks.kit import Block
from handlers.door import metadata
from handlers.uploads import filled
from storage.blind import Answer, Said
from storage.celebrations import Celebration
from storage.findings import Findings, Passed
from storage.insights import Insight as Shared
from storage.journeys import Search
from storage.last_time import Action
from storage.people import Person
from storage.requisitions import Requisition
from storage.retrospectives import Retrospective
from storage.rules.balls import Holder
from storage.rules.insights import LONGEST, Insight
from storage.rules.journeys import MOST_POINTS, Journey, Point
from storage.rules.realities import LONGEST_AGREED
from tests.handlers.test_brief_forms import HAL, LETTERS, NOW, RITA, ROLE, URL, all_text

NOTHING = Findings(1, [], None, 0, [])
CLOSED = replace(ROLE, status="filled", closed_at=NOW, title="w" * 80)


def search(profiles: int = 12) -> Search:
    points = tuple(Point(date(2026, 6, 1) + timedelta(weeks=n), (99, 99, 99, 99), 99, 99) for n in range(MOST_POINTS))
    sides = dict.fromkeys(Holder, 3600 * 9999)
    return Search(Journey(400, 6, points, profiles, 40, 9, 5, 400, 400), sides)


def looked_back(letter: str, *answers: Answer, actions: tuple[Action, ...] = (), asked: bool = True) -> Retrospective:
    who = {person.id: person for person in (RITA, HAL)}
    return Retrospective(10**12, CLOSED, NOW, RITA.id, HAL.id, NOW, asked, answers, actions, who)


def sent(found: Retrospective, of: Search, *, is_shared: bool = False) -> list[Block]:
    """The message as it leaves: the picture's file in its place."""
    pictures = retrospectives.pictures(found, of, is_shared=is_shared)
    _, shown = retrospectives.shown(found, of, pictures, is_shared=is_shared)
    return filled(shown, {each.key: "F0123456789" for each in pictures})


@pytest.mark.parametrize("letter", LETTERS)
def test_a_retrospective_takes_the_longest_input(letter: str) -> None:
    said = Said(10, letter * retrospectives.LONGEST, letter * retrospectives.LONGEST)
    actions = tuple(Action(letter * LONGEST_AGREED, side) for side in ("recruiter", "manager") * 2)
    found = looked_back(letter, Answer(RITA.id, said), Answer(HAL.id, said), actions=actions)
    for is_shared in (False, True):
        assert check_message(sent(found, search(), is_shared=is_shared)) == []
    key = metadata(10**12, URL)
    assert check_view(retrospectives.form(CLOSED, key)) == []
    assert check_view(retrospectives.agree_form(found, key, before=actions)) == []
    _, again = retrospectives.again(found)
    assert check_message(again) == []


def test_whoever_writes_knows_before_who_will_read_it_and_when() -> None:
    own, shared = replace(CLOSED, channel="C_ROLE", channel_kind="channel"), replace(CLOSED, channel_kind="shared")
    for role, where in ((own, "<#C_ROLE>, where everybody on this role reads"), (shared, "to the two of you")):
        said = all_text(retrospectives.form(role, metadata(1, URL))["blocks"])
        assert where in said
        assert "once both answers are in or the time for them is over" in said
    gone = replace(own, archived_at=NOW)
    assert "to the two of you" in all_text(retrospectives.form(gone, metadata(1, URL))["blocks"])


def test_what_was_said_once_more_is_not_promised_again() -> None:
    found = looked_back("x")
    assert "once more in a month" in all_text(retrospectives.agree_form(found, "")["blocks"])
    reminded = all_text(retrospectives.agree_form(replace(found, is_reminded=True), "")["blocks"])
    assert "next brief." in reminded
    assert "once more" not in reminded


def test_the_picture_and_the_words_beside_it_carry_the_same_numbers() -> None:
    found, seen = looked_back("x"), search()
    shown = sent(found, seen)
    picture = next(block for block in shown if block["type"] == "image")
    assert picture["alt_text"] in all_text(shown)
    assert "6 weeks at a time" in picture["alt_text"]
    assert len(picture["alt_text"]) < 1000  # nothing of it is cut off
    assert "Filled after 400 days · 12 profiles · 400 yes, 400 no · 40 interviews · 9 offers" in all_text(shown)


def test_where_others_read_along_whose_turn_it_was_is_one_tap_away_and_for_the_two() -> None:
    alone, shared = (all_text(sent(looked_back("x"), search(), is_shared=it)) for it in (False, True))
    assert "hours with the ball: hiring manager 9999 h" in alone
    assert "Whose turn it was" not in alone
    assert "9999" not in shared
    assert "6 weeks at a time" in shared
    assert "Whose turn it was" in shared
    untimed = all_text(sent(looked_back("x"), replace(search(), sides={}), is_shared=True))
    assert "Whose turn it was" not in untimed


def test_whoever_was_not_heard_is_said_kindly_and_an_empty_search_has_no_picture() -> None:
    one = sent(looked_back("x", Answer(HAL.id, Said(3, "Pace", "Pay"))), search())
    assert f"{RITA.first_name} (recruiter): no words this time" in all_text(one)
    assert "together 3 of 10" in all_text(one)
    assert "Neither of you" in all_text(sent(looked_back("x"), search()))
    alone = sent(looked_back("x", asked=False), search(0))
    assert "Neither of you" not in all_text(alone)
    assert [block for block in alone if block["type"] == "image"] == []


@pytest.mark.parametrize("letter", LETTERS)
def test_an_insight_takes_the_longest_input(letter: str) -> None:
    cited = [(letter * 200, 3)] * 5
    known = Findings(99, [Passed(letter * 30, 10**6, 10**6, 10**6, 10**6, 10**6)] * 9, 999, 99, cited)
    roles: list[Requisition] = [replace(ROLE, id=n, title=letter * 80) for n in range(150)]
    form = insights.form(roles, 3, Insight.TEAM, known, metadata("insight", URL), note=letter * 300)
    assert check_view(form) == []
    _, shown = insights.said(Shared(1, ROLE, Insight.MARKET, letter * LONGEST, RITA, NOW))
    assert check_message(shown) == []


def test_facts_of_too_few_cases_are_not_said() -> None:
    text = all_text(insights.facts(NOTHING))
    assert text.count("it takes 3") == 3
    told = all_text(
        insights.facts(Findings(4, [Passed("Referral", 8, 5, 4, 2, 1), Passed("", 3, 0, 2, 1, 0)], 6, 4, []))
    )
    assert "Referral: 5 of 8 went on to an interview · 2 of 4 from the debrief to an offer · 1 hired" in told
    assert "No source given: 0 of 3 went on to an interview\n" in told + "\n"
    assert "6 days, median of 4 roles" in told


@pytest.mark.parametrize("letter", LETTERS)
def test_a_celebration_takes_the_longest_input_and_names_nobody_unasked(letter: str) -> None:
    many = [(Person("T", f"U{n:010}", letter * 80, "UTC"), "helped to find people") for n in range(60)]
    found = Celebration(CLOSED, 999, letter * 120, "C1", many, 400, 99, 99, 3600 * 99, 60)
    for elsewhere in (False, True):
        text, shown = celebrations.said(found, elsewhere=elsewhere)
        assert check_message(shown) == []
        assert letter * 10 not in text.replace("w" * 80, "")  # a lock screen names nobody
        assert "median answer" in all_text(shown)
        assert "40 more" in all_text(shown)
    _, unnamed = celebrations.said(replace(found, name=None, median=None))
    assert "Candidate 999 is hired" in all_text(unnamed)
    assert "median" not in all_text(unnamed)
    _, there = celebrations.said(replace(found, name=None), elsewhere=True)
    assert "Candidate" not in all_text(there)
