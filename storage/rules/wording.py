"""Wording: finds what names a protected ground or hits people by one indirectly, and knows a better phrase. The
entries, each with its source, stand in wording.toml beside this file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One kind of wording: how it is recognised, the ground it touches, what to write instead, and who says so."""

    pattern: re.Pattern[str]
    ground: str
    better: str
    source: str


@dataclass(frozen=True)
class Finding:
    """Some words as they were typed, and what is known about them."""

    words: str
    ground: str
    better: str
    source: str


def _entries(found: list[dict[str, Any]]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            re.compile(rf"(?<!\w)(?:{'|'.join(each['words'])})(?!\w)", re.IGNORECASE),
            each["ground"],
            each["better"],
            each["source"],
        )
        for each in found
    )


_FILE = tomllib.loads((files("storage.rules") / "wording.toml").read_text("utf-8"))
INDIRECT, DIRECT = _entries(_FILE["indirect"]), _entries(_FILE["direct"])


def pointed_out(text: str) -> list[Finding]:
    """Wording that discriminates indirectly: worth another phrase, and the person's to answer."""
    return _found(text, INDIRECT)


def not_job_related(text: str) -> list[Finding]:
    """What makes a disqualifier one that is not about the job: it cannot stand."""
    return _found(text, (*DIRECT, *INDIRECT))


def _found(text: str, entries: Iterable[Entry]) -> list[Finding]:
    """The first words each entry recognises, in the order of the entries."""
    plain = " ".join(text.split())
    return [
        Finding(match[0], entry.ground, entry.better, entry.source)
        for entry in entries
        if (match := entry.pattern.search(plain)) is not None
    ]
