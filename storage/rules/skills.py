"""Team today: the skills a team has and needs, typed as `SQL: 2 / 3`, and where the gaps are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storage.rules.briefs import must_haves

MOST = 15
NAME_LONGEST = 40
_LINE = re.compile(r"^(?P<name>.*?)[\s:|,;–-]+(?P<has>[0-9]+)\s*(?:/|\||,|;|→|->|of|to|\s)\s*(?P<needs>[0-9]+)$")


@dataclass(frozen=True)
class Skill:
    """One skill: what the team has and needs, 0 (none) to 3 (teaches it)."""

    name: str
    has: int
    needs: int

    @property
    def gap(self) -> int:
        return max(self.needs - self.has, 0)


def skill(line: str) -> Skill | None:
    """One line as a skill; None where it is none."""
    found = _LINE.match(line.strip())
    if found is None or not found["name"].strip() or len(found["name"]) > NAME_LONGEST:
        return None
    has, needs = int(found["has"][:3]), int(found["needs"][:3])
    return Skill(found["name"].strip(), has, needs) if has <= 3 and needs <= 3 else None


def skills(text: str) -> list[Skill]:
    """The lines that are skills, in the order typed."""
    return [found for line in must_haves(text) if (found := skill(line)) is not None]


def unclear(text: str) -> list[str]:
    """The lines that are none."""
    return [line for line in must_haves(text) if skill(line) is None]
