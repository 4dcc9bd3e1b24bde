"""People's words on their way to Slack ping nobody, break nothing, and times read well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.blocks import text
from handlers.requisitions import key_number

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday


@given(st.text())
def test_escaped_words_hold_no_markup_of_slacks(words: str) -> None:
    escaped = text.escape(words)
    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == words


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_cleaned_words_can_be_stored_and_say_what_they_seem_to(words: str) -> None:
    cleaned = text.clean(words)
    cleaned.encode("utf-8")
    assert not set(cleaned) & set("\x00\x07\r\u202e\u200b\u2066")
    assert text.clean(cleaned) == cleaned


@given(st.text(min_size=1), st.integers(2, 50))
def test_clipped_words_fit(words: str, length: int) -> None:
    assert len(text.clip(words, length)) <= length


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW + timedelta(hours=3), "today 16:00"),
        (NOW + timedelta(days=1), "tomorrow 13:00"),
        (NOW - timedelta(days=1), "yesterday 13:00"),
        (NOW + timedelta(hours=11, minutes=30), "tomorrow 00:30"),
        (NOW + timedelta(days=2), "Fri 13:00"),
        (NOW - timedelta(days=6), "Thu 19 Nov 13:00"),
        (NOW + timedelta(days=7), "Wed 2 Dec 13:00"),
    ],
)
def test_a_moment_reads_as_people_say_it(moment: datetime, said: str) -> None:
    assert text.when(moment, "Europe/Berlin", NOW) == said


@pytest.mark.parametrize(
    ("days", "said"), [(0, "Wed 13:00"), (1, "Thu 13:00"), (6, "Tue 13:00"), (7, "Wed 2 Dec 13:00")]
)
def test_what_is_read_on_another_day_as_well_is_said_by_the_days_own_name(days: int, said: str) -> None:
    assert text.on_day(NOW + timedelta(days=days), "Europe/Berlin", NOW) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (3, "today 10:00"),
        (14, "yesterday"),
        (38, "Monday"),
        (6 * 24, "Thursday"),
        (7 * 24, "Wed 18 Nov"),
    ],
)
def test_since_when_somebody_waits_is_said_no_finer_than_it_matters(hours: int, said: str) -> None:
    assert text.since(NOW - timedelta(hours=hours), "Europe/Berlin", NOW) == said


def test_a_stamp_is_shown_by_slack_in_each_readers_zone_and_readable_where_it_cannot() -> None:
    assert text.stamp(NOW, "Asia/Kolkata") == "<!date^1795608000^{date_short_pretty} {time}|Wed 25 Nov 17:30>"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "under a working minute"),
        (60, "1 working minute"),
        (1500, "25 working minutes"),
        (3600, "1 working hour"),
        (5400, "1.5 working hours"),
        (10_800, "3 working hours"),
    ],
)
def test_working_time_reads_in_hours_and_minutes(seconds: int, said: str) -> None:
    assert text.working_time(seconds) == said


def test_the_day_a_role_was_opened_is_day_one_whatever_the_hour() -> None:
    opened = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert text.day_number(opened, opened, "Europe/Berlin") == 1
    assert text.day_number(opened, opened + timedelta(hours=1), "Europe/Berlin") == 2


@pytest.mark.parametrize(
    ("typed", "number"),
    [("REQ-12", 12), ("req12", 12), ("req 12", 12), ("#12", 12), ("12", 12), (" Req-012 ", 12)],
)
def test_a_key_is_understood_however_it_is_typed(typed: str, number: int) -> None:
    assert key_number(typed) == number


@pytest.mark.parametrize("typed", ["", "REQ-", "twelve", "REQ-1.5", "-", "1234567890", "१२", "REQ-12 please"])
def test_what_is_no_key_is_not_taken_for_one(typed: str) -> None:
    assert key_number(typed) is None


def test_lists_read_as_people_say_them() -> None:
    assert [text.listed(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
