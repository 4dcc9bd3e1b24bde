"""Words on their way to Slack: escaped, clipped, and times in the reader's zone."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from storage.rules.calendars import zone
from storage.rules.working_time import HOUR

_UNSEEN = {
    "\u200b",
    "\u200e",
    "\u200f",
    "\u061c",
    "\ufeff",
    "\u00ad",
    *map(chr, range(0x2060, 0x2065)),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
}
_KEPT_CONTROLS = {"\n"}
_FAR = 300  # days; a day of the month needs its year from about here


def clean(text: str) -> str:
    """What a person typed, without control characters, half surrogates and marks that turn the reading direction."""
    kept = (
        c
        for c in text.replace("\r\n", "\n").replace("\t", " ")
        if c in _KEPT_CONTROLS or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _UNSEEN)
    )
    return "".join(kept).strip()


def escape(text: str) -> str:
    """People's words as mrkdwn that pings nobody and links nowhere."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, length: int) -> str:
    """At most `length` characters, ending in … where something was cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def quote(text: str, length: int = 2500) -> str:
    """People's words as mrkdwn of at most `length` characters, escapes included, with none of them cut in half."""
    escaped = escape(text)
    if len(escaped) <= length:
        return escaped
    room, kept = length - 1, []
    for c in text:
        room -= len(escape(c))
        if room < 0:
            break
        kept.append(c)
    return escape("".join(kept).rstrip()) + "…"


def mention(person: str) -> str:
    """A mention that notifies."""
    return f"<@{person}>"


def when(moment: datetime, zone_name: str, now: datetime) -> str:
    """A moment for one reader, in their zone: *today 15:00*, *Wed 15:00* in the days ahead, else *Wed 5 Nov 15:00*;
    with its year where that is months away."""
    tz = zone(zone_name)
    local, today = moment.astimezone(tz), now.astimezone(tz).date()
    days = (local.date() - today).days
    if days in (-1, 0, 1):
        return f"{('yesterday', 'today', 'tomorrow')[days + 1]} {local:%H:%M}"
    year = f" {local.year}" if abs(days) > _FAR else ""
    return f"{local:%a %H:%M}" if 0 < days < 7 else f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M}"


def on_day(moment: datetime, zone_name: str, now: datetime) -> str:
    """As `when`, for what is read on another day as well: always by the day's own name, never *tomorrow*."""
    local, today = moment.astimezone(zone(zone_name)), now.astimezone(zone(zone_name)).date()
    is_near = 0 <= (local.date() - today).days < 7
    return f"{local:%a %H:%M}" if is_near else f"{local:%a} {local.day} {local:%b %H:%M}"


def since(moment: datetime, zone_name: str, now: datetime) -> str:
    """From when on somebody waits, for one reader, no finer than it matters: *today 10:05*, *yesterday*, *Monday*, else
    *Mon 23 Nov*."""
    local = moment.astimezone(zone(zone_name))
    days = (now.astimezone(zone(zone_name)).date() - local.date()).days
    if days <= 0:
        return f"today {local:%H:%M}"
    return "yesterday" if days == 1 else f"{local:%A}" if days < 7 else day(local.date())


def day(date: date, *, weekday: bool = True) -> str:
    """`Wed 25 Nov`, or without the weekday."""
    return f"{date:%a} {date.day} {date:%b}" if weekday else f"{date.day} {date:%b}"


def stamp(moment: datetime, zone_name: str) -> str:
    """A moment for a channel: Slack shows it in each reader's zone; `zone_name` serves where Slack cannot."""
    local = moment.astimezone(zone(zone_name))
    fallback = f"{local:%a} {local.day} {local:%b %H:%M}"
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def ago(moment: datetime, zone_name: str) -> str:
    """How long ago, kept true by Slack however old the message gets."""
    local = moment.astimezone(zone(zone_name))
    return f"<!date^{int(moment.timestamp())}^{{ago}}|{local.day} {local:%b}>"


def day_number(opened: datetime, now: datetime, zone_name: str) -> int:
    """Which calendar day of the search it is in that zone; the day it was opened is day 1."""
    tz = zone(zone_name)
    return (now.astimezone(tz).date() - opened.astimezone(tz).date()).days + 1


def took(start: datetime, end: datetime) -> str:
    """Elapsed days in words: *under a day*, *1 day*, *38 days*."""
    days = (end - start).days
    return count(days, "day") if days else "under a day"


def count(number: int, one: str, many: str | None = None) -> str:
    """*1 profile*, *2 profiles*."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def working_time(seconds: int) -> str:
    """Working seconds in words: *25 working minutes*, *3 working hours*, *1.5 working hours*."""
    if seconds < 60:
        return "under a working minute"
    if seconds < HOUR:
        return count(round(seconds / 60), "working minute")
    hours = round(seconds / HOUR, 1)
    return f"{hours:g} working hour{'' if hours == 1 else 's'}"


def listed(words: list[str]) -> str:
    """*a*, *a and b*, *a, b and c*."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
