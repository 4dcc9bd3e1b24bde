"""How a working agreement reads: in a few lines from every side, and within Slack's limits at its longest."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.playground.blockkit import check_message, check_view
from handlers.blocks import (
    agreement_messages,
    agreement_words,
    agreements,
    brief_card,
    brief_words,
    kit,
    refusals,
    section_forms,
)
from handlers.blocks import briefs as page_blocks
from handlers.door import metadata
from storage.agreements import Agreement, Proposal
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.agreements import MOST_PROFILES, USUAL, Difference, Term, Terms
from storage.rules.briefs import Section
from storage.rules.differences import compared
from storage.rules.duties import Duty
from storage.rules.promises import MOST_HALF_DAYS, Kind
from storage.versions import Difference as Changed
from storage.versions import Page
from tests.handlers.test_brief_forms import HAL, LETTERS, NOW, PEOPLE, RITA, ROLE, URL, all_text, draft, longest

MOST = Terms(dict.fromkeys(USUAL.promises, MOST_HALF_DAYS - 1), True, MOST_PROFILES, True)
SLOW = replace(USUAL, promises={**USUAL.promises, Kind.REVIEW: 4})


def proposal(terms: Terms, *, by: str = RITA.id, accepted: str | None = None, why: str = "") -> Proposal:
    return Proposal(7, ROLE.id, terms, why, by, NOW, accepted, NOW if accepted else None, None)


@pytest.mark.parametrize(
    ("each", "said"),
    [
        (Difference(Kind.REVIEW, 2, 4), "profiles: 1 → 2 working days"),
        (Difference(Kind.REVIEW, 3, 2), "profiles: 1½ → 1 working day"),
        (Difference(Kind.HOLD, 4, 1), "hold told: 2 → half a working day"),
        (Difference(Term.CHECK_INS, False, True), "check-ins: weekly → fortnightly"),
        (Difference(Term.PROFILES, None, 3), "profiles a week: no number → 3"),
        (Difference(Term.CHANNEL, True, False), "the channel hears of what waits too long: yes → no"),
    ],
)
def test_a_difference_reads_in_one_breath(each: Difference, said: str) -> None:
    assert agreement_words.difference(each) == said


def test_the_terms_are_three_lines() -> None:
    assert agreement_words.lines(SLOW, "Hal", "Rita").splitlines() == [
        "Hal, in working days: profiles 2 · decision after the debrief 2",
        "Rita, in working days: questions 1 · contact after a yes 1 · outcome told 2 · hold told 2",
        "Check-ins weekly · the channel does not hear of what waits too long",
    ]


ONE = replace(ROLE, manager=RITA.id)
HELD = Agreement(SLOW, proposal(SLOW, accepted=HAL.id))


@pytest.mark.parametrize(
    ("role", "agreement", "reader", "says", "button"),
    [
        (ROLE, Agreement(USUAL), RITA, "○ *Working agreement* · the defaults hold until you both accept", "Propose"),
        (ONE, Agreement(USUAL), RITA, "○ *Working agreement* · the default promises hold until you choose", "Choose"),
        (ROLE, Agreement(USUAL, None, proposal(USUAL)), HAL, "◐ *Working agreement* · Rita proposes the", "Answer"),
        (ROLE, Agreement(USUAL, None, proposal(SLOW)), HAL, "· Rita proposes other promises\nprofiles: 1 →", "Answer"),
        (
            ROLE,
            Agreement(USUAL, None, proposal(SLOW)),
            RITA,
            "you propose other promises, waits for Hal",
            "Other terms",
        ),
        (ROLE, HELD, RITA, "✓ *Working agreement* · agreed by you and Hal, Mon 1 Jun\nHal, in working", "Other terms"),
        (ROLE, HELD, replace(HAL, id="UMaya"), "agreed by Rita and Hal, Mon 1 Jun; it stays with", "Other terms"),
    ],
)
def test_one_line_says_where_it_stands(
    role: Requisition, agreement: Agreement, reader: Person, says: str, button: str
) -> None:
    shown = agreements.line(role, agreement, PEOPLE, reader)
    assert says in shown["text"]["text"]
    assert shown["accessory"]["text"]["text"] == button


def test_a_screen_of_the_brief_asks_only_who_has_something_to_answer() -> None:
    def asked(agreement: Agreement, role: Requisition = ROLE) -> bool:
        return bool(agreements.on_screen(role, agreement, PEOPLE, RITA, press="Sign"))

    assert asked(Agreement(USUAL))
    assert asked(Agreement(USUAL, HELD.holds, proposal(MOST, by=HAL.id)))
    assert not asked(Agreement(USUAL, None, proposal(SLOW)))
    assert not asked(HELD)
    assert not asked(Agreement(USUAL), ONE)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("stands_in", [True, False])
def test_the_channel_hears_no_name_and_no_hour(kind: Kind, stands_in: bool) -> None:
    said, _ = agreement_messages.overdue(ROLE, kind, stands_in=stands_in)
    assert said.startswith(("A ", "An ", "The ", "Word "))
    assert f"on {ROLE.key} waits past what was promised; " in said
    assert not re.search(r"\d", said.replace(ROLE.key, ""))
    assert not re.search(r"<@|Rita|Hal", said)


@pytest.mark.parametrize("letter", LETTERS)
def test_every_screen_with_an_agreement_takes_the_longest_input(letter: str) -> None:
    waiting = proposal(MOST, by=HAL.id, why=letter * agreements.LONGEST)
    agreement = Agreement(USUAL, proposal(SLOW, accepted=HAL.id), waiting)
    full = draft(longest(letter), agreement=agreement)
    key = metadata(f"{ROLE.id}.card.{10**14}", URL)
    assert check_view(brief_card.card(full, RITA, key, "said")) == []
    assert check_view(agreements.answer(ROLE, agreement, waiting, PEOPLE, RITA, NOW.date(), key)) == []
    came = agreements.moved_on(agreement, PEOPLE, RITA)
    form = agreements.form(ROLE, agreement, PEOPLE, RITA, NOW.date(), key, terms=MOST, why=letter * 200, said=came)
    assert check_view(form) == []

    holds = full.standing.holds
    assert holds is not None
    lines = {Section(each): compared(["0"], said.splitlines()) for each, said in full.words.items()}
    changed = Changed(holds, list(lines), True, lines, NOW.date())
    page = Page(ROLE, holds, full.words, holds, changed, dict(PEOPLE), True, True, True, is_picture_asked=True)
    for open_ in (False, True):
        terms = agreements.on_screen(ROLE, agreement, PEOPLE, RITA, press="Sign", open_=open_)
        for view in (
            section_forms.must_have_test(full, key, proposes=True, terms=terms),
            page_blocks.proposing(ROLE, 10**6, key, terms),
            page_blocks.page(page, holds, RITA, NOW, key, terms),
        ):
            assert check_view(view) == []
            assert agreements.NOTE in [block.get("block_id") for block in view["blocks"]]
            assert len(view["blocks"]) < kit.VIEW_BLOCKS
    shown = agreements.page(ROLE, agreement, PEOPLE, RITA, signs=False, may=True)
    assert check_view(page_blocks.page(page, holds, RITA, NOW, key, shown)) == []
    for answered in (
        waiting,
        replace(waiting, accepted_by=RITA.id, accepted_at=NOW),
        replace(waiting, superseded_at=NOW),
    ):
        assert check_message(agreement_messages.proposed(ROLE, answered, proposal(SLOW), USUAL, dict(PEOPLE))[1]) == []
    first = agreement_messages.proposed(ROLE, waiting, None, USUAL, dict(PEOPLE))[1]
    assert check_message(first + agreement_messages.agreed(ROLE, waiting, dict(PEOPLE))[1]) == []


def test_the_agreement_goes_along_as_markdown() -> None:
    text = brief_words.markdown(
        Page(ROLE, draft({}).standing.holds, {}, None, None, dict(PEOPLE), False, True),
        agreement_words.markdown(ROLE, HELD, PEOPLE),
    )
    assert (
        f"## Working agreement\n\n| promise | whose | working days |\n|---|---|---|\n| profiles | {HAL.name} | 2 |"
        in text
    )
    assert "- check-ins: weekly\n- profiles a week: no number\n" in text
    assert "Not agreed on" not in text
    assert "Not agreed on by both yet" in "\n".join(agreement_words.markdown(ROLE, Agreement(USUAL), PEOPLE))
    assert all_text(agreements.page(ROLE, HELD, PEOPLE, HAL, signs=False, may=False)).startswith(
        "*Working agreement* · "
    )


@pytest.mark.parametrize(
    ("duties", "seats", "says"),
    [
        ({Duty.OFFER: "UBo"}, [], "<@UBo> is no longer a full member here, and is named for offer. `/req team REQ-9`"),
        ({Duty.DECISION: HAL.id}, [HAL.id], "named for decision. `/req hand REQ-9` gives the seat to somebody else."),
        (
            {Duty.SOURCING: "UBo", Duty.DECISION: HAL.id},
            [HAL.id],
            "are named for sourcing and decision. `/req hand REQ-9` gives the seat to somebody else and `/req team",
        ),
    ],
)
def test_a_duty_of_somebody_who_is_gone_names_both_and_the_way(
    duties: dict[Duty, str], seats: list[str], says: str
) -> None:
    no = Refused(Why.DUTY_UNNAMED, duties=duties, seats=seats, key="REQ-9")
    assert says in refusals.words(no, "UTC", NOW)
