"""Calibrations: what a sample profile may not hold, and where several people who judged alone differ. No score: the
order is that of samples and criteria, and nothing is added up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

LEAST_SAMPLES, MOST_SAMPLES = 3, 5
LONGEST_SAMPLE = 1000  # characters
LONGEST_NOTE = 300
LEAST_PEOPLE, MOST_PEOPLE = 2, 10


class Verdict(StrEnum):
    """What somebody says of one criterion in one sample."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Trace(StrEnum):
    """What would lead from a sample back to a person."""

    LINK = "link"
    EMAIL = "e-mail address"
    PHONE = "phone number"


_EMAIL = re.compile(r"[^\s@<>()]+\s?(?:@|\(at\)|\[at\])\s?[^\s@<>()]+\.[^\W\d_]{2,}", re.IGNORECASE)
# An address without a scheme counts by its ending; those that are words as well (*.in*, *.net*) only before a path.
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|\bwww\.)\S+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|org|io|dev|de|eu|uk|fr|nl|ch)(?:/\S*|(?![\w.]|-\w))"
    r"|\b(?:[a-z0-9-]+\.)+(?:net|info|me|at|in|us|co|ai|app|es|it)/\S+",
    re.IGNORECASE,
)
# Digits however they are set apart; spans of years are taken out first.
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\(?\d(?:[\s()./–-]{0,2}\d){6,}(?!\w)")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?:\s?[/–-]\s?(?:19|20)?\d\d)?(?!\d)")
_PHONE_DIGITS = 9


def trace(text: str) -> tuple[Trace, str] | None:
    """The first thing in a sample that leads to a person, and how it reads there; None where there is none. Names
    cannot be recognised."""
    if found := _EMAIL.search(text):
        return Trace.EMAIL, found[0]
    if found := _LINK.search(text):
        return Trace.LINK, found[0]
    for found in _PHONE.finditer(_YEARS.sub(lambda year: "_" * len(year[0]), text)):
        if _is_phone(found[0]):
            return Trace.PHONE, found[0].strip()
    return None


def _is_phone(text: str) -> bool:
    """Whether that many digits, set apart so, are a phone number rather than a figure."""
    digits = sum(each.isdigit() for each in text)
    if text.startswith(("+", "00")):
        return digits >= _PHONE_DIGITS - 2
    return digits >= _PHONE_DIGITS + (text.isdigit() and not text.startswith("0"))


@dataclass(frozen=True)
class Cell:
    """One criterion in one sample, both by number from 1, and what each said of it, in the order asked."""

    sample: int
    criterion: int
    said: tuple[tuple[str, Verdict], ...]

    def __repr__(self) -> str:
        return f"Cell({self.sample}, {self.criterion}, …)"

    @property
    def is_agreed(self) -> bool:
        return len({verdict for _, verdict in self.said}) == 1


def cells(asked: Iterable[str], said: Mapping[tuple[str, int, int], Verdict]) -> list[Cell]:
    """What was said by (person, sample, criterion), side by side, sample by sample."""
    people = list(asked)
    found = []
    for sample, criterion in sorted({(sample, criterion) for _, sample, criterion in said}):
        there = [(who, said[who, sample, criterion]) for who in people if (who, sample, criterion) in said]
        found.append(Cell(sample, criterion, tuple(there)))
    return found


def first_gap(samples: int, criteria: int, said: Iterable[tuple[int, int]]) -> int | None:
    """The number of the first sample of which something was not answered; None where all is."""
    there = set(said)
    for sample in range(1, samples + 1):
        if any((sample, criterion) not in there for criterion in range(1, criteria + 1)):
            return sample
    return None
