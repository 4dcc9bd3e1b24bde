"""Exports: read back by a parser as they were meant, and never run by a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.figures import Figure
from handlers.sheets import COLUMNS, csv_of, harmless
from storage.rules.measures import DEFINITIONS, Measure
from storage.rules.periods import Period

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")  # the mark by which Excel knows UTF-8
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_a_row_is_a_figure_and_what_has_no_number_is_empty() -> None:
    found = rows(
        csv_of(
            [
                Figure(Measure.WITHIN, "Müller, “Daten” · hiring managers", JUNE, 12, 83, hits=10),
                Figure(Measure.MEDIAN, "", JUNE, 0, None),
                Figure(Measure.STAGE, "review", JUNE, 2, 16.0, most=18.5),
            ]
        )
    )
    assert found[0] == list(COLUMNS)
    begin, end = "2026-06-01", "2026-06-30"
    assert found[1] == [
        "within_promise",
        "Within promise",
        "Müller, “Daten” · hiring managers",
        begin,
        end,
        "12",
        "83",
        "percent",
        "10",
        "",
    ]
    assert found[2] == ["median_answer", "Median answer", "", begin, end, "0", "", "working hours", "", ""]
    assert found[3][5:] == ["2", "16", "working hours", "", "18.5"]


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("word", FORMULAS)
def test_what_looks_like_a_formula_is_shown_and_not_run(word: str) -> None:
    (found,) = rows(csv_of([Figure(Measure.MEDIAN, word, JUNE, 3, 1.0)]))[1:]
    assert found[2] == f"'{word}"


@given(words=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_any_words_come_back_whole_in_their_own_cell(words: str) -> None:
    found = rows(csv_of([Figure(Measure.MEDIAN, words, JUNE, 3, 1.0)] * 2))
    assert [len(row) for row in found] == [len(COLUMNS)] * 3
    assert found[1][2] in (words, f"'{words}")
    assert not found[1][2].lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_keys_names_and_units_are_nobodys_formula() -> None:
    for measure, definition in DEFINITIONS.items():
        assert all(harmless(each) == each for each in (str(measure), definition.name, definition.unit))
