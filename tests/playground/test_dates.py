"""Slack's date markup is filled in for the zone of whoever reads it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.dates import localised

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def shown(moment: datetime, form: str, zone: str = "Asia/Kolkata") -> str:
    said: str = localised(f"by <!date^{int(moment.timestamp())}^{form}|somewhen>", zone, NOW)
    return said.removeprefix("by ")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("{date_short_pretty} {time}", "today 17:30"),
        ("{date_num}", "2026-11-25"),
        ("{date}", "November 25, 2026"),
        ("{date_short}", "Nov 25, 2026"),
        ("{date_long}", "Wednesday, November 25, 2026"),
        ("{time_secs}", "17:30:00"),
        ("{ago}", "just now"),
        ("{unknown} {time}", "{unknown} 17:30"),
    ],
)
def test_each_token_reads_as_in_slack(form: str, said: str) -> None:
    assert shown(NOW, form) == said


def test_today_and_tomorrow_are_the_readers_own() -> None:
    evening = NOW + timedelta(hours=8)
    assert shown(evening, "{date_pretty}", "Asia/Kolkata") == "tomorrow"
    assert shown(evening, "{date_pretty}", "America/New_York") == "today"


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(days=-9), "9 days ago"),
        (timedelta(hours=-1), "1 hour ago"),
        (timedelta(minutes=5), "in 5 minutes"),
    ],
)
def test_ago_counts_in_the_largest_unit_that_fits(away: timedelta, said: str) -> None:
    assert shown(NOW + away, "{ago}") == said


def test_dates_are_found_however_deep_they_stand_and_a_link_is_kept_as_text() -> None:
    markup = f"<!date^{int(NOW.timestamp())}^{{time}}^https://example.com|then>"
    blocks = [{"type": "context", "elements": [{"type": "mrkdwn", "text": markup}], "n": 1}]
    assert localised(blocks, "Europe/Berlin", NOW) == [
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "13:00"}], "n": 1}
    ]
