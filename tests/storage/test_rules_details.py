"""The rules of a role's details: what they may be, what changed, and which day somebody can be wanted by."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storage.rules.briefs import Section, needs_both
from storage.rules.chapters import AT_OPENING, NOT_IN_CHANNELS, Chapter, chapter_of
from storage.rules.details import EMPLOYMENT, NO_DETAILS, REASONS, STARTS_WITHIN, Details, WrongStart, wrong_start

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (TODAY - timedelta(days=1), WrongStart.OVER),
        (TODAY, None),
        (TODAY + STARTS_WITHIN, None),
        (TODAY + STARTS_WITHIN + timedelta(days=1), WrongStart.TOO_FAR),
    ],
)
def test_a_start_is_to_come_within_two_years(day: date, wrong: WrongStart | None) -> None:
    assert wrong_start(day, TODAY) == wrong


def test_what_changed_is_named_in_order() -> None:
    now = Details("Data", next(iter(EMPLOYMENT)), TODAY, next(iter(REASONS)))
    assert now.changed(NO_DETAILS) == ["department", "employment", "start_on", "reason"]
    assert now.changed(now) == []


@pytest.mark.parametrize("made", [{"employment": "sometimes"}, {"reason": "because"}])
def test_only_known_keys_are_kept(made: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is none of"):
        Details(**made)  # type: ignore[arg-type]


def test_level_and_pay_are_criteria_that_both_sign_and_pay_stays_out_of_channels() -> None:
    assert {chapter_of(each) for each in (Section.LEVEL, Section.PAY)} == {Chapter.CRITERIA}
    assert all(needs_both([each]) for each in (Section.LEVEL, Section.PAY))
    assert not needs_both([Section.JURISDICTION])
    assert set(AT_OPENING) > NOT_IN_CHANNELS
