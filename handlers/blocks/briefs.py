"""How a brief reads: its page with Sign and Change, the form that writes the next version, and that it was signed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import clip, day, escape, listed, mention, quote
from storage.rules.briefs import MOST_MUST_HAVES, Section, must_haves
from storage.rules.rhythm import local_day

if TYPE_CHECKING:
    from storage.people import Person
    from storage.requisitions import Requisition
    from storage.versions import Brief, Difference, Page

LONGEST = 1000
MUST_HAVE_LONGEST = 150
HEADS = {
    Section.WHY: "Why now",
    Section.OUTCOMES: "After 90 days this person has",
    Section.MUST_HAVES: "Must-haves",
}
SHORTLIST = "First shortlist by"
_SHORT = {
    Section.WHY: "why now",
    Section.OUTCOMES: "what is done after 90 days",
    Section.MUST_HAVES: "must-haves",
}
_PLACEHOLDERS = {
    Section.WHY: "What is missing without this person, and why it cannot wait",
    Section.OUTCOMES: "Run the pipeline on their own; halved the nightly failures",
    Section.MUST_HAVES: "SQL at scale\nHas led a migration",
}
_HINTS = {
    Section.MUST_HAVES: f"One a line, {MOST_MUST_HAVES} at most. Would you turn away a great person who lacks it?",
}


def page(page: Page, brief: Brief, reader: Person, metadata: str) -> Block:
    """The newest version as one person reads it: submitting signs it, where their signature is asked."""
    role = page.requisition
    blocks = [
        kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*"),
        kit.context(*_standing(page, brief, reader)),
        *(kit.section(f"*{HEADS[section]}*\n{_said(section, page.words)}") for section in Section),
    ]
    if brief.shortlist_on:
        blocks.append(kit.section(f"*{SHORTLIST}*\n{day(brief.shortlist_on)}"))
    if page.is_asked:
        blocks.append(kit.context("Signing says: this is whom we look for. A signed version is never edited."))
    if page.may_write:
        blocks.append(kit.actions(kit.button("Change", ids.BRIEF_CHANGE, str(role.id))))
    return kit.modal(
        ids.VIEW_BRIEF_SIGN,
        clip(f"{role.key}: brief v{brief.version}", kit.TITLE),
        blocks,
        submit="Sign" if page.is_asked else None,
        close="Close",
        metadata=metadata,
    )


def _standing(page: Page, brief: Brief, reader: Person) -> list[str]:
    if brief.is_signed:
        who = listed([_name(page, each.person, reader) for each in brief.signatures])
        lines = [f"Signed by {who}, {_on(brief, reader)}"]
    else:
        waits = f"waits for {listed([_name(page, each, reader) for each in brief.waits_for])}"
        if not page.requisition.is_live:
            waits = "was not signed by both"
        lines = [f"Proposed by {_name(page, brief.created_by, reader)}, {waits}"]
    if page.holds:
        lines.append(f"v{page.holds.version}, signed {_on(page.holds, reader)}, holds until then")
    if page.difference and (said := difference(page.difference)):
        lines.append(said)
    return lines


def _on(brief: Brief, reader: Person) -> str:
    return day(local_day(reader.zone, brief.signed_at or brief.created_at))


def _name(page: Page, person: str, reader: Person) -> str:
    return "you" if person == reader.id else _first(page.people, person)


def _said(section: Section, words: dict[str, str]) -> str:
    text = words.get(section, "")
    if section is Section.MUST_HAVES:
        return "\n".join(f"• {quote(line, 500)}" for line in must_haves(text)) or "–"
    return quote(text) or "–"


def difference(found: Difference) -> str:
    """*Changed since v1: must-haves and first shortlist*; empty where everything came back to what it was."""
    what = [_SHORT[section] for section in found.sections] + (["first shortlist"] if found.is_day_changed else [])
    return f"Changed since v{found.before.version}: {listed(what)}" if what else ""


def form(role: Requisition, brief: Brief | None, words: dict[str, str], metadata: str) -> Block:
    """The form that writes the next version, over the words of the newest."""
    picker: Block = {"type": "datepicker", "placeholder": kit.plain("Choose a day")}
    if brief and brief.shortlist_on:
        picker["initial_date"] = brief.shortlist_on.isoformat()
    return kit.modal(
        ids.VIEW_BRIEF,
        clip(f"Brief for {role.key}", kit.TITLE),
        [
            kit.section(f"*{quote(role.title, 100)}*"),
            *(
                kit.field(
                    section,
                    HEADS[section] + (" …" if section is Section.OUTCOMES else ""),
                    kit.text_input(
                        lines=True,
                        longest=LONGEST,
                        initial=words.get(section),
                        placeholder=_PLACEHOLDERS[section],
                    ),
                    hint=_HINTS.get(section),
                )
                for section in Section
            ),
            kit.field(
                "shortlist",
                SHORTLIST,
                picker,
                optional=True,
                hint="A day the recruiter works. Once both have signed, the recruiter owes it by the end of that day.",
            ),
            kit.context(_signing(role, brief)),
        ],
        submit="Propose" if role.recruiter != role.manager else "Sign",
        metadata=metadata,
    )


def _signing(role: Requisition, brief: Brief | None) -> str:
    about = "Write about the role, never about a candidate."
    if role.recruiter == role.manager:
        return about
    follows = "You sign by proposing; the other of you two is asked to sign."
    if brief and brief.is_signed:
        follows += f" v{brief.version} holds until then."
    return f"{follows} {about}"


def proposed_words(role: Requisition, brief: Brief, people: dict[str, Person]) -> str:
    """What whoever proposed reads at once."""
    named = f"*Brief v{brief.version}* for {role.key} {quote(role.title, 100)}"
    if not brief.waits_for:
        return f"{named} is signed."
    names = listed([_first(people, each) for each in brief.waits_for])
    return f"{named} carries your signature. {names} is asked for the other one with the next message of what waits."


def signed(
    role: Requisition,
    brief: Brief,
    found: Difference | None,
    day_owed: date | None,
    people: dict[str, Person],
) -> tuple[str, list[Block]]:
    """The message that a version holds, in the role's channel, to whoever waited for it. `day_owed`: the day of the
    first shortlist, where it is owed."""
    others = [_first(people, each.person) for each in brief.signatures if each.person != brief.created_by]
    if others:
        said = f"{mention(brief.created_by)}, {listed(others)} signed *brief v{brief.version}*: it holds now."
    else:
        said = f"*Brief v{brief.version}* is signed: it holds now."
    if found and (changes := difference(found)):
        said += f" {changes}."
    elif not found:
        said += " The search is on."
    zone = people[role.recruiter].zone if role.recruiter in people else "UTC"
    if day_owed:
        said += f" First shortlist by {day(day_owed)}, from {_first(people, role.recruiter)}."
    elif brief.shortlist_on and brief.signed_at and brief.shortlist_on < local_day(zone, brief.signed_at):
        said += " The day named for the first shortlist is over by now: *Brief*, then *Change*, names another."
    return escape(f"{role.key} {role.title}: brief v{brief.version} is signed"), [kit.section(said)]


def _first(people: dict[str, Person], person: str) -> str:
    return escape(people[person].first_name) if person in people else "somebody"
