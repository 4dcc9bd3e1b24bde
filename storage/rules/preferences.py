"""What a person, or a workspace for everybody, chose for the fair clock; and what of it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum, auto
from typing import Any
from zoneinfo import available_timezones

from storage.rules.calendars import DAY_MINUTES, OFFICE, WINDOWS, Calendar, Days, Week
from storage.rules.holidays import countries
from storage.rules.windows import next_window

MOST_WINDOWS = 2  # gathered messages a day
_ANY_MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Preferences:
    """None: as the workspace has it, and where that says nothing, as the product has it (Slack's zone, Monday to
    Friday 9–17, 09:30 and 14:00, no public holidays)."""

    zone: str | None = None
    week: Week | None = None
    windows: tuple[time, ...] | None = None
    country: str | None = None
    region: str | None = None

    def over(self, others: Preferences) -> Preferences:
        """These where they say something, else the others'. A region goes with its country."""
        place = self if self.country else others
        return Preferences(
            self.zone or others.zone,
            self.week or others.week,
            self.windows or others.windows,
            place.country,
            place.region,
        )

    def standing(self, others: Preferences) -> Preferences:
        """These, with the hours and windows that hold by the others, or the product, as a choice of their own."""
        return replace(self, week=self.week or others.week or OFFICE, windows=self.windows or others.windows or WINDOWS)

    def calendar(self, slack_zone: str, away: tuple[Days, ...] = ()) -> Calendar:
        return Calendar(
            self.zone or slack_zone,
            self.week or OFFICE,
            self.country,
            self.region,
            away,
            self.windows or WINDOWS,
        )


class Wrong(StrEnum):
    """Why something chosen cannot be. The words for each stand above, at the field it belongs to."""

    UNKNOWN_ZONE = auto()
    NO_WORKING_DAYS = auto()
    TOO_LONG_A_DAY = auto()
    TOO_MANY_WINDOWS = auto()
    WINDOWS_NEVER_OPEN = auto()
    UNKNOWN_COUNTRY = auto()
    UNKNOWN_REGION = auto()


def faults(chosen: Preferences, defaults: Preferences, slack_zone: str) -> dict[str, Wrong]:
    """What is wrong with a choice, by the field it is wrong in; empty where all is well."""
    wrong: dict[str, Wrong] = {}
    if chosen.zone is not None and chosen.zone not in available_timezones():
        wrong["zone"] = Wrong.UNKNOWN_ZONE
    if chosen.week is not None:
        if not any(chosen.week):
            wrong["week"] = Wrong.NO_WORKING_DAYS
        elif any(closes - opens > DAY_MINUTES for hours in chosen.week for opens, closes in hours):
            wrong["week"] = Wrong.TOO_LONG_A_DAY
    if chosen.country is not None and chosen.country not in countries():
        wrong["country"] = Wrong.UNKNOWN_COUNTRY
    elif chosen.region is not None and chosen.region not in countries().get(chosen.country or "", ()):
        wrong["region"] = Wrong.UNKNOWN_REGION
    if chosen.windows is not None and len(chosen.windows) > MOST_WINDOWS:
        wrong["windows"] = Wrong.TOO_MANY_WINDOWS
    elif not wrong:
        try:
            next_window(chosen.over(defaults).calendar(slack_zone), _ANY_MONDAY)
        except ValueError:
            wrong["windows"] = Wrong.WINDOWS_NEVER_OPEN
    return wrong


def to_json(chosen: Preferences) -> dict[str, Any] | None:
    """As a column keeps it; None where nothing was chosen."""
    found: dict[str, Any] = {
        field.name: value for field in fields(chosen) if (value := getattr(chosen, field.name)) is not None
    }
    if "week" in found:
        found["week"] = _lists(found["week"])
    if "windows" in found:
        found["windows"] = [f"{at:%H:%M}" for at in sorted(found["windows"])]
    return found or None


def _lists(hours: Week) -> list[list[list[int]]]:
    return [[[opens, closes] for opens, closes in day] for day in hours]


def from_json(kept: Mapping[str, Any] | None) -> Preferences:
    """As `to_json` wrote it."""
    kept = kept or {}
    week, windows = kept.get("week"), kept.get("windows")
    return Preferences(
        kept.get("zone"),
        tuple(tuple((opens, closes) for opens, closes in hours) for hours in week) if week else None,
        tuple(time.fromisoformat(at) for at in windows) if windows else None,
        kept.get("country"),
        kept.get("region"),
    )


def calendar_to_json(calendar: Calendar, slack_zone: str) -> dict[str, Any] | None:
    """A calendar as a person's row keeps it: None for what everybody has who chose nothing."""
    if calendar == Calendar(slack_zone):
        return None
    return {
        "zone": calendar.zone if calendar.zone != slack_zone else None,
        "week": _lists(calendar.week),
        "windows": [f"{at:%H:%M}" for at in calendar.windows],
        "country": calendar.country,
        "region": calendar.region,
        "away": [[first.isoformat(), last.isoformat()] for first, last in calendar.away],
    }


def calendar_from_json(kept: Mapping[str, Any] | None, slack_zone: str) -> Calendar:
    """As `calendar_to_json` wrote it."""
    if kept is None:
        return Calendar(slack_zone)
    away = tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in kept["away"])
    return from_json(kept).calendar(slack_zone, away)
