"""What others read of a candidate in a channel they share: that it ended, never why; those on the role read why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.playground.blockkit import check_message
from handlers.blocks import candidates, job_offers
from storage.current_offers import Offer
from storage.dossiers import Dossier
from storage.requisitions import SHARED
from storage.rules.dispositions import WITHDRAWALS
from storage.rules.job_offers import DECLINES, State
from tests.handlers.test_brief_forms import LETTERS, NOW, RITA, all_text
from tests.handlers.test_interview_blocks import dossier


def ended(why: str) -> Dossier:
    found = dossier("a", "withdrawn")
    submission = replace(found.submission, disposition=why, ended_at=NOW)
    return replace(found, submission=submission)


def shared(found: Dossier) -> Dossier:
    return replace(found, requisition=replace(found.requisition, channel_kind=SHARED))


def offer(state: State, reason: str = "") -> Offer:
    return Offer(1, 1, state, RITA.id, RITA.id, None, None, RITA.id, NOW, NOW, None, reason)


@pytest.mark.parametrize("why", [*WITHDRAWALS, *DECLINES])
def test_why_a_candidate_goes_on_no_longer_is_for_those_on_the_role(why: str) -> None:
    words = (WITHDRAWALS | DECLINES)[why].lower()
    text, blocks = candidates.card(shared(ended(why)))
    assert words not in (text + all_text(blocks)).lower()
    assert "withdrawn" in text
    assert words in all_text(candidates.full(shared(ended(why)))[1]).lower()
    text, blocks = candidates.card(ended(why))
    assert words in all_text(blocks).lower()


@pytest.mark.parametrize("letter", LETTERS)
def test_why_an_offer_came_to_nothing_is_for_those_on_the_role(letter: str) -> None:
    reason = letter * 500
    refused, declined = offer(State.REFUSED, reason), offer(State.DECLINED)
    here = ended("declined_pay")
    for found, is_said in ((here, True), (shared(here), False)):
        _, blocks = job_offers.said(found, declined, "offer_declined", RITA.id, 0)
        assert ("pay below" in all_text(blocks)) is is_said
        assert check_message(blocks) == []
        _, blocks = job_offers.said(found, refused, "offer_refused", RITA.id, 0)
        assert ("“" in all_text(blocks)) is is_said
        assert check_message(blocks) == []
    waits = replace(shared(dossier(letter, "offer")), offer=refused)
    assert "“" in all_text(job_offers.on_card(waits))
