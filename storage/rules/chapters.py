"""The brief's chapters: what people see as one section with one owner, and what is typed in it. Source: the product's
table of the full brief; the working agreement is no part of it, as its promises are kept elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from storage.rules.briefs import Section

LONGEST = 1000  # characters of one field
# What the form that opens a role asks as well, so that nobody is asked twice.
AT_OPENING = (Section.LEVEL, Section.PAY, Section.JURISDICTION)
NOT_IN_CHANNELS = frozenset({Section.PAY})


class Chapter(StrEnum):
    """In the order in which they are read."""

    WHY = "why"
    TEAM = "team"
    OUTCOMES = "outcomes"
    CRITERIA = "criteria"
    MARKET = "market"
    PROCESS = "process"
    PITCH = "pitch"
    COMPLIANCE = "compliance"


class Owner(StrEnum):
    """Whose word a chapter is: either may type it, the owner confirms it."""

    MANAGER = "manager"
    RECRUITER = "recruiter"
    BOTH = "both"


@dataclass(frozen=True)
class Field:
    """One thing that is typed. `short` is its name within a sentence; `choices` are the only answers, where there are
    any; `is_list`: one entry a line."""

    section: Section
    label: str
    short: str
    hint: str = ""
    is_list: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """One chapter: its title, its owner, its fields in order."""

    title: str
    owner: Owner
    fields: tuple[Field, ...]


NEEDED = (Section.WHY, Section.OUTCOMES, Section.MUST_HAVES, Section.TESTED)  # before anybody is asked to sign
BREADTHS = ("Generalist", "Specialist", "Either")

PAGES: dict[Chapter, Page] = {
    Chapter.WHY: Page(
        "Why this role",
        Owner.MANAGER,
        (
            Field(Section.WHY, "Why now", "why now", "What is missing without this person, and why it cannot wait"),
            Field(
                Section.COST,
                "What the vacancy costs",
                "what the vacancy costs",
                "Work undone, money, people's weekends",
            ),
            Field(Section.UNUSUAL, "What makes it unusual", "what makes it unusual"),
            Field(
                Section.LAST_TIME,
                "What went right or wrong last time",
                "last time",
                "About the search, not about people",
            ),
            Field(
                Section.IN_MIND,
                "Anyone in mind already?",
                "whether anyone is in mind",
                "Say whether, not who: people are put forward with /candidate post",
            ),
        ),
    ),
    Chapter.TEAM: Page(
        "Team today",
        Owner.MANAGER,
        (
            Field(
                Section.SKILLS,
                "Skills: has / needs",
                "the team's skills",
                "One a line, 0 to 3 each: SQL: 2 / 3. 0 is none, 1 with help, 2 alone, 3 teaches it.",
                is_list=True,
            ),
            Field(Section.BREADTH, "Generalist or specialist?", "generalist or specialist", choices=BREADTHS),
        ),
    ),
    Chapter.OUTCOMES: Page(
        "Outcomes",
        Owner.MANAGER,
        (
            Field(Section.OUTCOMES, "After 90 days this person has …", "what is done after 90 days"),
            Field(Section.YEAR, "After 12 months this person has …", "what is done after 12 months"),
            Field(
                Section.OUTSTANDING,
                "What an outstanding hire does that an average one does not",
                "what an outstanding hire does",
            ),
        ),
    ),
    Chapter.CRITERIA: Page(
        "Criteria",
        Owner.BOTH,
        (
            Field(
                Section.MUST_HAVES,
                "Must-haves",
                "must-haves",
                "One a line, 5 at most. Would you turn away a great person who lacks it?",
                is_list=True,
            ),
            Field(Section.NICE, "Nice to have", "nice-to-haves", "One a line", is_list=True),
            Field(Section.LEARNABLE, "Can be learned on the job", "what can be learned", "One a line", is_list=True),
            Field(
                Section.DISQUALIFIERS,
                "Disqualifiers",
                "disqualifiers",
                "One a line, and job-related: what makes the work itself impossible?",
                is_list=True,
            ),
            Field(
                Section.TRADE_OFFS,
                "Trade-offs",
                "trade-offs",
                "Pay, level, place, speed: which gives way first, which never?",
            ),
            Field(Section.LEVEL, "Level", "level"),
            Field(Section.PAY, "Pay band", "pay band", "Stands in the brief, and never in a channel"),
        ),
    ),
    Chapter.MARKET: Page(
        "Market",
        Owner.RECRUITER,
        (
            Field(Section.SUPPLY, "How many such people there are", "supply"),
            Field(Section.PAY_ELSEWHERE, "What others pay", "pay elsewhere"),
            Field(Section.TIME_TO_FILL, "Realistic time to fill", "time to fill"),
            Field(Section.FEASIBILITY, "Is it feasible as it stands?", "feasibility"),
            Field(Section.COMPANIES, "Target companies", "target companies"),
            Field(Section.CHANNELS, "Channels", "channels"),
        ),
    ),
    Chapter.PROCESS: Page(
        "Process",
        Owner.BOTH,
        (
            Field(Section.ROUNDS, "Interview rounds, and who", "interview rounds"),
            Field(Section.COVERS, "Who covers which criterion", "who covers what"),
            Field(Section.EVIDENCE, "Evidence wanted besides the CV", "evidence wanted"),
            Field(Section.DECIDER, "Who decides in the end, who if they cannot, and a tie", "who decides"),
            Field(Section.APPROVERS, "Who approves an offer", "offer approvers"),
        ),
    ),
    Chapter.PITCH: Page(
        "Pitch",
        Owner.MANAGER,
        (
            Field(Section.JOIN, "Why join", "why join"),
            Field(Section.DOWNSIDES, "Honest downsides", "downsides"),
        ),
    ),
    Chapter.COMPLIANCE: Page(
        "Compliance",
        Owner.RECRUITER,
        (
            Field(Section.JURISDICTION, "Jurisdiction, and how long data is kept", "jurisdiction"),
            Field(Section.KNOCK_OUTS, "Knock-outs, checked as job-related", "knock-outs", "By whom, and when"),
            Field(Section.ACCOMMODATION, "Whom candidates ask for accommodation", "accommodation contact"),
        ),
    ),
}

_CHAPTERS = {field.section: chapter for chapter, page in PAGES.items() for field in page.fields}
_CHAPTERS[Section.TESTED] = Chapter.CRITERIA
FIELDS = {field.section: field for page in PAGES.values() for field in page.fields}
FIELDS[Section.TESTED] = Field(Section.TESTED, "How they are tested", "how must-haves are tested")
NEEDED_CHAPTERS = tuple(dict.fromkeys(_CHAPTERS[section] for section in NEEDED))


def chapter_of(section: Section) -> Chapter:
    return _CHAPTERS[section]


def sections_of(chapter: Chapter) -> list[Section]:
    """What is typed in a chapter, in order."""
    return [field.section for field in PAGES[chapter].fields]


def owners(chapter: Chapter, manager: str, recruiter: str) -> list[str]:
    """Who confirms a chapter: one person, or two; once only where the two are one."""
    people = {Owner.MANAGER: [manager], Owner.RECRUITER: [recruiter], Owner.BOTH: [manager, recruiter]}
    return list(dict.fromkeys(people[PAGES[chapter].owner]))


def waits_for(
    chapter: Chapter, manager: str, recruiter: str, *, written_by: str | None, confirmed_by: str | None
) -> list[str]:
    """Whose confirmation a chapter still needs: whoever typed it has confirmed it by typing."""
    return [each for each in owners(chapter, manager, recruiter) if each not in (written_by, confirmed_by)]


def missing(words: Mapping[str, str], untested: int) -> list[Section]:
    """What has to be there before anybody is asked to sign, in order. `untested`: how many must-haves nobody knows how
    to test."""
    found = [section for section in NEEDED if section is not Section.TESTED and not words.get(section)]
    return [*found, *([Section.TESTED] if untested else [])]
