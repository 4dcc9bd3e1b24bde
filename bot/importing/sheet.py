"""A CSV file as somebody's applicant system, a spreadsheet or our own export wrote it, and what becomes of its rows."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handlers.blocks.text import clean
from handlers.sheets import as_meant, harmless

Said = Callable[[int, int], None]  # rows done, rows there are
_SEPARATORS = ",;\t"


class CannotImport(Exception):
    """Why nothing of a file can be imported, in words."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row: its line in the file, the column ('' where it is none's), and why."""

    line: int
    column: str
    why: str


@dataclass
class Report:
    """What became of a file, by line; in a dry run, what would."""

    posted: list[int] = field(default_factory=list)
    there: list[int] = field(default_factory=list)  # imported before
    faults: list[Fault] = field(default_factory=list)

    @property
    def refused(self) -> list[int]:
        return sorted({fault.line for fault in self.faults})

    def add(self, other: Report) -> None:
        self.posted += other.posted
        self.there += other.there
        self.faults += other.faults

    def summary(self, *, dry: bool, done: str = "posted") -> str:
        """One line: *12 posted · 3 there already · 1 refused*."""
        posted = f"{len(self.posted)} would be {done}" if dry else f"{len(self.posted)} {done}"
        return f"{posted} · {len(self.there)} there already · {len(self.refused)} refused"

    def write(self, path: Path) -> None:
        """The faults as a CSV file of its own: line, column and why. Raises OSError; never replaces a file."""
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
            writer.writerow(("line", "column", "why"))
            writer.writerows((each.line, harmless(each.column), harmless(each.why)) for each in self.faults)


@dataclass(frozen=True)
class Kind:
    """What a file is about: its columns, those that must be there, other systems' names for them, and the columns of
    our own export that say nothing here."""

    what: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    also: Mapping[str, tuple[str, ...]]
    aside: frozenset[str] = frozenset()


def rows(path: Path, kind: Kind, *, skip: bool = False) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their lines, 1 being the header. CannotImport names a header that does not fit; with
    `skip`, columns nobody knows are left aside."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = _separator(file.readline())
            file.seek(0)
            found = list(_read(csv.DictReader(file, strict=True, delimiter=separator), kind, skip))
    except UnicodeDecodeError:
        raise CannotImport(f"{path} is not in UTF-8. Save it as “CSV UTF-8” and try again.") from None
    except csv.Error as error:
        raise CannotImport(f"{path} is no CSV file ({error}).") from None
    if not found:
        raise CannotImport(f"{path} holds no {kind.what}: one line of headings, then one line each.")
    return found


def _separator(header: str) -> str:
    """Commas, unless the headings are parted by semicolons or tabs, as where a comma is for decimals."""
    return max(_SEPARATORS, key=header.count)


def plain(heading: str) -> str:
    """A word as programs spell it: `E-Mail` is `e_mail`."""
    return re.sub(r"[^a-z0-9]+", "_", heading.strip().lower()).strip("_")


def headings(names: Iterable[str], kind: Kind) -> dict[str, str]:
    """Our column for each heading that has one: by its own name, else by another system's name for it, of which the
    first in `kind.also` holds. Two headings never mean one column."""
    spelled = {name: plain(name) for name in names}
    found = {name: each for name, each in spelled.items() if each in kind.columns}
    for column, others in kind.also.items():
        for other in others:
            named = [name for name, each in spelled.items() if each == other and name not in found]
            if column not in found.values() and named:
                found[named[0]] = column
    return found


def _read(reader: csv.DictReader[str], kind: Kind, skip: bool) -> Iterator[tuple[int, dict[str, str]]]:
    names = [name or "" for name in reader.fieldnames or []]
    header = headings(names, kind)
    missing = [name for name in kind.required if name not in header.values()]
    if "first_name" in header.values() and "name" in missing:
        missing.remove("name")
    unknown = [name for name in names if name not in header and plain(name) not in kind.aside]
    if missing:
        raise CannotImport(f"The first line must name the columns; missing: {', '.join(missing)}.")
    if len(set(header.values())) < len(header) or len(set(names)) < len(names):
        raise CannotImport("A column is named twice in the first line.")
    if unknown and not skip:
        raise CannotImport(
            f"I know no column {', '.join(unknown)}. I know {', '.join(kind.columns)}. "
            "--skip-unknown leaves the others aside."
        )
    for raw in reader:
        cells = {column: clean(as_meant(raw[name] or "")) for name, column in header.items()}
        if raw.get(None):
            cells[""] = "more"
        if any(cells.values()):
            yield reader.line_num, cells
