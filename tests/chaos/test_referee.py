"""The referee's rules, each with what it must find and what it must leave alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.chaos.acts import Act, lost, word
from tests.chaos.evidence import Asked, Evidence, Role, Room, Row, Said
from tests.chaos.referee import FIGURES, judged

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
CARD = Said("C1", "1.1", "submission:1:card")
GATHERED = Said("D1", "3.1", "gathered:7")
ROW = Row(1, "requisition:1", "submission.card", CARD.key, "done", CARD.ts, None)
LATER = Row(2, "requisition:1", "decision.said", "decision:1:said", "done", "1.2", None)
ROLE = Role("REQ-1", "Bagukito", "C1", frozenset({"U1", "U2"}))
ROOM = Room("C1", "req-1-bagukito", "REQ-1 · Bagukito", frozenset({"U1", "U2", "B"}), 1)
ASKED = Asked(1, "review_profile", "U2", NOW, frozenset({7}))
SOUND = Evidence(
    {("post", "Adadada"): 1},
    frozenset({CARD.key}),
    [CARD, GATHERED],
    [ROW],
    [ROLE],
    [ROOM],
    [ASKED],
)
POSTED = Act("Rita", "post", "Adadada", NOW, acked=True)
ANSWER = Said("C1", "1.2", "decision:1:said")
LOST, UNSAID, TWICE, ORDER, UNTRUE, UNHEARD, HALF_MADE, LEFT, REFUSED = FIGURES


def test_where_all_is_well_nothing_is_found() -> None:
    verdict = judged([POSTED], SOUND, [], [])
    assert verdict.clean
    assert verdict.residue == []


@pytest.mark.parametrize(
    ("evidence", "figure", "says"),
    [
        (replace(SOUND, stored={}), LOST, "post Adadada: acknowledged 1 times, stored 0 times"),
        (replace(SOUND, stored={POSTED.name: 2}), LOST, "post Adadada: done 1 times, stored 2 times"),
        (replace(SOUND, owed=frozenset({CARD.key, "x"})), UNSAID, "x: stands nowhere"),
        (replace(SOUND, rows=[ROW, LATER]), UNSAID, "decision:1:said: stands nowhere"),
        (replace(SOUND, said=[CARD, replace(CARD, ts="1.3"), GATHERED]), TWICE, CARD.key),
        (
            replace(SOUND, rows=[ROW, LATER], said=[CARD, ANSWER, replace(CARD, ts="1.3"), GATHERED]),
            TWICE,
            CARD.key,
        ),
        (
            replace(SOUND, rows=[ROW, LATER], said=[replace(ANSWER, ts="1.0"), CARD, GATHERED]),
            ORDER,
            "submission:1:card stands after decision:1:said",
        ),
        (replace(SOUND, said=[CARD]), UNHEARD, "ask 1 review_profile of U2, due 01 Jun 08:00"),
        (replace(SOUND, overdue=[replace(ASKED, told_by=frozenset())]), UNHEARD, "ask 1"),
        (replace(SOUND, roles=[replace(ROLE, channel=None)], rooms=[]), HALF_MADE, "REQ-1: no channel"),
        (replace(SOUND, rooms=[replace(ROOM, members=frozenset({"U1"}))]), HALF_MADE, "REQ-1: without U2"),
        (replace(SOUND, rooms=[replace(ROOM, pins=0)]), HALF_MADE, "REQ-1: 0 pinned cards"),
        (replace(SOUND, rooms=[replace(ROOM, topic="")]), HALF_MADE, "REQ-1: the topic is ''"),
        (replace(SOUND, rooms=[ROOM, replace(ROOM, id="C2")]), HALF_MADE, "req-1-bagukito: a channel of 0 roles"),
        (replace(SOUND, rows=[ROW, replace(LATER, state="waiting", ts=None)]), LEFT, "row 2 decision.said: waiting"),
        (replace(SOUND, rows=[ROW, replace(LATER, state="unknown", ts=None)]), LEFT, "row 2 decision.said: unknown"),
        (
            replace(SOUND, rows=[ROW, replace(LATER, state="parked", ts=None, error="no")]),
            REFUSED,
            "row 2 decision.said: no",
        ),
    ],
)
def test_what_went_wrong_stands_under_its_figure_and_under_no_other(evidence: Evidence, figure: str, says: str) -> None:
    found = judged([POSTED], evidence, [], []).found
    assert [each for each, wrong in found.items() if wrong] == [figure]
    assert str(found[figure][0]).startswith(says)


def test_untrue_cards_and_bots_that_ended_by_themselves_are_told_as_they_are() -> None:
    found = judged([POSTED], SOUND, ["submission 1: …"], ["exit code 1"]).found
    assert (found[UNTRUE], found[REFUSED]) == (["submission 1: …"], ["exit code 1"])


def test_what_a_bot_frozen_beyond_its_lease_said_twice_is_counted_apart() -> None:
    twice = replace(SOUND, said=[CARD, replace(CARD, ts="1.3"), GATHERED], late=frozenset({ROW.id}))
    verdict = judged([POSTED], twice, [], [])
    assert verdict.clean
    assert verdict.residue == [CARD.key]


@pytest.mark.parametrize(("stored", "wrong"), [(0, False), (1, False), (2, True)])
def test_what_was_tried_without_an_answer_may_be_there_or_not_but_once(stored: int, wrong: bool) -> None:
    unanswered = Act("Rita", "post", "Adadada", NOW)
    assert bool(lost([unanswered], {unanswered.name: stored})) is wrong


def test_no_two_words_are_alike() -> None:
    assert len({word(number) for number in range(1000)}) == 1000
