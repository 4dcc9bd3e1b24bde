"""Calibrations and the reality check as rules: what leads to a person, who differs, which roles are alike."""

from __future__ import annotations

import pytest

from storage.rules.calibrations import Trace, Verdict, cells, first_gap, trace
from storage.rules.realities import similar, words

YES, NO, UNSURE = Verdict


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://example.com/ada", (Trace.LINK, "https://example.com/ada")),
        ("HTTP://EXAMPLE.COM", (Trace.LINK, "HTTP://EXAMPLE.COM")),
        ("www.ada.example has it", (Trace.LINK, "www.ada.example")),
        ("linkedin.com/in/ada", (Trace.LINK, "linkedin.com/in/ada")),
        ("code on github.com", (Trace.LINK, "github.com")),
        ("Write to ada@example.org.", (Trace.EMAIL, "ada@example.org")),
        ("ada (at) example.org", (Trace.EMAIL, "ada (at) example.org")),
        ("mailto:ada@example.org", (Trace.EMAIL, "mailto:ada@example.org")),
        ("Call +49 30 1234567", (Trace.PHONE, "+49 30 1234567")),
        ("0171/2345678", (Trace.PHONE, "0171/2345678")),
        ("5551234567", (Trace.PHONE, "5551234567")),
        ("030-123-456-78", (Trace.PHONE, "030-123-456-78")),
        ("(555) 123-4567", (Trace.PHONE, "(555) 123-4567")),
        ("Six years, 2015-2021, then 2021–2024 at a bank", None),
        ("2015 - 2018, 2019 - 2022, 2023", None),
        ("12 people, 3 000 000 rows a day, 99.99 % of the time", None),
        ("1,000,000,000 events; 250000000 users", None),
        ("Node.js, ASP.NET Core, C++20, v1.2.3 and I/O", None),
        ("Two migrations.In 2019 one more.At a bank", None),
        ("example.net/ada", (Trace.LINK, "example.net/ada")),
        ("Led the move. Then left e.g. for a bank", None),
        ("@ home, rated 10/10", None),
        ("", None),
    ],
)
def test_links_addresses_and_phone_numbers_are_recognised_and_ordinary_figures_are_not(
    text: str, found: tuple[Trace, str] | None
) -> None:
    assert trace(text) == found


def test_what_was_said_stands_side_by_side_in_the_order_asked_and_nothing_is_added_up() -> None:
    said = {("B", 1, 1): YES, ("A", 1, 1): NO, ("A", 1, 2): UNSURE, ("B", 1, 2): UNSURE, ("B", 2, 1): YES}
    found = cells(["A", "B"], said)
    assert [(cell.sample, cell.criterion, cell.said, cell.is_agreed) for cell in found] == [
        (1, 1, (("A", NO), ("B", YES)), False),
        (1, 2, (("A", UNSURE), ("B", UNSURE)), True),
        (2, 1, (("B", YES),), True),
    ]
    assert cells([], {}) == []


@pytest.mark.parametrize(
    ("said", "gap"),
    [([], 1), ([(1, 1), (1, 2)], 2), ([(1, 1), (2, 1), (2, 2)], 1), ([(s, c) for s in (1, 2) for c in (1, 2)], None)],
)
def test_the_first_sample_of_which_something_is_missing(said: list[tuple[int, int]], gap: int | None) -> None:
    assert first_gap(2, 2, said) == gap


@pytest.mark.parametrize(
    ("title", "other", "alike"),
    [
        ("Senior Data Engineer", "Data Analyst", True),
        ("Senior Data Engineer", "Senior Designer", False),
        ("Product Manager", "Office Manager", False),
        ("UX Lead", "Team Lead", False),
        ("Pflegekraft (m/w/d)", "Pflegekraft Nacht", True),
        ("ENGINEER", "engineer", True),
        ("", "", False),
    ],
)
def test_roles_are_alike_by_a_word_of_the_title_that_says_what_for(title: str, other: str, alike: bool) -> None:
    assert similar(title, other) is alike
    assert similar(other, title) is alike


def test_where_a_role_names_its_department_that_decides() -> None:
    assert similar("Data Engineer", "Office Cat", department="Data", other_department=" data ")
    assert not similar("Data Engineer", "Data Engineer", department="Data", other_department="Finance")
    assert not similar("Data Engineer", "Data Engineer", department="Data")
    assert similar("Data Engineer", "Data Analyst", other_department="Finance")
    assert words("Senior Data Engineer (m/f/d)") == {"data", "engineer"}
