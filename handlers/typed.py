"""What is typed into a form of the brief: checked at the field, saved over what it was typed over, and shown again
beside what somebody else wrote meanwhile."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2s

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import section_forms as blocks
from handlers.blocks.section_forms import field_name
from handlers.door import subject
from handlers.visit import StillSaving, Visit
from storage import drafts
from storage.drafts import Draft, revisions
from storage.refusals import Refused, Why
from storage.rules import criteria, skills
from storage.rules.briefs import MOST_MUST_HAVES, Section, must_haves
from storage.rules.chapters import FIELDS, Chapter
from storage.rules.criteria import SECTIONS
from storage.rules.wording import Finding, not_job_related, pointed_out

_LISTS = {*SECTIONS.values(), Section.SKILLS}
_TRIES = 3


@dataclass(frozen=True)
class Carried:
    """What a form keeps between opening and submitting: keys and marks, never authority. `base` are marks of the words
    it was opened over, by section, `over` the revisions they had, `told` a mark of the wording already pointed out."""

    requisition: int
    form: str
    over: dict[Chapter, int] = field(default_factory=dict)
    base: dict[Section, str] = field(default_factory=dict)
    told: str = ""

    def text(self) -> str:
        return json.dumps([self.requisition, self.form, self.over, self.base, self.told], separators=(",", ":"))

    @property
    def sections(self) -> list[Section]:
        return list(self.base)

    @property
    def round(self) -> str:
        """Changes whenever the form shows other words, so that Slack does not keep the old ones in a field."""
        return mark(f"{sorted(self.over.items())}")


@dataclass(frozen=True)
class Again:
    """The form is to be shown again, with these words in it and what is to be known about them."""

    carried: Carried
    words: dict[Section, str]
    notes: dict[Section, str]


def mark(text: str) -> str:
    return blake2s(text.encode("utf-8"), digest_size=4).hexdigest()


def over(draft: Draft, form: str, sections: list[Section]) -> Carried:
    """What a form carries that is opened over the draft as it stands."""
    base = {section: mark(draft.words.get(section, "")) for section in sections}
    return Carried(draft.requisition.id, form, revisions(draft, sections), base)


def carried(visit: Visit) -> Carried:
    """What the submitted form carries."""
    return read(subject(visit))


def read(text: str) -> Carried:
    """`Carried.text` back again; a form of nothing where it is nothing of ours."""
    try:
        requisition, form, revisions_, base, told = json.loads(text)
        return Carried(
            int(requisition),
            str(form),
            {Chapter(chapter): int(revision) for chapter, revision in revisions_.items()},
            {Section(section): str(said) for section, said in base.items()},
            str(told),
        )
    except (ValueError, TypeError, AttributeError):
        return Carried(-1, "")


def typed(visit: Visit, found: Carried) -> dict[Section, str]:
    """What stands in the form's fields."""
    words = {}
    for section in found.sections:
        name = field_name(section, found.round)
        said = (visit.chosen(name) or "") if FIELDS[section].choices else visit.typed(name)
        words[section] = "\n".join(must_haves(said)) if section in _LISTS else said
    return words


def wrong(words: Mapping[Section, str]) -> dict[Section, str]:
    """What cannot be saved, by section, in words for the field."""
    errors = {}
    for section in SECTIONS.values():
        lines = must_haves(words.get(section, ""))
        most = MOST_MUST_HAVES if section is Section.MUST_HAVES else criteria.MOST
        long = sum(len(line) > criteria.LONGEST for line in lines)
        if len(lines) > most:
            errors[section] = f"These are {len(lines)}. Keep the {most} that decide."
        elif long:
            errors[section] = blocks.too_long(long)
    if unclear := skills.unclear(words.get(Section.SKILLS, "")):
        errors[Section.SKILLS] = blocks.unclear_skill(unclear[0])
    elif len(must_haves(words.get(Section.SKILLS, ""))) > skills.MOST:
        errors[Section.SKILLS] = f"Keep the {skills.MOST} that matter for this role."
    if found := not_job_related(words.get(Section.DISQUALIFIERS, "")):
        errors[Section.DISQUALIFIERS] = blocks.not_job_related(found[0])
    return errors


def _wording(words: Mapping[Section, str]) -> dict[Section, list[Finding]]:
    return {section: found for section, text in words.items() if (found := pointed_out(text))}


First = Callable[[AsyncSession], Awaitable[object]]


async def save(
    visit: Visit, found: Carried, words: dict[Section, str], *, day: date | str | None = "", first: First | None = None
) -> Again | None:
    """Saves what is other than it was when the form was opened; None once it is saved. A `day` for the first shortlist
    is saved with it, in the same step, as is what `first` does.

    To be shown again instead: wording worth a second thought, the first time; and words over which somebody else has
    written meanwhile. Submitting that form means them.
    """
    requisition = found.requisition
    touched = {section: text for section, text in words.items() if mark(text) != found.base[section]}
    findings = _wording(touched)
    told = mark(str(sorted((section, each.words) for section, all_ in findings.items() for each in all_)))
    if findings and told != found.told:
        notes = {section: blocks.pointed_out(each) for section, each in findings.items()}
        return Again(replace(found, told=told), words, notes)
    for _ in range(_TRIES):
        try:
            await _save(visit, found, touched, day, first)
            return None
        except Refused as refused:
            if refused.why is not Why.SECTION_MOVED_ON:
                raise
        now = await visit.read(lambda session: drafts.look(session, visit.person, requisition))
        fresh = replace(over(now, found.form, found.sections), told=found.told)
        clash = [
            section for section, text in touched.items() if fresh.base[section] not in (found.base[section], mark(text))
        ]
        if clash:
            said = {section: now.words.get(section, "") for section in found.sections}
            notes = {section: blocks.written_meanwhile(now, section) for section in clash}
            return Again(fresh, said | touched, notes)
        found = fresh  # somebody wrote elsewhere in the section: both can stand
    raise StillSaving


async def _save(
    visit: Visit, found: Carried, touched: Mapping[Section, str], day: date | str | None, first: First | None
) -> None:
    words = {str(section): text for section, text in touched.items()}

    async def verb(session: AsyncSession) -> None:
        if first is not None:
            await first(session)
        if not isinstance(day, str):
            await drafts.plan(session, visit.person, found.requisition, day, at=visit.now)
        await drafts.save(session, visit.person, found.requisition, words, over=found.over, at=visit.now)

    await visit.save(verb)
