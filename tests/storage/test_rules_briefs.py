"""The rules of the brief: must-haves as typed, what changed, and the days a first shortlist can be due; as tables."""

from __future__ import annotations

from datetime import date, time

import pytest

from storage.rules.briefs import Section, WrongDay, changed, end_of, must_haves, wrong_day
from storage.rules.calendars import Calendar, week
from storage.rules.promises import Kind, full_over
from tests.storage.world import BERLIN, DAY, KOLKATA, NEW_YORK, berlin, local

BERLINER = Calendar(zone=BERLIN)
NIGHTS = Calendar(zone=BERLIN, week=week(range(5), (time(22), time(6))))
SPLIT = Calendar(zone=BERLIN, week=week(range(5), (time(8), time(12)), (time(14), time(18, 30))))
AWAY = Calendar(zone=BERLIN, away=((date(2026, 6, 3), date(2026, 6, 4)),))
GERMAN = Calendar(zone=BERLIN, country="DE")


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("", []),
        ("  \n \n", []),
        ("SQL", ["SQL"]),
        ("- SQL\n• On-call\n* Calm,  when it burns\n\n– Writes", ["SQL", "On-call", "Calm, when it burns", "Writes"]),
        ("SQL\nSQL\n- SQL", ["SQL"]),
    ],
)
def test_must_haves_are_one_a_line_without_bullets(typed: str, lines: list[str]) -> None:
    assert must_haves(typed) == lines


def test_what_changed_is_named_in_reading_order() -> None:
    before = {"why": "a", "must_haves": "b"}
    assert changed(before, before) == []
    assert changed(before, {"must_haves": "c", "outcomes": "d"}) == list(Section)


@pytest.mark.parametrize(
    ("calendar", "day", "at", "wrong"),
    [
        (BERLINER, date(2026, 6, 1), "2026-06-01 16:59", None),
        (BERLINER, date(2026, 6, 1), "2026-06-01 17:00", WrongDay.OVER),
        (BERLINER, date(2026, 5, 29), "2026-06-01 10:00", WrongDay.OVER),
        (BERLINER, date(2026, 6, 6), "2026-06-01 10:00", WrongDay.NOT_WORKED),
        (AWAY, date(2026, 6, 4), "2026-06-01 10:00", WrongDay.NOT_WORKED),
        (GERMAN, date(2026, 12, 25), "2026-06-01 10:00", WrongDay.NOT_WORKED),
        (BERLINER, date(2027, 6, 1), "2026-06-01 10:00", None),
        (BERLINER, date(2027, 6, 2), "2026-06-01 10:00", WrongDay.TOO_FAR),
        (BERLINER, date.max, "2026-06-01 10:00", WrongDay.TOO_FAR),
        (Calendar(zone=KOLKATA), date(2026, 6, 1), "2026-06-01 20:31", WrongDay.OVER),  # there it is tomorrow
        (Calendar(zone=NEW_YORK), date(2026, 6, 1), "2026-06-01 22:59", None),
        (NIGHTS, date(2026, 6, 1), "2026-06-02 05:00", WrongDay.OVER),  # the night goes on, its day does not
    ],
)
def test_a_first_shortlist_is_due_on_a_day_still_to_come_that_is_worked(
    calendar: Calendar, day: date, at: str, wrong: WrongDay | None
) -> None:
    assert wrong_day(calendar, day, berlin(at)) is wrong


@pytest.mark.parametrize(
    ("calendar", "day", "ends"),
    [
        (BERLINER, date(2026, 6, 5), berlin("2026-06-05 17:00")),
        (SPLIT, date(2026, 6, 5), berlin("2026-06-05 18:30")),
        (NIGHTS, date(2026, 6, 5), berlin("2026-06-06 06:00")),
        (NIGHTS, date(2026, 3, 27), berlin("2026-03-28 06:00")),
        (Calendar(zone=NEW_YORK), date(2026, 11, 2), local(NEW_YORK, "2026-11-02 17:00")),
    ],
)
def test_a_day_ends_when_its_work_does(calendar: Calendar, day: date, ends: object) -> None:
    assert end_of(calendar, day) == ends


def test_a_full_promise_over_is_as_long_as_the_promise_but_for_a_day_agreed() -> None:
    assert full_over(Kind.SIGNATURE, 3 * DAY, BERLINER) == 3 * DAY
    assert full_over(Kind.SHORTLIST, 30 * DAY, BERLINER) == DAY
