"""Criteria: what a candidate is judged by, and how the must-have test sorts them. Source: the product's intake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from storage.rules.briefs import Section, must_haves

LONGEST = 150  # characters of one criterion
TESTED_LONGEST = 150
MOST = 10  # of one kind, must-haves aside


class Weight(StrEnum):
    """What lacking a criterion means."""

    MUST = "must"
    NICE = "nice"
    LEARNABLE = "learnable"
    DISQUALIFIER = "disqualifier"


SECTIONS = {
    Weight.MUST: Section.MUST_HAVES,
    Weight.NICE: Section.NICE,
    Weight.LEARNABLE: Section.LEARNABLE,
    Weight.DISQUALIFIER: Section.DISQUALIFIERS,
}


@dataclass(frozen=True)
class Criterion:
    """One criterion. `tested`: how it will be seen; `turns_away`: whether a great person who lacks it would be turned
    away (None: nobody has said)."""

    weight: Weight
    text: str
    tested: str = ""
    turns_away: bool | None = None


@dataclass(frozen=True)
class Answer:
    """What was said of one must-have in the must-have test."""

    tested: str
    turns_away: bool


def words(criteria: Iterable[Criterion]) -> dict[str, str]:
    """Criteria as text, one a line, by section; kinds without any are left out."""
    known = list(criteria)
    said = {
        str(section): "\n".join(each.text for each in known if each.weight is weight)
        for weight, section in SECTIONS.items()
    }
    said[Section.TESTED] = "\n".join(f"{each.text}: {each.tested}" for each in known if each.tested)
    return {section: text for section, text in said.items() if text}


def written(before: Iterable[Criterion], texts: Mapping[str, str]) -> list[Criterion]:
    """The criteria once the sections in `texts` are typed anew. One that stays, in whatever kind, keeps how it is
    tested; one in two kinds counts in the first. What is not named stays."""
    known = list(before)
    of = {each.text: each for each in known}
    found: dict[str, Criterion] = {}
    for weight, section in SECTIONS.items():
        old = "\n".join(each.text for each in known if each.weight is weight)
        for line in must_haves(texts.get(section, old)):
            was = of.get(line, Criterion(weight, line))
            if line not in found:
                tested = was.tested if weight is Weight.MUST else ""
                found[line] = Criterion(weight, line, tested, was.turns_away if weight is Weight.MUST else None)
    return list(found.values())


def sorted_by_test(criteria: Iterable[Criterion], answers: Mapping[str, Answer]) -> list[Criterion]:
    """The criteria once the must-have test was answered, by a must-have's text: one nobody would turn a great person
    away for becomes a nice-to-have."""
    found = []
    for each in criteria:
        said = answers.get(each.text) if each.weight is Weight.MUST else None
        if said is not None:
            each = replace(each, tested=said.tested, turns_away=said.turns_away)
            if not said.turns_away:
                each = replace(each, weight=Weight.NICE, tested="")
        found.append(each)
    return found


def untested(criteria: Iterable[Criterion]) -> list[Criterion]:
    """The must-haves of which nobody has said how they will be seen."""
    return [each for each in criteria if each.weight is Weight.MUST and not each.tested]
