"""For how long data is kept, by what a brief says of its jurisdiction."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.rules import retention
from storage.rules.retention import JURISDICTIONS, keeping, months_after

ENDED = datetime(2026, 8, 31, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "months", "minimum"),
    [
        ("", retention.UNNAMED, 0),
        ("Somewhere", retention.UNNAMED, 0),
        ("Germany", 6, 0),
        ("germany; three months", 3, 0),
        ("Deutschland, 4 Monate", 4, 0),
        ("DE", 6, 0),
        ("US", 24, 12),
        ("join us", retention.UNNAMED, 0),
        ("U.S.", 24, 12),
        ("United States; one year", 12, 12),
        ("US; 6 months", 12, 12),  # never below what the law asks for
        ("US (California)", 48, 48),
        ("Germany and US", 12, 12),  # the shortest time that keeps the longest minimum
        ("Netherlands", 1, 0),
        ("Belarus", retention.UNNAMED, 0),
        ("Germany; 2 years", 24, 0),
        ("Germany; 500 years", 6, 0),
    ],
)
def test_what_a_brief_says_comes_to_months(words: str, months: int, minimum: int) -> None:
    found = keeping(words)
    assert (found.months, found.minimum) == (months, minimum)
    assert (found.law is not None) is (minimum > 0)


def test_every_jurisdiction_has_its_source_and_keeps_at_least_its_minimum() -> None:
    assert len({each.key for each in JURISDICTIONS}) == len(JURISDICTIONS)
    for each in JURISDICTIONS:
        assert each.source
        assert each.keep >= max(each.minimum, 1)
        assert keeping(each.title).months == each.keep
        assert keeping(each.title).named == each
    checked = {each.key for each in JURISDICTIONS if each.checked}
    assert checked >= {"us", "uk", "germany", "france"}
    (uk,) = [each for each in JURISDICTIONS if each.key == "uk"]
    assert "not before October 2026" in uk.source  # three months hold until then: said, not passed over
    assert all(each.counted for each in JURISDICTIONS)


def test_months_end_on_the_last_day_where_there_is_no_such_day() -> None:
    assert months_after(ENDED, 6) == datetime(2027, 2, 28, 12, 0, tzinfo=UTC)
    assert months_after(ENDED, 12) == datetime(2027, 8, 31, 12, 0, tzinfo=UTC)
    assert months_after(ENDED, 4) == datetime(2026, 12, 31, 12, 0, tzinfo=UTC)


def test_nothing_is_due_before_it_is_first_looked_at() -> None:
    shortest = min(each.keep for each in JURISDICTIONS)
    assert months_after(ENDED, shortest) - retention.WARNED_BEFORE >= ENDED + retention.FIRST_LOOK
