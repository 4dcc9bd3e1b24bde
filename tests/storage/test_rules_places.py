"""Places by the names people know."""

from __future__ import annotations

from datetime import date
from zoneinfo import available_timezones

import pytest

from storage.rules.holidays import countries, holiday_name, public_holidays
from storage.rules.places import country_names, place, region_names, zone_called, zones_near


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" Berlin ", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("lord howe", "Australia/Lord_Howe"),
        ("UTC", "UTC"),
        ("Munich", None),
        ("Mars/Olympus", None),
        ("localtime", None),
        ("right/UTC", None),
        ("", None),
    ],
)
def test_a_zone_is_known_by_its_name_or_its_city(typed: str, zone: str | None) -> None:
    assert zone_called(typed) == zone


@pytest.mark.parametrize(
    ("typed", "first"),
    [("Berln", "Europe/Berlin"), ("Europe/Belrin", "Europe/Berlin"), ("New Yrok", "America/New_York")],
)
def test_a_zone_misspelt_finds_the_one_that_was_meant(typed: str, first: str) -> None:
    near = zones_near(typed)
    assert near[0] == first
    assert len(near) <= 3
    assert set(near) <= available_timezones()


def test_nothing_is_near_to_what_is_no_place() -> None:
    assert zones_near("xxxxxxxxxxxx") == []


def test_every_country_and_region_has_a_name_of_its_own_that_fits_a_menu() -> None:
    names = country_names()
    assert names.keys() == countries().keys()
    assert len(set(names.values())) == len(names)
    assert (names["DE"], names["BA"], names["US"]) == ("Germany", "Bosnia and Herzegovina", "United States")
    for country, regions in countries().items():
        known = region_names(country)
        assert known.keys() == set(regions)
        assert all(0 < len(name) <= 75 for name in [names[country], *known.values()])


def test_a_place_reads_as_people_say_it() -> None:
    assert place("DE", "BE") == "Germany, Berlin"
    assert place("DE", None) == "Germany"
    assert place(None, None) is None
    assert place("XX", "Y") == "XX, Y"  # a release of the table that drops one


def test_a_holiday_has_a_name_and_another_day_none() -> None:
    corpus_christi = date(2026, 6, 4)
    assert holiday_name("DE", "BY", corpus_christi) == "Corpus Christi"
    assert holiday_name("DE", "BE", corpus_christi) is None
    assert holiday_name(None, None, date(2026, 12, 25)) is None
    assert holiday_name("XX", None, date(2026, 12, 25)) is None
    assert holiday_name("DE", "ZZ", date(2026, 12, 25)) == "Christmas Day"
    for country in ("US", "JP", "BR", "IN", "SA"):
        days = public_holidays(country, None, 2026)
        assert days
        assert all(holiday_name(country, None, day) for day in days)
