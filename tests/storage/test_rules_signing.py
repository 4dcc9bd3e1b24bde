"""What a change needs, when a talk is worth its time, and how a difference is told: tables of pure rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.blind import apart, is_talk_worth_it
from storage.rules.briefs import Section, needs_both
from storage.rules.chapters import Chapter, sections_of
from storage.rules.differences import Change, compared, excerpts


@pytest.mark.parametrize(
    ("what", "both"),
    [
        ([], False),
        ([Section.WHY], False),
        ([Section.OUTCOMES], True),
        ([Section.WHY, Section.MUST_HAVES], True),
        (["level"], True),
        (["pay"], True),
        *(([section], True) for section in sections_of(Chapter.CRITERIA) + sections_of(Chapter.OUTCOMES)),
        ([Section.TESTED], True),
        ([Section.ROUNDS, Section.JOIN, Section.SUPPLY, Section.SKILLS], False),
    ],
)
def test_outcomes_criteria_level_and_pay_need_both_and_nothing_else_does(what: list[str], both: bool) -> None:
    assert needs_both(what) is both


@pytest.mark.parametrize(
    ("numbers", "talk"),
    [
        ((10, 10), False),
        ((9, 7), False),
        ((10, 7), True),
        ((7, 7), False),
        ((7, 6), True),
        ((6, 6), True),
        ((9, 5), True),
        ((0, 10), True),
        ((7, 8, 9), False),
        ((7, 8, 10), True),
    ],
)
def test_a_gap_of_three_or_anybody_at_six_suggests_a_talk(numbers: tuple[int, ...], talk: bool) -> None:
    assert is_talk_worth_it(numbers) is talk
    assert is_talk_worth_it(numbers[::-1]) is talk


def test_how_far_apart_is_from_the_lowest_to_the_highest() -> None:
    assert [apart(each) for each in ((4, 8), (8, 4), (5,), (3, 9, 6))] == [4, 4, 0, 6]


@pytest.mark.parametrize(
    ("was", "now", "gone", "come"),
    [
        ("SQL\nOn-call", "SQL", ["On-call"], []),
        ("SQL", "SQL\nPython", [], ["Python"]),
        ("SQL\nOn-call", "On-call\nSQL", [], []),
        ("SQL\nSQL", "SQL", ["SQL"], []),
        ("", "Loads fail", [], ["Loads fail"]),
        ("Loads fail", "", ["Loads fail"], []),
        ("a\n\nb", "a\n \nb", [], []),
        ("a\nb\nc", "c\nd\na", ["b"], ["d"]),
    ],
)
def test_a_difference_is_the_lines_that_went_and_came(was: str, now: str, gone: list[str], come: list[str]) -> None:
    assert compared(was.splitlines(), now.splitlines()) == Change(tuple(gone), tuple(come))


@given(st.lists(st.sampled_from("abcde")), st.lists(st.sampled_from("abcde")))
def test_what_went_and_came_makes_one_of_the_other(was: list[str], now: list[str]) -> None:
    change = compared(was, now)
    assert sorted([*was, *change.come]) == sorted([*now, *change.gone])


def test_two_long_wordings_are_shown_from_where_they_part() -> None:
    alike = "word " * 100
    assert excerpts("short", "shorter", 80) == ("short", "shorter")
    was, now = excerpts(f"{alike}old end", f"{alike}new end", 80)
    assert was.startswith("…word ")
    assert (was.endswith("word old end"), now.endswith("word new end")) == (True, True)
    assert len(was) <= 80
    assert excerpts("x" * 90, "y" * 90, 80) == ("x" * 90, "y" * 90)  # different from the start


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300), st.integers(20, 100))
def test_an_excerpt_never_hides_where_two_wordings_part(alike: str, was: str, now: str, room: int) -> None:
    one, other = excerpts(alike + was, alike + now, room)
    assert (one == other) is (was == now)
    assert (alike + was).endswith(one.removeprefix("…"))
    if one != other:
        assert one[: room // 2] != other[: room // 2] or min(len(one), len(other)) <= room
