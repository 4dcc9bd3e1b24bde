"""How the brief is typed: the form of one section, the short form over several, and the must-have test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2s
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit, last_time, picture
from handlers.blocks.kit import Block
from handlers.blocks.text import count, day, escape, mention, quote
from storage.rules.briefs import Section
from storage.rules.chapters import FIELDS, LONGEST, PAGES, Chapter, sections_of
from storage.rules.criteria import LONGEST as CRITERION_LONGEST
from storage.rules.criteria import TESTED_LONGEST, Criterion, Weight
from storage.rules.rhythm import local_day
from storage.rules.wording import Finding

if TYPE_CHECKING:
    from storage.drafts import Draft
    from storage.people import Person
    from storage.requisitions import Requisition

SHORT = [
    Section.WHY,
    Section.OUTCOMES,
    Section.MUST_HAVES,
    Section.DISQUALIFIERS,
    Section.ROUNDS,
    Section.JURISDICTION,
]
REQUIRED = (Section.WHY, Section.OUTCOMES, Section.MUST_HAVES)
DAY, BACKUP = "shortlist", "backup"
DAY_LABEL = "First shortlist by"
ABOUT = "Write about the role, never about a candidate."
NOT_ONE = "It is a nice-to-have"
_PLACEHOLDERS = {
    Section.WHY: "What is missing without this person, and why it cannot wait",
    Section.SKILLS: "SQL: 2 / 3\nOn-call: 0 / 2",
    Section.OUTCOMES: "Run the pipeline on their own; halved the nightly failures",
    Section.MUST_HAVES: "SQL at scale\nHas led a migration",
    Section.DISQUALIFIERS: "No permit to work in the EU by the start",
    Section.ROUNDS: "Hal: SQL and design, 60 min; Ines: on-call, 45 min",
    Section.JURISDICTION: "Germany; six months",
}


def field_name(section: Section, round_: str) -> str:
    """Under which name a section is found; another one whenever the form shows other words."""
    return f"{section}.{round_}"


def backup_name(role: Requisition) -> str:
    """Under which name the backup decider is found; another one whenever the form shows another person."""
    return f"{BACKUP}.{role.backup or ''}"


def inputs(words: Mapping[Section, str], notes: Mapping[Section, str], round_: str, required: bool) -> list[Block]:
    """The fields of `words`, each below what is to be known about it."""
    found = []
    for section, text in words.items():
        spec = FIELDS[section]
        if section in notes:
            found.append(kit.section(notes[section]))
        element: Block
        if spec.choices:
            element = kit.select([kit.option(each, each) for each in spec.choices], initial=text)
        else:
            element = kit.text_input(
                lines=True, longest=LONGEST, initial=text or None, placeholder=_PLACEHOLDERS.get(section)
            )
        found.append(
            kit.field(
                field_name(section, round_),
                spec.label,
                element,
                optional=not (required and section in REQUIRED),
                hint=spec.hint or None,
            )
        )
    return found


def section(
    draft: Draft,
    chapter: Chapter,
    reader: Person,
    words: Mapping[Section, str],
    notes: Mapping[Section, str],
    round_: str,
    metadata: str,
) -> Block:
    """The form of one section, over its words as they stand."""
    role, progress = draft.requisition, draft.progress[chapter]
    confirms = bool(progress.revision) and reader.id in progress.waits_for and not notes
    head = [kit.section(f"*{PAGES[chapter].title}* for {quote(f'{role.key} {role.title}', 120)}")]
    if progress.written_by and progress.written_at:
        who = "you" if progress.written_by == reader.id else first(draft, progress.written_by)
        said = f"Last typed by {who}, {day(local_day(reader.zone, progress.written_at))}."
        head.append(kit.context(f"{said} Submit it as it is to confirm it, or change it." if confirms else said))
    facts = [kit.button("Reality check", ids.REALITY, str(role.id))] if chapter is Chapter.MARKET else []
    return kit.modal(
        ids.VIEW_SECTION,
        PAGES[chapter].title,
        [
            *head,
            *inputs({each: words.get(each, "") for each in sections_of(chapter)}, notes, round_, False),
            kit.context(f"Submitting saves it; nobody has to finish in one go. {ABOUT}"),
            kit.actions(kit.button("← Back to all sections", ids.BRIEF_CARD, str(role.id)), *facts),
        ],
        submit="Confirm" if confirms else "Save",
        close="Close",
        metadata=metadata,
    )


def short(
    draft: Draft, words: Mapping[Section, str], notes: Mapping[Section, str], round_: str, metadata: str
) -> Block:
    """The short form: what is needed before the search starts, on one screen."""
    role = draft.requisition
    picker: Block = {"type": "datepicker", "placeholder": kit.plain("Choose a day")}
    if draft.shortlist_on:
        picker["initial_date"] = draft.shortlist_on.isoformat()
    return kit.modal(
        ids.VIEW_BRIEF,
        f"Brief for {role.key}",
        [
            kit.section(f"*{quote(role.title, 100)}*"),
            *last_time.blocks(draft.last_time),
            *inputs({each: words.get(each, "") for each in SHORT}, notes, round_, True),
            kit.field(
                backup_name(role),
                "Backup decider",
                kit.person() | ({"initial_user": role.backup} if role.backup else {}),
                optional=True,
                hint="May decide when the hiring manager cannot.",
            ),
            kit.field(
                DAY,
                DAY_LABEL,
                picker,
                optional=True,
                hint="A day the recruiter works. Once this version holds, it is owed by the end of that day.",
            ),
            kit.context(_follows(draft)),
        ],
        submit="Next",
        metadata=metadata,
    )


def _follows(draft: Draft) -> str:
    role, holds = draft.requisition, draft.standing.holds
    if role.recruiter == role.manager:
        return ABOUT
    if holds:
        return (
            f"Outcomes and criteria need both signatures again, and v{holds.version} holds until then. Anything else "
            f"holds at once, and can be objected to for a day. {ABOUT}"
        )
    return f"Next: how each must-have is tested. Then you sign by proposing, and the other is asked. {ABOUT}"


# --- the must-have test


def answer_name(criterion: str, what: str) -> str:
    """Under which name an answer about one must-have is found, whatever its place."""
    return f"{what}.{blake2s(criterion.encode('utf-8'), digest_size=6).hexdigest()}"


def must_have_test(
    draft: Draft, metadata: str, *, proposes: bool, said: str = "", terms: Sequence[Block] = ()
) -> Block:
    """The second screen: of each must-have, how it will be seen and whether it is one. `terms`: what it says of the
    working agreement."""
    role = draft.requisition
    found: list[Block] = [kit.context(said)] if said else []
    found.append(kit.section("*Which of these decide, and how will you see them?*"))
    for each in must(draft):
        found += [
            kit.field(
                answer_name(each.text, "tested"),
                f"{each.text}: how will you test it?",
                kit.text_input(
                    longest=TESTED_LONGEST,
                    initial=each.tested or None,
                    placeholder="A work sample, a question in the interview, a reference",
                ),
                optional=True,
            ),
            kit.field(
                answer_name(each.text, "nice"),
                f"{each.text}: would you turn away a great person who lacks it?",
                kit.checkboxes([kit.option(f"No. {NOT_ONE}", "nice")], []),
                optional=True,
            ),
        ]
    submit = "Save"
    if proposes:
        submit = "Propose" if role.recruiter != role.manager else "Sign"
    if proposes and role.recruiter != role.manager:
        found += [kit.divider(), *picture.fields(), *terms]
    return kit.modal(ids.VIEW_BRIEF_TEST, f"{role.key}: must-haves", found, submit=submit, metadata=metadata)


def must(draft: Draft) -> list[Criterion]:
    """The must-haves, in the order typed."""
    return [each for each in draft.criteria if each.weight is Weight.MUST]


# --- what is to be known about some words


def pointed_out(found: list[Finding]) -> str:
    """Wording that may keep good people away; the person decides."""
    lines = [
        f":speech_balloon: “{quote(each.words, 60)}” may turn people away by {each.ground}. Better: {each.better}. "
        f"_{each.source}_"
        for each in found[:5]
    ]
    return "\n".join([*lines, "Change it, or submit again to keep it."])


def written_meanwhile(draft: Draft, section: Section) -> str:
    """Both texts, so that nothing is lost: theirs here, one's own in the field below."""
    by = next((each.written_by for each in draft.progress.values() if section in sections_of(each.chapter)), None)
    theirs = quote(draft.words.get(section, ""), 1500) or "_(nothing any more)_"
    return (
        f":twisted_rightwards_arrows: *{first(draft, by)} wrote here while you were typing:*\n{theirs}\n"
        "What you typed stands below, not saved yet. Submit again to replace theirs with it."
    )


def not_job_related(found: Finding) -> str:
    """A disqualifier that cannot stand, for the field."""
    return (
        f"“{found.words[:60]}” is about {found.ground}, not about the job, and may not turn anybody away. "
        f"Instead, {found.better}."
    )


def too_long(lines: int) -> str:
    return f"{count(lines, 'line is', 'lines are')} over {CRITERION_LONGEST} characters. Name one thing a line."


def unclear_skill(line: str) -> str:
    return f"I cannot read “{line[:60]}”. Write the skill, then has / needs, 0 to 3 each: SQL: 2 / 3."


def first(draft: Draft, person: str | None) -> str:
    """Somebody by first name."""
    if person in draft.people:
        return escape(draft.people[person].first_name)
    return mention(person) if person else "Somebody"
