"""Wording that names a protected ground or hits people by one indirectly; each entry of the file with its source."""

from __future__ import annotations

import pytest

from storage.rules.wording import DIRECT, INDIRECT, not_job_related, pointed_out


def test_every_entry_says_what_to_write_instead_and_who_says_so() -> None:
    for entry in (*INDIRECT, *DIRECT):
        assert all((entry.ground, entry.better, entry.source))
        assert not entry.pattern.search("")
        assert not entry.pattern.search(entry.better.partition("“")[2] or "the work"), entry.better


@pytest.mark.parametrize(
    ("text", "words", "ground"),
    [
        ("We want a Digital  Native", "Digital Native", "age"),
        ("English native speaker", "native speaker", "ethnic origin"),
        ("a young, dynamic team", "young, dynamic team", "age"),
        ("a young\nteam", "young team", "age"),
        ("Recent graduates", "Recent graduates", "age"),
        ("at most 5 years of experience", "at most 5 years", "age"),
        ("A salesman", "salesman", "sex"),
        ("culture fit", "culture fit", "people unlike the team"),
    ],
)
def test_wording_that_discriminates_indirectly_is_found_as_typed(text: str, words: str, ground: str) -> None:
    (found,) = pointed_out(text)
    assert (found.words, found.ground) == (words, ground)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("Over 50", "age"),
        ("Too old for nights", "age"),
        ("Pregnant, or wants children", "family"),
        ("Married", "family"),
        ("Foreigners", "origin"),
        ("Strong accent", "origin"),
        ("Chronic illness", "health or disability"),
        ("Wears a headscarf", "religion or belief"),
        ("Women", "sex or sexual orientation"),
        ("Not a native speaker", "ethnic origin"),
    ],
)
def test_a_disqualifier_on_a_protected_ground_is_none(text: str, ground: str) -> None:
    assert ground in [each.ground for each in not_job_related(text)]


@pytest.mark.parametrize(
    "text",
    [
        "No permit to work in the EU by the start",
        "Cannot travel to Lyon twice a month",
        "No licence to practise as a nurse",
        "Has never fixed a race condition",
        "Manages fewer than 3 people",
        "No forklift licence",
        "Less than German at C1",
        "Storage and page layouts unknown",
        "",
    ],
)
def test_what_is_about_the_job_stands(text: str) -> None:
    assert not_job_related(text) == []
    assert pointed_out(text) == []
