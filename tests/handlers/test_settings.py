"""The settings form: what was entered is understood or refused at its field, and next week reads as it will be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.blockkit import check_view
from handlers.blocks import hours as words
from handlers.blocks import settings as blocks
from handlers.blocks import workspace_settings
from handlers.blocks.settings import AS_EVERYBODY, WEEK, WINDOW, Choices, Form
from handlers.settings import understood
from storage.rules.calendars import OFFICE, Calendar, Week, week
from storage.rules.hours import Flaw, Unclear, in_words
from storage.rules.places import country_names, region_names
from storage.rules.preferences import Preferences, Wrong
from storage.rules.promises import MOST_HALF_DAYS, PROMISES

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday
PART_TIME = week((1, 3), (time(9), time(12, 30)), (time(14), time(18)))
FREE = Choices(Preferences(), Preferences(), BERLIN)
USUAL = blocks.form_of(FREE, 3)
OWN = Preferences("Asia/Tokyo", PART_TIME, (time(10), time(15)), "DE", "BE")


def test_a_form_sent_as_it_was_opened_changes_nothing() -> None:
    assert understood(USUAL, FREE) == (Preferences(), {})
    everybodys = Preferences(week=week(range(4), (time(9), time(17))), windows=(time(10),), country="DE", region="BY")
    for own in (Preferences(), OWN, Preferences(windows=(time(11),)), Preferences(country="FR")):
        choices = Choices(own, everybodys, BERLIN)
        assert understood(blocks.form_of(choices, 3), choices) == (own, {})


def test_what_is_as_everybody_has_it_is_no_choice_of_ones_own() -> None:
    form = replace(USUAL, zone="berlin", days=frozenset(range(5)), hours="9-5", first="14:00", second="09:30")
    assert understood(form, FREE) == (Preferences(), {})


def test_what_is_ticked_is_put_back_whatever_stands_in_its_fields() -> None:
    choices = Choices(OWN, Preferences(), BERLIN)
    form = replace(
        blocks.form_of(choices, 3), hours="nonsense", back=frozenset({WEEK, WINDOW}), zone="", country=AS_EVERYBODY
    )
    assert understood(form, choices) == (Preferences(), {})


@pytest.mark.parametrize(
    ("entered", "chosen"),
    [
        ({"zone": "tokyo"}, Preferences(zone="Asia/Tokyo")),
        ({"days": frozenset({1, 3}), "hours": "9-12:30, 14-18"}, Preferences(week=PART_TIME)),
        ({"days": frozenset(), "hours": "", "others": "Tue, Thu 9:00-12:30, 14:00-18:00"}, Preferences(week=PART_TIME)),
        ({"second": blocks.NO_SECOND}, Preferences(windows=(time(9, 30),))),
        ({"first": "16:00", "second": "11:00"}, Preferences(windows=(time(11), time(16)))),
        ({"first": "11:00", "second": "11:00"}, Preferences(windows=(time(11),))),
        ({"country": "DE"}, Preferences(country="DE")),
        ({"country": "DE", "region": "BE"}, Preferences(country="DE", region="BE")),
    ],
)
def test_what_was_entered_is_understood(entered: dict[str, Any], chosen: Preferences) -> None:
    assert understood(replace(USUAL, **entered), FREE) == (chosen, {})


@pytest.mark.parametrize(
    ("entered", "field", "helps"),
    [
        ({"zone": "Berln"}, "zone", "Did you mean Europe/Berlin?"),
        ({"zone": "qqqq"}, "zone", "such as Europe/Berlin"),
        ({"days": frozenset()}, "days", "Days away"),
        ({"others": "Mon-Fri off"}, "days", "at least one day"),
        ({"hours": ""}, "hours", "9:00–17:00"),
        ({"hours": "from nine"}, "hours", "“from nine”"),
        ({"hours": "9:00-34:00"}, "hours", "0:00 to 24:00"),
        ({"hours": "8-12, 11-15"}, "hours", "overlap"),
        ({"others": "Fri whenever"}, "others", "“Fri whenever”"),
        ({"hours": "22:00-6:00", "others": "Fri 5:00-9:00", "first": "22:00"}, "others", "Thursday"),
        ({"first": "08:30", "second": blocks.NO_SECOND}, "first", "Mon–Fri 9:00–17:00"),
        ({"days": frozenset({1}), "hours": "10-12", "second": "12:00"}, "first", "Tue 10:00–12:00"),
        ({"country": "XX"}, "country", "Choose another"),
        ({"country": "DE", "region": "ZZ"}, "region:DE", "Choose another"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_in_words_that_help(
    entered: dict[str, Any], field: str, helps: str
) -> None:
    form = replace(USUAL, **entered)
    _, wrong = understood(form, FREE)
    assert list(wrong) == [field]
    assert helps in wrong[field]
    assert "{" not in wrong[field]
    assert words.LABELS[field.split(":")[0]] in words.no_preview(wrong)
    if form.country != "XX":
        view = blocks.personal(form, FREE, "…", "")
        assert field in [block.get("block_id") for block in view["blocks"] if block["type"] == "input"]


def test_whatever_can_be_wrong_has_words_at_a_field() -> None:
    assert words.WRONG.keys() == set(Wrong)
    assert {field for field, _ in words.WRONG.values()} <= words.LABELS.keys()
    assert words.FLAWS.keys() == set(Flaw)
    assert all("x" * 59 + "…" in words.flaw(Unclear(flaw, "x" * 300)) for flaw in (Flaw.NOT_HOURS, Flaw.OVERLAP))


# --- next week


def test_next_week_says_when_a_message_may_come_and_why_none_does() -> None:
    calendar = Calendar(BERLIN, OFFICE, "DE", "BE", ((date(2026, 12, 24), date(2026, 12, 24)),))
    assert words.preview(calendar, datetime(2026, 12, 16, 12, tzinfo=UTC)).splitlines()[1:] == [
        "Mon 21 Dec · 09:30 and 14:00",
        "Tue 22 Dec · 09:30 and 14:00",
        "Wed 23 Dec · 09:30 and 14:00",
        "Thu 24 Dec · away",
        "Fri 25 Dec · public holiday (Christmas Day)",
        "Mon–Fri 9:00–17:00, 40 hours a week, Europe/Berlin",
    ]


@pytest.mark.parametrize(
    ("pattern", "windows", "lines"),
    [
        (PART_TIME, (time(9, 30), time(14)), ["Tue 1 Dec · 09:30 and 14:00", "Thu 3 Dec · 09:30 and 14:00"]),
        (PART_TIME, (time(13), time(15)), ["Tue 1 Dec · 15:00", "Thu 3 Dec · 15:00"]),
        (
            week((0,), (time(6), time(9)))[:1] + week((1,), (time(9), time(17)))[1:],
            (time(9, 30),),
            ["Mon 30 Nov · no message: outside your hours that day", "Tue 1 Dec · 09:30"],
        ),
        (week((4,), (time(22), time(6))), (time(2), time(23)), ["Fri 4 Dec · 23:00", "Sat 5 Dec · 02:00"]),
    ],
)
def test_next_week_has_only_days_one_works(pattern: Week, windows: tuple[time, ...], lines: list[str]) -> None:
    calendar = Calendar(BERLIN, windows=windows)._replace(week=pattern)
    assert words.preview(calendar, NOW).splitlines()[1:-1] == lines


def test_next_week_begins_on_monday_where_the_person_lives() -> None:
    sunday_night = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)  # in Berlin it is Monday
    assert "Mon 7 Dec" in words.preview(Calendar(BERLIN), sunday_night)
    assert "Mon 30 Nov" in words.preview(Calendar("America/New_York"), sunday_night)


# --- the form as Slack takes it


COUNTRIES = st.sampled_from([AS_EVERYBODY, *country_names()])


@settings(max_examples=40, deadline=None)  # each a view with every country in it
@given(st.data(), COUNTRIES, st.text(max_size=100), st.text(max_size=500), st.sets(st.sampled_from([WEEK, WINDOW])))
def test_whatever_was_entered_the_form_fits_into_slack(
    data: st.DataObject, country: str, hours: str, others: str, back: set[str]
) -> None:
    region = data.draw(st.sampled_from(["", *region_names(country)]))
    form = Form("Berln", frozenset({0}), hours, others, "09:10", "14:10", country, region, frozenset(back))
    choices = Choices(OWN, Preferences(country="DE"), BERLIN, administrator=True)
    _, wrong = understood(form, choices)
    shown = words.no_preview(wrong)
    promised = dict.fromkeys(PROMISES, MOST_HALF_DAYS - 1)
    views = (blocks.personal(form, choices, shown, "{}"), blocks.for_all(form, choices, promised, 12, shown, "{}"))
    for view in views:
        assert check_view(view) == []


@pytest.mark.parametrize(
    ("half_days", "said"),
    [(1, "half a working day"), (2, "1 working day"), (3, "1½ working days"), (40, "20 working days")],
)
def test_a_promise_reads_in_working_days(half_days: int, said: str) -> None:
    assert workspace_settings.working_days(half_days) == said


def test_an_administrator_reads_for_whom_it_holds() -> None:
    promised = {kind: promise.half_days for kind, promise in PROMISES.items()}
    for free, said in ((0, "for whoever joins"), (1, "1 person here who"), (12, "12 people here who")):
        view = blocks.for_all(USUAL, FREE, promised, free, "…", "")
        assert said in view["blocks"][0]["elements"][0]["text"]


def test_once_saved_it_says_what_holds_and_what_does_not_change() -> None:
    text, button = workspace_settings.saved_for_all(
        Calendar(country="DE", region="BE"), 7, {next(iter(workspace_settings.PROMISES)): 3}
    )
    assert in_words(OFFICE) in text
    assert "Germany, Berlin" in text
    assert "7 people" in text
    assert "1½ working days" in text
    assert "already asked keeps its own" in text
    assert button["type"] == "button"
    assert "nobody's hours" in workspace_settings.saved_for_all(Calendar(), 0, {})[0]
