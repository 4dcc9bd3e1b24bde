"""How a check-in and a pulse read, and that they stay within Slack's limits however many roles and words there are."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.playground.blockkit import check_message, check_view
from handlers.blocks import check_ins, kit, notices, pulses
from handlers.door import metadata
from storage.check_in_answers import Question, Said
from storage.check_in_views import Answer, CheckIn
from storage.people import Person
from storage.pulse_views import Line, Message, Month
from storage.rules.balls import Holder
from storage.rules.check_ins import HAPPENED, LONGEST, SHORT_FROM, Changes, Entry, tally
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from storage.rules.pulse import TREND, State
from tests.handlers.test_waiting import HAL, NOW, RITA, line, role

WEEK = date(2026, 6, 1)
URL = "https://hooks.slack.example/" + "x" * 300
BUSY = Changes(
    {"posted": 2, "approved": 1, "interviewed": 1},
    {"review": 2, "interview": 1},
    {Holder.MANAGER: 2, Holder.CANDIDATE: 1},
)


def question(
    number: int = 9, side: str = "recruiter", *, changes: Changes = BUSY, first: bool = False, alone: bool = False
) -> Question:
    on = role(number)
    if alone:
        on = replace(on, manager=RITA.id)
    partner = HAL if side == "recruiter" else RITA
    since = datetime(2026, 5, 28, 9, tzinfo=UTC)
    return Question(number, on, side, partner, since, first, changes)


def form(*asked: Question, reader: Person = RITA, sent: int = 0, **more: Any) -> dict[str, Any]:
    return check_ins.form(list(asked), reader, metadata(f"check_in.{sent}", URL), sent=sent, **more)


def inputs(view: dict[str, Any]) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


# --- what changed


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([], {}),
        ([Entry("posted", 1), Entry("posted", 2)], {"posted": 2}),
        ([Entry("posted", 1), Entry("came_back", 1)], {"posted": 1}),
        ([Entry("approve", 1, 7), Entry("reject", 2, 8)], {"approved": 1, "rejected": 1}),
        ([Entry("reject", 1, 7), Entry("undone", 1, 7)], {}),
        ([Entry("reject", 1, 7), Entry("undone", 1, 7), Entry("approve", 1, 8)], {"approved": 1}),
        ([Entry("undone", 1, 7)], {}),  # of a decision from before
        ([Entry("approve", 1, 7), Entry("approve", 1, 8)], {"approved": 1}),  # at two stages
        ([Entry("recorded_approve", 1, 7), Entry("recorded_reject", 2, 8)], {"approved": 1, "rejected": 1}),
        ([Entry("withdrawn", 1), Entry("withdrawn", 2), Entry("goes_on", 1)], {"withdrawn": 1}),
        ([Entry("offer_made", 1), Entry("offer_declined", 1), Entry("offer_undone", 1)], {"offered": 1}),
        ([Entry("offer_accepted", 1), Entry("opened", None), Entry("moved", 3)], {"moved": 1, "accepted": 1}),
    ],
)
def test_what_was_taken_back_did_not_happen_and_a_candidate_counts_once(
    entries: list[Entry], said: dict[str, int]
) -> None:
    assert tally(entries) == said
    assert list(tally(entries)) == [what for what in HAPPENED if what in said]


@pytest.mark.parametrize(
    ("asked", "reader", "said"),
    [
        (
            question(),
            RITA,
            "Since your check-in of Thu 28 May: 2 put forward, 1 approved and 1 interviewed. "
            "Now 2 wait on Hal's side and 1 waits on the candidate's side.",
        ),
        (
            question(side="manager"),
            HAL,
            "Since your check-in of Thu 28 May: 2 put forward, 1 approved and 1 interviewed. "
            "Now 2 wait on your side and 1 waits on the candidate's side.",
        ),
        (question(changes=Changes(), first=True), RITA, "Since it was opened, Thu 28 May: nothing happened."),
        (
            question(changes=Changes(waits={Holder.RECRUITER: 1, Holder.NOBODY: 2})),
            RITA,
            "Since your check-in of Thu 28 May: nothing happened. Now 1 waits on your side and 2 on hold.",
        ),
        (
            question(changes=Changes(waits={Holder.RECRUITER: 1, Holder.MANAGER: 2}), alone=True),
            RITA,
            "Since your check-in of Thu 28 May: nothing happened. Now 3 wait on your side.",
        ),
    ],
)
def test_each_role_begins_with_what_changed_and_whose_side_it_waits_on(
    asked: Question, reader: Person, said: str
) -> None:
    assert check_ins.since(asked, reader) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (BUSY, "2 put forward, 1 approved and 1 interviewed. Now 2 in review and 1 in interview."),
        (Changes({"rejected": 1}), "1 rejected."),
        (Changes(stages={"review": 4}), ""),  # nothing new
    ],
)
def test_the_recruiters_first_line_is_there_to_be_edited_where_something_happened(changes: Changes, said: str) -> None:
    shown = form(question(changes=changes))
    (news,) = [block for block in shown["blocks"] if block.get("block_id") == "news:9"]
    assert news["element"].get("initial_value", "") == said
    assert ("hint" in news) == bool(said)


# --- the form


def test_each_side_is_asked_its_own_questions_and_who_reads_what_is_said_beside_them() -> None:
    mine = form(question(), profiles={9: 3})
    assert inputs(mine) == ["news:9", "market:9", "obstacles:9", "needs:9"]
    assert "You two agreed on 3 profiles a week." in str(mine)
    theirs = form(question(side="manager"), reader=HAL)
    assert inputs(theirs) == ["news:9", "needs:9", "content:9"]
    content = theirs["blocks"][-1]
    assert content["hint"]["text"] == (
        "Between you and Rita: it reaches Rita alone, in a direct message, and never the channel."
    )
    assert "beside what Rita writes" in str(theirs["blocks"][0])
    assert inputs(form(question(side="manager", alone=True))) == ["news:9", "needs:9"]


@pytest.mark.parametrize("side", ["recruiter", "manager"])
@pytest.mark.parametrize("number", [1, SHORT_FROM - 1, SHORT_FROM, 12, 13, 25, 60])
def test_any_number_of_roles_fits_and_none_is_left_out(side: str, number: int) -> None:
    long = Changes(dict.fromkeys(HAPPENED, 100), BUSY.stages, dict.fromkeys(Holder, 100))
    waiting = [question(each, side, changes=long) for each in range(1, number + 1)]
    waiting = [replace(each, requisition=replace(each.requisition, title="W" * 200)) for each in waiting]
    seen: list[str] = []
    sent = 0
    while waiting:
        shown = form(*waiting, sent=sent)
        assert check_view(shown) == []
        assert len(shown["private_metadata"]) < 3000
        here = [each for each in inputs(shown) if each.startswith("news:")]
        assert len(shown["blocks"]) < kit.VIEW_BLOCKS
        waiting, sent = waiting[len(here) :], sent + len(here)
        assert (shown["submit"]["text"] == "Send") == (not waiting)
        assert ("market:1" in inputs(shown)) == (side == "recruiter" and number < SHORT_FROM and not seen)
        seen += here
    assert seen == [f"news:{each}" for each in range(1, number + 1)]


# --- the message

_RITAS = Answer(
    RITA.id, "Rita", "recruiter", NOW, said=Said("Two strong ones", "Pay is up", "On-call", "A second view")
)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(HAL.id, "Hal", "manager"), "Hal has not answered yet."),
        (Answer(HAL.id, "Hal", "manager", lapsed=True), "No word from Hal this week."),
        (Answer(HAL.id, "Hal", "manager", back_on=date(2026, 6, 8)), "Hal is away, back on Mon 8 Jun."),
        (Answer(HAL.id, "Hal", "manager", lapsed=True, back_on=date(2026, 6, 8)), "Hal was away, back on Mon 8 Jun."),
        (Answer(HAL.id, "Hal", "manager", is_asked=False), "Hal is asked later this week."),
        (Answer(HAL.id, "H<a>l", "manager"), "H&lt;a&gt;l has not answered yet."),
    ],
)
def test_whoever_was_not_heard_is_named_kindly_and_without_hours(answer: Answer, said: str) -> None:
    _, blocks = check_ins.message(CheckIn(1, 9, 9, "Designer", WEEK, [_RITAS, answer]))
    assert blocks[-1]["elements"][0]["text"] == said
    assert check_message(blocks) == []


def test_both_sides_stand_together_under_their_own_words() -> None:
    hals = Answer(HAL.id, "Hal", "manager", NOW, said=Said("A new team", needs="Two more weeks"))
    _, blocks = check_ins.message(CheckIn(1, 9, 9, "Designer", WEEK, [_RITAS, hals]))
    assert [block["text"]["text"] for block in blocks] == [
        "*Check-in, week of 1 Jun* · REQ-9 Designer",
        "*Rita* (recruiter)\n*Pipeline:* Two strong ones\n*Market:* Pay is up\n*In the way:* On-call\n"
        "*Needs:* A second view",
        "*Hal* (manager)\n*Changed:* A new team\n*Needs:* Two more weeks",
    ]


@pytest.mark.parametrize("letter", ["x", "&", "😀"])
def test_the_longest_answers_fit(letter: str) -> None:
    longest = letter * LONGEST
    words = Said(longest, longest, longest, longest)
    both = [replace(_RITAS, said=words), Answer(HAL.id, "Hal", "manager", NOW, said=words)]
    _, blocks = check_ins.message(CheckIn(1, 9, 9, "D" * 200, WEEK, both))
    assert check_message(blocks) == []
    shown = "".join(block["text"]["text"] for block in blocks)
    assert letter == "&" or shown.count(letter) >= 8 * LONGEST
    late = kit.notice("Weekly check-in", "", shown=check_ins.late([(each, words) for each in range(12)], [99]))
    assert check_view(late) == []
    assert "REQ-99 is in" in str(late)


def test_how_content_somebody_is_stands_in_one_paragraph_for_the_recruiter() -> None:
    told = [
        replace(line(Kind.CHECK_IN, None, state="answered", on=role(number)), rung=Rung.CONTENT, content=content)
        for number, content in ((3, 4), (7, 2))
    ]
    blocks = notices.lines(told, RITA, NOW)
    assert blocks[0]["text"]["text"] == "*How content they are with the search*, of 5\nHal: REQ-3 *4*, REQ-7 *2*"
    assert all(notices.is_live(each) for each in told)
    assert not notices.is_live(replace(told[0], content=None))  # the reader recruits there no more
    many = [replace(each, owner=replace(HAL, id=f"U{n}")) for n in range(40) for each in told]
    assert check_message(notices.lines(many, RITA, NOW)) == []
    assert "… and 25 more" in str(notices.lines(many, RITA, NOW))


# --- the pulse

JUNE = date(2026, 6, 1)


def months(number: int) -> tuple[Month, ...]:
    return tuple(Month(date(2025 + (each + 6) // 12, (each + 6) % 12 + 1, 1), 3, 4) for each in range(number))


def pulse(state: State, trend: tuple[Month, ...] = (), partner: Person = HAL) -> Line:
    return Line(7, partner, JUNE, state, trend)


@pytest.mark.parametrize(
    ("state", "says", "taps"),
    [
        (State.OPEN, "You and *Hal*, June", 5),
        (State.IN, "yours is in, thank you. Both are shown here once Hal's is in too.", 0),
        (State.OVER, "June went by without both answers: nothing is shown, and nothing was kept.", 0),
        (State.SHOWN, "You and *Hal*, June: you *3*, Hal *4* _(of 5)_", 0),
    ],
)
def test_a_pulse_reads_as_it_stands(state: State, says: str, taps: int) -> None:
    trend = months(1) if state is State.SHOWN else ()
    _, blocks = pulses.asked(Message(RITA, [pulse(state, trend)]))
    assert says in json.dumps(blocks, ensure_ascii=False)
    buttons = [each for block in blocks if block["type"] == "actions" for each in block["elements"]]
    assert [(each["action_id"], each["value"]) for each in buttons] == [(f"pulse.{n}", "7") for n in range(1, taps + 1)]
    assert check_message(blocks) == []


def test_what_was_shown_has_the_months_before_in_words_and_in_a_picture_without_names() -> None:
    trend = months(3)
    text, blocks, (picture,) = pulses.shown(Message(RITA, [pulse(State.SHOWN, trend)]))
    assert "Before, yours first: Jul 3 and 4, Aug 3 and 4." in str(blocks)
    assert picture.chart.alt() == (
        "How well the two of you work together, 1 to 5. you: Jul 2025 3, Aug 2025 3, Sep 2025 3; "
        "the other: Jul 2025 4, Aug 2025 4, Sep 2025 4."
    )
    assert "3" not in text
    one = pulses.shown(Message(RITA, [pulse(State.SHOWN, months(1))]))
    assert one[2] == ()  # nothing to compare with


def test_twenty_pairs_fit_into_one_message() -> None:
    for state, trend in ((State.OPEN, ()), (State.SHOWN, months(TREND))):
        everybody = [pulse(state, trend, replace(HAL, name="N" * 80)) for _ in range(20)]
        for text, blocks, *_ in (pulses.asked(Message(RITA, everybody)), pulses.shown(Message(RITA, everybody))):
            assert len(blocks) <= 50
            assert all(len(block.get("text", {}).get("text", "")) <= 3000 for block in blocks)
            assert text
