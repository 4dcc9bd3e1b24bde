"""Putting off, holding, and what is left when the ball comes back. Source: the product's rules for nudges."""

from __future__ import annotations

from datetime import datetime

from storage.rules.calendars import Calendar
from storage.rules.windows import next_window
from storage.rules.working_time import between

MOST_SNOOZES = 2
MOST_HELD = 10  # working days
HELD_FOR = (1, 2, 3, 5, 10)  # working days, as offered
# Key → words. Why something is put off, and why somebody is on hold: never free text, for whoever waits reads it.
REASONS = {
    "time": "I need an uninterrupted hour for it",
    "away": "I am in meetings or travelling today",
    "colleague": "I want to speak with a colleague first",
    "other": "Something more urgent came up",
}
HOLDS = {
    "others": "I want to see more people first",
    "headcount": "The headcount is being discussed",
    "timing": "The start date is open",
    "internal": "Somebody from inside is being considered",
    "team": "The team is changing",
}


def choices(calendar: Calendar, at: datetime) -> list[datetime]:
    """The person's own windows an ask can be put off to, within one of their working days; their next one always."""
    found = [next_window(calendar, at)]
    while True:
        window = next_window(calendar, found[-1])
        if between(calendar, at, window) > calendar.day:
            return found
        found.append(window)


def grace(promise: int, elapsed: int, given: int, calendar: Calendar) -> int:
    """What is added to a promise, in working seconds in all, so that half a working day is left of it."""
    return max(given, elapsed + calendar.day // 2 - promise)
