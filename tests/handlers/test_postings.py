"""What is typed of a candidate is cleaned, checked at its field, and never lost between the screens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handlers.blocks import evidence as evidence_blocks
from handlers.blocks import postings as blocks
from handlers.blocks.text import clean
from handlers.door import metadata
from handlers.posting_form import findings, posting, unsaid, wrong
from handlers.postings import Carried
from storage.candidates import Earlier
from storage.evidence import Wanted
from storage.rules.criteria import LONGEST
from storage.rules.evidence import WORDS_LONGEST, Evidence, Seen

TODAY = date(2026, 6, 1)
GOOD = {"name": "Ada Marlowe", "case": "Built the same twice."}
WANTED = Wanted(7, ("SQL at scale", "On-call"))


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "ada@example.com"),
        ("name", "Ada Marlowe ada@example.com"),
        ("name", "<ada@example.com>"),
        ("name", "https://example.com/ada"),
        ("name", clean("\u200b\u202e\u2066\u2060 \u00ad")),
        ("name", "\u200d\u200d"),
        ("case", ""),
        ("email", "ada"),
        ("email", "ada@example"),
        ("email", "a b@example.com"),
        ("profile", "javascript:alert(1)"),
        ("profile", "https://user:secret@example.com/"),
        ("profile", "https://@example.com/"),
        ("profile", "https://example.com\\@evil.example/"),
        ("profile", "https://example.com:port/"),
        ("profile", "https://example.com/" + "x" * 2980),
        ("offer_by", day(-1)),
        ("offer_by", day(800)),
        ("privacy_on", day(1)),
    ],
)
def test_what_cannot_be_stored_is_said_at_its_field_alone(field: str, typed: str) -> None:
    found = wrong(GOOD | {field: typed}, TODAY)
    assert list(found) == [field]
    assert len(found[field]) > 15


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        GOOD | {"name": "李", "email": "li@example.com", "profile": "https://example.com/in/li"},
        GOOD | {"name": "Ngọc-Anh O’Neill 3rd", "offer_by": day(0), "privacy_on": day(0)},
        GOOD | {"name": "משה", "privacy_on": day(-400), "offer_by": day(30)},
    ],
)
def test_what_can_be_stored_is_taken(typed: dict[str, str]) -> None:
    assert wrong(typed, TODAY) == {}


@pytest.mark.parametrize("name", ["A\u202eda", "\u200bAda\ufeff", "A\u2066da\u2069", "Ad\u2060a", "A\u00adda"])
def test_marks_that_turn_or_hide_words_are_taken_out_of_a_name(name: str) -> None:
    assert clean(name) == "Ada"


def test_evidence_keeps_the_place_of_its_must_have_and_what_was_not_said_is_left_out() -> None:
    typed = GOOD | {
        evidence_blocks.name("On-call", "seen"): "partly",
        evidence_blocks.name("On-call", "words"): "Took part in a rota",
        evidence_blocks.name("SQL at scale", "seen"): "",
        evidence_blocks.name("Something else", "seen"): "seen",
    }
    made = posting(typed, WANTED)
    assert made.evidence == (Evidence(2, "On-call", Seen.PARTLY, "Took part in a rota"),)
    assert made.brief_id == 7
    assert made.words == {"case": "Built the same twice."}


def test_evidence_without_saying_whether_it_was_seen_is_asked_back() -> None:
    typed = GOOD | {evidence_blocks.name("On-call", "words"): "Took part in a rota"}
    assert list(unsaid(typed, WANTED)) == [evidence_blocks.name("On-call", "seen")]


@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("A young team player, still under 30", "age"),
        ("Has no children at home", "family"),
        ("Speaks without an accent", "origin"),
        ("No health problems", "health"),
        ("A real culture fit", "people unlike"),
    ],
)
def test_grounds_that_say_nothing_of_the_work_are_pointed_out_with_a_better_phrase(words: str, ground: str) -> None:
    found = findings(GOOD | {"insight": words})
    assert list(found) == ["insight"]
    assert any(ground in each.ground for each in found["insight"])
    said = blocks.pointed_out(found["insight"])
    assert "Better:" in said
    assert "submit again to keep it" in said


def test_wording_is_watched_in_case_insight_and_evidence_and_nowhere_else() -> None:
    bad = "too old"
    names = {"case", "insight", evidence_blocks.name("On-call", "words")}
    assert set(findings(dict.fromkeys((*names, "name", "place", "notice"), bad))) == names


def test_what_the_modal_carries_fits_into_it() -> None:
    permalink = "https://a-workspace-with-a-long-name.slack.com/archives/C0123456789/p1700000000000000"
    kept = Carried(
        10**15 - 1, ("x" * 8,) * 150, 10**15 - 1, ("C0123456789", "1700000000.000000", "U0123456789", permalink)
    )
    assert len(metadata(kept.text(), "https://hooks.slack.com/actions/" + "x" * 80)) < 3000


def test_five_long_must_haves_fit_into_one_section_of_the_card() -> None:
    said = [Evidence(n, "&" * LONGEST, Seen.SEEN, "<" * WORDS_LONGEST) for n in range(1, 6)]
    (section,) = evidence_blocks.shown(said)
    assert len(section["text"]["text"]) <= 3000
    assert not section["text"]["text"].endswith("&lt…")
    assert section["text"]["text"].count("✓") == 5


def test_earlier_roles_say_how_far_and_when_and_not_which() -> None:
    found = [Earlier("interview", date(2026, 3, 9)), Earlier("withdrawn", date(2026, 4, 1))]
    assert blocks.been_here(found) == "*Earlier:* interview, Mar 2026 and withdrawn, Apr 2026."
    assert "and 2 times before" in blocks.been_here(found + [found[0]] * 5)
