"""Countries an administrator enters: how a line of theirs is read, and what it may not say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storage.rules.retention import JURISDICTIONS, MOST

MOST_COUNTRIES = 40
NAME_LONGEST, SOURCE_LONGEST = 40, 300
_LINE = re.compile(
    r"(?P<name>[^:;]+):\s*(?P<keep>\d{1,3})\s*months?\s*"
    r"(?:;\s*at least\s*(?P<least>\d{1,3})\s*months?\s*)?;\s*(?P<source>\S.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Entered:
    """A country: its name as briefs call it, months for which data is kept, the least the law asks for, and where that
    comes from."""

    name: str
    keep: int
    minimum: int
    source: str

    @property
    def line(self) -> str:
        """As it is typed."""
        least = f" at least {self.minimum} months;" if self.minimum else ""
        return f"{self.name}: {self.keep} months;{least} {self.source}"


class Unclear(Exception):
    """A line cannot be taken; the message says which and why, in words."""


def read(text: str) -> list[Entered]:
    """The countries of some lines, in their order. Raises Unclear for the first that cannot be."""
    known = {name for each in JURISDICTIONS for name in each.names}
    found: list[Entered] = []
    for number, line in enumerate((line.strip() for line in text.splitlines() if line.strip()), 1):
        if number > MOST_COUNTRIES:
            raise Unclear(f"More than {MOST_COUNTRIES} countries: keep those you hire in.")
        match = _LINE.fullmatch(line)
        if match is None:
            raise Unclear(f"Line {number}: write it as “Spain: 12 months; at least 3 months; where that comes from”.")
        name, source = " ".join(match["name"].split()), match["source"]
        each = Entered(name, int(match["keep"]), int(match["least"] or 0), source)
        if len(name) > NAME_LONGEST or len(source) > SOURCE_LONGEST:
            raise Unclear(f"Line {number} is too long: {NAME_LONGEST} letters a name, {SOURCE_LONGEST} a source.")
        if not 1 <= each.keep <= MOST or each.minimum > each.keep:
            raise Unclear(f"Line {number}: from 1 to {MOST} months, and not less than the law asks for.")
        if name.lower() in known:
            raise Unclear(f"Line {number}: {name} is known already. A role's brief may name a time of its own.")
        if name.lower() in (other.name.lower() for other in found):
            raise Unclear(f"Line {number}: {name} stands here twice.")
        found.append(each)
    return found
