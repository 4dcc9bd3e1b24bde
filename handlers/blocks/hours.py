"""How hours read: next week as a calendar has it, and the words for hours, windows and places that cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from handlers.blocks.text import day, escape, listed
from storage.rules.calendars import Calendar
from storage.rules.holidays import holiday_name
from storage.rules.hours import Flaw, Unclear, in_words
from storage.rules.preferences import Wrong
from storage.rules.rhythm import local_day, week_of
from storage.rules.windows import windows_on

LABELS = {
    "zone": "Time zone",
    "days": "Working days",
    "hours": "Hours",
    "others": "Other hours on some days",
    "first": "First message of the day",
    "second": "Second message",
    "country": "Public holidays of",
    "region": "Region",
}


def preview(calendar: Calendar, now: datetime, *, whose: str = "Next week I write to you, if something waits") -> str:
    """Monday to Sunday of next week as this calendar has them: when a message may come, and why none does."""
    monday = week_of(local_day(calendar.zone, now)) + timedelta(days=7)
    lines = [_line(calendar, monday + timedelta(days=ahead)) for ahead in range(7)]
    hours = sum(closes - opens for of_day in calendar.week for opens, closes in of_day) / 60
    week = f"{in_words(calendar.week)}, {hours:g} hours a week, {escape(calendar.zone)}"
    return "\n".join([f"*{whose}*", *filter(None, lines), week])


def _line(calendar: Calendar, on: date) -> str:
    windows = windows_on(calendar, on)
    if windows:
        return f"{day(on)} · {times(windows)}"
    if not calendar.week[on.weekday()]:
        return ""
    if any(first <= on <= last for first, last in calendar.away):
        return f"{day(on)} · away"
    holiday = holiday_name(calendar.country, calendar.region, on)
    if holiday:
        return f"{day(on)} · public holiday ({escape(holiday)})"
    return f"{day(on)} · no message: outside your hours that day"


def times(windows: Iterable[time]) -> str:
    """*09:30 and 14:00*."""
    return listed([f"{at:%H:%M}" for at in windows])


def no_preview(faults: Mapping[str, str]) -> str:
    """What stands in the preview's place while something cannot be."""
    wrong = [f"*{LABELS[name.split(':')[0]]}:* {escape(words)}" for name, words in faults.items()]
    return "\n".join(["*Next week cannot be shown yet.*", *wrong])


# --- the words for what cannot be

FLAWS = {
    Flaw.NOT_HOURS: "I cannot read “{part}” as hours. Write from–to, such as 9:00–17:00 or 9:00–12:30, 14:00–18:00.",
    Flaw.NO_SUCH_TIME: "“{part}” names a time no clock shows. A day goes from 0:00 to 24:00.",
    Flaw.NO_LENGTH: "“{part}” begins when it ends. For a whole day write 0:00–24:00.",
    Flaw.OVERLAP: "The hours in “{part}” overlap, and no hour counts twice. Write each stretch once, a comma between.",
    Flaw.INTO_THE_NEXT_DAY: "The hours of {part} run into those of the day after, and no hour counts twice.",
    Flaw.NOT_A_LINE: "I cannot read the line “{part}”. Write a day and its hours, such as Fri 9:00–13:00, or Fri off.",
    Flaw.NO_SUCH_DAY: "“{part}” is no day I know. Write Mon, Tue, Wed, Thu, Fri, Sat or Sun.",
    Flaw.DAY_TWICE: "{part} is named twice. Put all hours of a day into one line.",
}
# The field each belongs to, and its words.
WRONG = {
    Wrong.UNKNOWN_ZONE: ("zone", "I know no such time zone. {near}"),
    Wrong.NO_WORKING_DAYS: (
        "days",
        "Tick at least one day: without any, nothing asked of you would ever fall due. For days off use Days away.",
    ),
    Wrong.TOO_LONG_A_DAY: ("hours", "A working day has 24 hours at most. Write shorter hours."),
    Wrong.TOO_MANY_WINDOWS: ("second", "Two messages a day are the most. Choose two times, or one."),
    Wrong.WINDOWS_NEVER_OPEN: (
        "first",
        "At none of these times do you work ({week}), so no message could ever reach you. Choose a time within them.",
    ),
    Wrong.UNKNOWN_COUNTRY: ("country", "I know no public holidays of this country. Choose another, or none."),
    Wrong.UNKNOWN_REGION: ("region", "This region is not one of that country's. Choose another."),
}
HOURS_MISSING = "Write the hours of the days ticked above, such as 9:00–17:00."


def flaw(unclear: Unclear) -> str:
    """What of somebody's hours cannot be read, at its field."""
    part = unclear.part if len(unclear.part) <= 60 else f"{unclear.part[:59]}…"
    return FLAWS[unclear.flaw].format(part=part)


def meant(near: list[str]) -> str:
    """What may have been meant by an unknown zone."""
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return "Write one such as Europe/Berlin, or a big city of yours; empty is the one Slack has."
