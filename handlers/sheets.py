"""Sheets: figures as a CSV file that spreadsheets and programs read alike, and in which nothing is ever run.

UTF-8 with a byte order mark, by which Excel knows it; commas, CRLF and quotes as in RFC 4180; numbers with a point.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from handlers.figures import Figure
from storage.rules.measures import DEFINITIONS

COLUMNS = ("measure", "name", "about", "first_day", "last_day", "cases", "value", "unit", "of_them", "longest")
# What a spreadsheet takes for the beginning of a formula, also behind blanks; the wide ones are East Asian.
# Source: owasp.org/www-community/attacks/CSV_Injection
_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Words as a spreadsheet shows them, and never runs them: an apostrophe goes before what looks like a formula."""
    return f"'{text}" if text.startswith(_BEGINS) or text.lstrip().startswith(_BEGINS) else text


def csv_of(figures: Iterable[Figure]) -> bytes:
    """One row a figure, in the order of the view; empty where there is no number. `of_them` are the cases behind a
    share, `longest` the longest of them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for each in figures:
        definition = DEFINITIONS[each.measure]
        words = (str(each.measure), definition.name, each.about)
        numbers = (each.cases, _number(each.value), definition.unit, _number(each.hits), _number(each.most))
        writer.writerow([*map(harmless, words), each.period.first, each.period.last, *numbers])
    return out.getvalue().encode("utf-8-sig")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def as_meant(text: str) -> str:
    """Words as they were before `harmless`: what a sheet we made is read back as."""
    return text[1:] if text.startswith("'") and harmless(text[1:]) != text[1:] else text
