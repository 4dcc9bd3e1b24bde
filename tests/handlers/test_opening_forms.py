"""What opening, editing and approving show: within Slack's limits whatever is typed; and pay in no channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.playground.blockkit import check_message, check_view
from handlers.blocks import differences, edits, headcounts, openings, waiting
from handlers.blocks import requisitions as cards
from handlers.door import metadata
from storage.asks import Ask
from storage.nudges import Line, Message
from storage.overviews import Overview
from storage.people import Person
from storage.requisitions import Requisition
from storage.rules.briefs import Section
from storage.rules.details import Details, Headcount, Verdict
from storage.rules.differences import compared
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from storage.versions import Brief, Difference, Standing

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
RITA, HAL, NORA = (Person("T", f"U{name}", f"{name} {'&' * 70}", "UTC") for name in ("Rita", "Hal", "Nora"))
PEOPLE = {each.id: each for each in (RITA, HAL, NORA)}
URL = "https://hooks.slack.com/actions/" + "x" * 120
LETTERS = ["&", "w", "\U0001f600", "<"]


def role(letter: str, **other: Any) -> Requisition:
    """A role with the longest there may be in every field."""
    found = Requisition(
        10**14,
        "T",
        10**6,
        letter * cards.TITLE_LONGEST,
        letter * cards.LOCATION_LONGEST,
        99,
        730,
        "awaiting_approval",
        "C1",
        "channel",
        NOW,
        None,
        None,
        RITA.id,
        HAL.id,
        "UBO",
        tuple(f"UHELPER{n}" for n in range(10)),
        details=Details(letter * openings.DEPARTMENT_LONGEST, "working_student", date(2028, 6, 1), "new"),
        is_confidential=True,
        headcount=Headcount(NORA.id, Verdict.ASKED, reason=letter * headcounts.LONGEST),
    )
    return replace(found, **other)


def asked(owner: Person = NORA, **other: Any) -> Ask:
    found = Ask(
        1, "T", 10**14, None, Kind.HEADCOUNT, owner.id, RITA.id, "open", NOW, NOW, 60, Rung.TOLD, None, None, None
    )
    return replace(found, **other)


@pytest.mark.parametrize("letter", LETTERS)
def test_every_form_takes_the_longest_legal_input(letter: str) -> None:
    much = role(letter)
    key = metadata(much.id, URL)
    words = {str(each): letter * 1000 for each in (Section.LEVEL, Section.PAY)}
    many = [replace(much, id=n, number=n) for n in range(10**6, 10**6 + 120)]
    for view in (
        openings.modal(letter * 4000, key),
        openings.modal(letter * cards.TITLE_LONGEST, key, many),
        openings.modal("", key, []),
        edits.modal(much, NORA.id, key),
        edits.modal(replace(much, details=Details(), is_confidential=False), None, key),
        headcounts.facts(much, asked(), PEOPLE, words, NORA, NOW, key),
        headcounts.reject_modal(much, key),
    ):
        check_view(view)


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("owner", [NORA, HAL])
def test_the_card_and_what_is_said_of_an_approval_stay_within_limits(letter: str, owner: Person) -> None:
    much = role(letter)
    view = Overview(much, {"hired": 3}, [asked(owner)], PEOPLE, Standing())
    text, blocks = cards.card(view, NOW)
    check_message({"text": text, "blocks": blocks})
    assert ("headcount.approve" in str(blocks)) == (owner is HAL)
    assert "3 of 99 filled" in str(blocks)
    assert letter * 3 not in text  # lock screens show it, and the role is confidential
    left = PEOPLE | {owner.id: replace(owner, is_deactivated=True)}
    assert "*Needs another approver:*" in str(cards.card(replace(view, people=left), NOW))
    for verdict in (Verdict.APPROVED, Verdict.REJECTED):
        text, blocks = headcounts.answered(much, NORA, verdict)
        check_message({"text": text, "blocks": blocks})


@pytest.mark.parametrize("state", ["open", "answered", "cancelled", "handed_over"])
@pytest.mark.parametrize("reader", [NORA, RITA])
def test_the_gathered_message_asks_for_it_and_tells_whoever_waits(state: str, reader: Person) -> None:
    line = Line(asked(state=state), Rung.TOLD, role("&"), None, None, NORA, RITA)
    text, blocks = waiting.gathered(Message(1, reader, NOW, [line], True, True, False), NOW, RITA)
    check_message({"text": text, "blocks": blocks})
    assert ("headcount.approve" in str(blocks)) == (state == "open" and reader is NORA)
    if reader is NORA:
        assert "you approve the headcount of" in str(blocks)


def test_a_change_of_pay_is_said_in_the_channel_without_its_words() -> None:
    before = Brief(1, "T", 1, 1, "superseded", RITA.id, NOW, None, NOW, ())
    lines = {each: compared([f"old {each}"], [f"new {each}"]) for each in (Section.LEVEL, Section.PAY)}
    found = Difference(before, list(lines), False, lines, None)
    message, page = str(differences.blocks(found, differences.IN_MESSAGE)), str(differences.blocks(found))
    assert "new level" in message
    assert "*Pay band*" in message
    assert "new pay" not in message
    assert "new pay" in page
