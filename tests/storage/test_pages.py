"""Long lists show a page at a time, and stay where they were turned to for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.pages import KEPT, LINES, Part, from_json, stretch, to_json, turn

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
ROLES = LINES[Part.ROLES]


@pytest.mark.parametrize(
    ("total", "turned_to", "page", "shown"),
    [
        (0, 0, 0, 0),
        (0, 3, 0, 0),
        (ROLES, 0, 0, ROLES),
        (ROLES, 1, 0, ROLES),
        (ROLES + 1, 1, 1, 1),
        (3 * ROLES, 1, 1, ROLES),
        (3 * ROLES, 99, 2, ROLES),
    ],
)
def test_a_page_that_is_not_there_shows_the_last_there_is(total: int, turned_to: int, page: int, shown: int) -> None:
    found = stretch(range(total), Part.ROLES, {Part.ROLES: turned_to})
    assert (found.page, len(found.shown)) == (page, shown)
    assert found.before + shown + found.after == found.total == total


@given(st.integers(0, 400), st.sampled_from(Part))
def test_the_pages_together_are_the_list(total: int, part: Part) -> None:
    pages = -(-total // LINES[part])
    assert [each for page in range(pages) for each in stretch(range(total), part, {part: page}).shown] == [
        *range(total)
    ]


@given(st.integers())
def test_any_number_turns_a_list_and_leaves_the_others(page: int) -> None:
    turned = turn({Part.OWED: 2}, Part.ROLES, page)
    assert turned[Part.OWED] == 2
    assert stretch(range(100), Part.ROLES, turned).shown


def test_a_list_stays_turned_for_an_hour_and_then_begins_at_the_top() -> None:
    stored = to_json({Part.AWAITED: 3}, NOW)
    assert from_json(stored, NOW + KEPT - timedelta(seconds=1)) == {Part.AWAITED: 3}
    assert from_json(stored, NOW + KEPT) == {}
    assert from_json(None, NOW) == {}
