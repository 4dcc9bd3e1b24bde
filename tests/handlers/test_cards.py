"""A candidate's card in every state there is: each thing said once, and within Slack's limits at the longest input."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.playground.blockkit import check_message, check_view
from handlers.blocks import candidates, details, histories, interviews, scorecards
from handlers.blocks.kit import Block
from storage.asks import Ask
from storage.current_offers import Offer
from storage.dossiers import Decision, Dossier
from storage.histories import History
from storage.questions import Question
from storage.rules.dispositions import CLOSED_WITH_ROLE, HIRED, WITHDRAWALS
from storage.rules.evidence import Evidence, Seen
from storage.rules.job_offers import DECLINES, State
from storage.rules.ladder import Rung
from storage.rules.promises import Kind
from tests.handlers.test_brief_forms import LETTERS, NOW, RITA, all_text
from tests.handlers.test_interview_blocks import KEY, dossier, interview, panel

YES, NO = "approve", "reject"
MANY = 60  # interviews: nothing limits them


def ask(kind: Kind, state: str = "open", paused_for: str | None = None) -> Ask:
    due = NOW + timedelta(days=1)
    owed = Ask(1, "T", 1, 1, kind, RITA.id, RITA.id, state, NOW, due, 8 * 3600, Rung.NONE, None, None, 3600)
    return replace(owed, paused_for=paused_for)


def decided(verdict: str, stage: str, letter: str = "", *, final: bool = True) -> Decision:
    evidence, disposition = (letter * 1500 or "No streaming work", "skills") if verdict == NO else (None, None)
    said = Decision(
        1, verdict, disposition, evidence, RITA.id, NOW, NOW + timedelta(hours=1), None, None, ask(Kind.REVIEW)
    )
    return replace(said, from_stage=stage, final_at=NOW if final else None)


def offer(state: State, letter: str = "x") -> Offer:
    is_answered = state in (State.ACCEPTED, State.DECLINED)
    day = date(2026, 6, 1)
    return Offer(
        1,
        1,
        state,
        proposed_by=RITA.id,
        approved_by=RITA.id,
        made_on=day,
        answer_by=day + timedelta(9),
        answered_by=RITA.id if is_answered else None,
        answered_at=NOW if is_answered else None,
        undo_until=NOW + timedelta(days=1) if is_answered else None,
        starts_on=day,
        reason=letter * 500 if state is State.REFUSED else "",
        waits_for=RITA.id if state is State.ASKED else None,
        due_at=NOW,
    )


def states(letter: str = "a") -> dict[str, Dossier]:
    """Each state, by its name, with everything as long as the forms take it."""
    seen = [Evidence(at, f"{at}{letter * 149}", Seen.PARTLY, letter * 300) for at in range(1, 6)]
    base = replace(
        dossier(letter),
        evidence=tuple(seen),
        insight=letter * 1000,
        notice=letter * 120,
        pay=letter * 120,
        privacy_on=date(2026, 6, 1),
        waits_since=NOW,
    )

    def at(stage: str, decision: Decision | None = None, why: str | None = None, **more: object) -> Dossier:
        s = replace(base.submission, stage=stage, disposition=why, ended_at=NOW if why else None, offer_by=NOW.date())
        return replace(base, submission=s, decision=decision, **more)  # type: ignore[arg-type]

    review = ask(Kind.REVIEW)
    yes, after = decided(YES, "review"), decided(YES, "debrief")
    found = {
        "review": at("review", review=review),
        "question": at(
            "review",
            review=ask(Kind.REVIEW, "paused", "question"),
            question=ask(Kind.QUESTION),
            asked=letter * 1500,
        ),
        "hold": at("review", review=ask(Kind.REVIEW, "paused", "hold")),
        "role on hold": at("review", review=ask(Kind.REVIEW, "paused", "role")),
        "taken back": at("review", replace(yes, undone_at=NOW), review=review),
        "approved": at("interview", decided(YES, "review", final=False)),
        "interviews": at("interview", yes),
        "interviews again": at("interview", replace(after, superseded_at=NOW)),
        "debrief": at("debrief", yes, review=ask(Kind.DEBRIEF)),
        "debrief without an ask": at("debrief", yes),
        "offer to make": at("offer", decided(YES, "debrief", final=False)),
        "hired": at("hired", after, HIRED, offer=offer(State.ACCEPTED)),
        "hired on closing": at("hired", yes, HIRED),
        "hired, decided again": at("hired", None, HIRED, offer=offer(State.ACCEPTED)),
        "rejected": at("rejected", decided(NO, "review", letter, final=False), "skills"),
        "rejected after the debrief": at("rejected", decided(NO, "debrief", letter), "skills"),
        "closed with the role": at("rejected", after, CLOSED_WITH_ROLE),
        "closed undecided": at("rejected", None, CLOSED_WITH_ROLE),
    }
    found |= {f"withdrew: {why}": at("withdrawn", yes, why) for why in WITHDRAWALS}
    found |= {f"declined: {why}": at("withdrawn", after, why, offer=offer(State.DECLINED)) for why in DECLINES}
    out = (State.ASKED, State.APPROVED, State.REFUSED, State.OUT)
    return found | {f"offer {state}": at("offer", after, offer=offer(state, letter)) for state in out}


def painted(found: Dossier, letter: str = "a") -> tuple[str, list[Block]]:
    """The card as it stands in Slack, with as many interviews as anybody plans."""
    held = replace(panel(letter), dossier=found, interviews=[interview(letter) for _ in range(MANY)])
    text, blocks = candidates.card(found)
    return text, [*blocks, *interviews.on_card(held)]


@pytest.mark.parametrize("name", states())
def test_a_card_says_each_thing_once(name: str) -> None:
    found = replace(states()[name], case="", evidence=(), insight="", notice="", waits_since=None)
    text, blocks = candidates.card(found)
    plain = re.sub(r"<!date[^>]*>|[*_“”]", "", all_text(blocks[3:]).lower())
    said = [part.strip() for part in re.split(r"[.,:·\n]| and ", plain)]
    twice = {part for part in said if len(part) > 3 and said.count(part) > 1 and not re.match(r"\d|mon|tue|wed", part)}
    assert twice == set()
    if found.submission.stage == "hired":
        assert text.endswith(": hired")


@pytest.mark.parametrize("letter", LETTERS)
def test_every_card_fits_into_slack_at_its_longest(letter: str) -> None:
    answered = [Question(ask(Kind.QUESTION), letter * 1500, letter * 1500) for _ in range(9)]
    for name, found in states(letter).items():
        _, blocks = painted(found, letter)
        assert check_message(blocks) == [], name
        held = replace(panel(letter), dossier=found, interviews=[interview(letter) for _ in range(MANY)])
        assert check_view(details.modal(held, answered, [], KEY)) == [], name
        assert check_view(histories.modal(History(found, [], [ask(Kind.REVIEW)] * 9), held, 0, RITA, NOW)) == [], name


def test_what_does_not_fit_is_said_to_stand_elsewhere() -> None:
    _, blocks = painted(states()["interviews"])
    assert "more under *Interviews*" in all_text(blocks)
    held = replace(panel("a", revealed=True), interviews=[interview("a") for _ in range(MANY)])
    assert check_view(page := interviews.page(held, RITA, NOW, KEY)) == []
    assert "of 60" in all_text(page["blocks"])
    many = replace(held, revealed=replace(held.revealed, said=held.revealed.said * 4))
    assert check_view(everything := scorecards.everything(many)) == []
    assert "`/candidate compare`" in all_text(everything["blocks"])


@pytest.mark.parametrize(("name", "button"), [("interviews", "Interviews"), ("offer out", "Accepted")])
def test_interviews_and_the_offer_are_within_reach_of_the_details(name: str, button: str) -> None:
    found = states()[name]
    held = replace(panel("a"), dossier=found)
    for view in (details.modal(held, [], [], KEY), histories.modal(History(found, [], []), held, 0, RITA, NOW)):
        buttons = [each for block in view["blocks"] if block["type"] == "actions" for each in block["elements"]]
        assert button in [each["text"]["text"] for each in buttons]
