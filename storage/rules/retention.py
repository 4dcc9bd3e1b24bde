"""Retention: how long a candidate's data is kept after a submission ended, and when it may go at the earliest. The
jurisdictions, each with its source, stand in retention.toml beside this file."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files

WARNED_BEFORE = timedelta(days=7)  # the recruiter hears of it so long before
FIRST_LOOK = timedelta(days=14)  # nothing is kept for less than a month, so that nothing is missed before
UNNAMED = 24  # months, where no brief says which jurisdiction it is
MOST = 120  # months; beyond that somebody meant something else

# Why somebody is erased before their time, as people choose it: listed, so that nothing is written about them.
REASONS: dict[str, str] = {
    "asked": "They asked for it",
    "consent": "They withdrew their consent",
    "mistake": "Put forward by mistake",
    "ordered": "An authority or a court ordered it",
}
RETENTION = "retention"  # the time was over
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9, "twelve": 12}
_SPAN = re.compile(rf"(?<!\w)(\d{{1,3}}|{'|'.join(_NUMBERS)})[ -]?(month|year|monat|jahr)", re.IGNORECASE)


@dataclass(frozen=True)
class Jurisdiction:
    """Months for which data is kept, and the minimum the law asks for (0: none). `counted` is from when the law
    counts, `checked` the day on which the entry was held against its source; of a country an administrator entered it
    is the day they did, and `entered_by` who."""

    key: str
    title: str
    names: tuple[str, ...]
    keep: int
    minimum: int
    source: str
    counted: str = ""
    checked: date | None = None
    entered_by: str | None = None


JURISDICTIONS: tuple[Jurisdiction, ...] = tuple(
    Jurisdiction(**{**each, "names": tuple(each["names"])})
    for each in tomllib.loads(files("storage.rules").joinpath("retention.toml").read_text(encoding="utf-8"))[
        "jurisdiction"
    ]
)


@dataclass(frozen=True)
class Keeping:
    """What holds for one role: months after the end, the minimum among them, and which law asks for that; `named` is
    the jurisdiction they come from, if any, and `is_own` says that the brief names a time of its own."""

    months: int = UNNAMED
    minimum: int = 0
    law: Jurisdiction | None = None
    named: Jurisdiction | None = None
    is_own: bool = False

    def until(self, ended: datetime) -> datetime:
        """When the data is to go."""
        return months_after(ended, self.months)

    def at_least_until(self, ended: datetime) -> datetime:
        """When it may go without more ado."""
        return months_after(ended, self.minimum)


def keeping(words: str, others: tuple[Jurisdiction, ...] = ()) -> Keeping:
    """What a brief's words on its jurisdiction come to: *Germany*, *US*, *Germany; three months*. Where several are
    named the longest minimum holds, and the shortest time that keeps it; a time of one's own holds where it does.
    `others` are the countries an administrator entered."""
    found = [each for each in (*JURISDICTIONS, *others) if any(_names(name, words) for name in each.names)]
    law = max(found, key=lambda each: each.minimum, default=None)
    minimum = law.minimum if law else 0
    shortest = min(found, key=lambda each: each.keep, default=None)
    own = _own(words)
    months = max(own or (shortest.keep if shortest else UNNAMED), minimum, 1)
    return Keeping(months, minimum, law if minimum else None, law if minimum == months else shortest, own == months)


def _names(name: str, words: str) -> bool:
    flags = 0 if len(name) == 2 else re.IGNORECASE  # *US*, not *us*; *DE*, not *de*
    wanted = name.upper() if len(name) == 2 else name
    return re.search(rf"(?<![\w.]){re.escape(wanted)}(?!\w)", words, flags) is not None


def _own(words: str) -> int | None:
    """The longest time named in the words, in months."""
    spans = []
    for number, unit in _SPAN.findall(words):
        each = int(number) if number.isdigit() else _NUMBERS[number.lower()]
        spans.append(each * (12 if unit.lower() in ("year", "jahr") else 1))
    longest = max(spans, default=0)
    return longest if 0 < longest <= MOST else None


def months_after(moment: datetime, months: int) -> datetime:
    """The same day and time so many months later; the month's last day where it has none of that number."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
