"""Slack's date markup, `<!date^seconds^format|fallback>`, filled in for one reader's zone."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

_DATE = re.compile(r"<!date\^(\d+)\^([^<>|^]+)(?:\^[^<>|]+)?\|([^<>]*)>")
_TOKEN = re.compile(r"\{(\w+)\}")
_NEAR = {0: "today", -1: "yesterday", 1: "tomorrow"}


def localised(thing: Any, zone: str, now: datetime) -> Any:
    """A copy of text, or of anything made of it, with every date as a reader in that zone sees it now."""
    if isinstance(thing, str):
        return _DATE.sub(lambda found: _filled(int(found[1]), found[2], ZoneInfo(zone), now), thing)
    if isinstance(thing, list):
        return [localised(each, zone, now) for each in thing]
    if isinstance(thing, dict):
        return {key: localised(value, zone, now) for key, value in thing.items()}
    return thing


def _filled(seconds: int, form: str, zone: ZoneInfo, now: datetime) -> str:
    """An unknown token stays as it was written, as in Slack."""
    moment = datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    near = _NEAR.get((moment.date() - now.astimezone(zone).date()).days)
    plain = f"{moment:%B} {moment.day}, {moment.year}"
    short = f"{moment:%b} {moment.day}, {moment.year}"
    long = f"{moment:%A}, {plain}"
    words = {
        "date_num": f"{moment:%Y-%m-%d}",
        "date": plain,
        "date_short": short,
        "date_long": long,
        "date_pretty": near or plain,
        "date_short_pretty": near or short,
        "date_long_pretty": near or long,
        "time": f"{moment:%H:%M}",
        "time_secs": f"{moment:%H:%M:%S}",
        "ago": _ago(int((now - moment).total_seconds())),
    }
    return _TOKEN.sub(lambda token: words.get(token[1], token[0]), form)


def _ago(seconds: int) -> str:
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if abs(seconds) >= size:
            number = round(abs(seconds) / size)
            words = f"{number} {unit}{'' if number == 1 else 's'}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"
