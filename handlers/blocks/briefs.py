"""How a brief reads: its page with Sign and Change, and that it was signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import differences, kit, picture
from handlers.blocks.brief_words import reading
from handlers.blocks.kit import Block
from handlers.blocks.section_forms import DAY_LABEL
from handlers.blocks.text import clip, day, escape, listed, mention, quote, when
from storage.rules.chapters import FIELDS
from storage.rules.rhythm import local_day

if TYPE_CHECKING:
    from storage.people import Person
    from storage.requisitions import Requisition
    from storage.versions import Brief, Difference, Page

# What the first signed version means for the role.
_OPENS = {"open": " The role is open.", "awaiting_approval": " The role's headcount is still to be approved."}


def page(page: Page, brief: Brief, reader: Person, now: datetime, metadata: str, terms: Sequence[Block] = ()) -> Block:
    """The newest version as one person reads it: submitting signs it, where their signature is asked, and
    says what they are asked alone. `terms`: what it says of the working agreement."""
    role = page.requisition
    different = differences.blocks(page.difference)
    blocks = [
        kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*"),
        kit.context(*_standing(page, brief, reader, now)),
        *([*different, kit.divider()] if different else []),
        *reading(page.words),
    ]
    if brief.shortlist_on:
        blocks.append(kit.section(f"*{DAY_LABEL}*\n{day(brief.shortlist_on)}"))
    blocks += picture.shown(page.pictures, page.people, first=page.difference is None)
    blocks += terms
    if page.is_picture_asked:
        blocks += [kit.divider(), *picture.fields()]
    if page.is_asked:
        blocks.append(kit.context("Signing says: this is whom we look for. A signed version is never edited."))
    if page.may_write:
        blocks.append(
            kit.actions(
                kit.button("Change", ids.BRIEF_CHANGE, str(role.id)),
                *([kit.button("Object", ids.BRIEF_OBJECT, str(brief.id))] if page.may_object else []),
                kit.button("All sections", ids.BRIEF_CARD, str(role.id)),
            )
        )
    return kit.modal(
        ids.VIEW_BRIEF_SIGN,
        clip(f"{role.key}: brief v{brief.version}", kit.TITLE),
        blocks,
        submit="Sign" if page.is_asked else "Answer" if page.is_picture_asked else None,
        close="Close",
        metadata=metadata,
    )


def _standing(page: Page, brief: Brief, reader: Person, now: datetime) -> list[str]:
    if brief.is_signed and brief.object_until:
        lines = [f"Changed by {_name(page, brief.created_by, reader)}, {_on(brief, reader)}; one signature is enough"]
        if now < brief.object_until and page.requisition.is_live:
            lines.append(f"Can be objected to until {when(brief.object_until, reader.zone, now)}")
    elif brief.is_signed:
        who = listed([_name(page, each.person, reader) for each in brief.signatures if each.at])
        lines = [f"Signed by {who}, {_on(brief, reader)}"]
    else:
        waits = f"waits for {listed([_name(page, each, reader) for each in brief.waits_for])}"
        if not page.requisition.is_live:
            waits = "was not signed by both"
        elif gone := [_name(page, each, reader) for each in brief.waits_for if page.people[each].is_deactivated]:
            waits += f". {listed(gone)} is no longer in this workspace: somebody else has to take the role over first"
        lines = [f"Proposed by {_name(page, brief.created_by, reader)}, {waits}"]
    if brief.is_signed and page.requisition.is_live and brief.missing:  # whoever came to the role since
        lines.append(f"It holds; still to sign: {listed([_name(page, each, reader) for each in brief.missing])}")
    if page.holds:
        lines.append(f"v{page.holds.version}, signed {_on(page.holds, reader)}, holds until then")
    if page.difference and (said := difference(page.difference)):
        lines.append(said)
    return lines


def _on(brief: Brief, reader: Person) -> str:
    return day(local_day(reader.zone, brief.signed_at or brief.created_at))


def _name(page: Page, person: str, reader: Person) -> str:
    return "you" if person == reader.id else _first(page.people, person)


def difference(found: Difference) -> str:
    """*Changed since v1: must-haves and first shortlist*; empty where everything came back to what it was."""
    what = [FIELDS[section].short for section in found.sections] + (["first shortlist"] if found.is_day_changed else [])
    return f"Changed since v{found.before.version}: {listed(what)}" if what else ""


def proposing(role: Requisition, version: int, metadata: str, terms: Sequence[Block] = ()) -> Block:
    """What whoever proposes a version is asked alone, where both sign it."""
    return kit.modal(
        ids.VIEW_BRIEF_PICTURE,
        clip(f"{role.key}: propose v{version}", kit.TITLE),
        [
            kit.section(f"*{quote(role.title, 100)}*"),
            kit.context("You sign by proposing; the other of you two is asked to sign, and asked this too."),
            *picture.fields(),
            *terms,
        ],
        submit="Propose",
        metadata=metadata,
    )


def proposed_words(role: Requisition, brief: Brief, people: dict[str, Person], zone: str, now: datetime) -> str:
    """What whoever proposed reads at once."""
    named = f"*Brief v{brief.version}* for {role.key} {quote(role.title, 100)}"
    if brief.object_until:
        return f"{named} holds now. It can be objected to until {when(brief.object_until, zone, now)}."
    if not brief.waits_for:
        return f"{named} is signed."
    names = listed([_first(people, each) for each in brief.waits_for])
    if any(people[each].is_deactivated for each in brief.waits_for if each in people):
        return (
            f"{named} carries your signature. {names} is no longer in this workspace and cannot give the other one: "
            "somebody else has to take the role over first."
        )
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
        said += _OPENS.get(role.status, "")
    zone = people[role.recruiter].zone if role.recruiter in people else "UTC"
    if day_owed:
        said += f" First shortlist by {day(day_owed)}, from {_first(people, role.recruiter)}."
    elif brief.shortlist_on and brief.signed_at and brief.shortlist_on < local_day(zone, brief.signed_at):
        said += " The day named for the first shortlist is over by now: *Brief*, then *Change*, names another."
    text = escape(f"{role.key} {role.title}: brief v{brief.version} is signed")
    return text, [kit.section(said), *differences.blocks(found, differences.IN_MESSAGE)]


def joined(role: Requisition, brief: Brief, signer: Person) -> tuple[str, list[Block]]:
    """That somebody who came later has signed as well, to the other of the two."""
    other = role.recruiter if signer.id != role.recruiter else role.manager
    waited = f"{mention(other)}, " if other != signer.id else ""
    text = escape(f"{role.key} {role.title}: brief v{brief.version} has another signature")
    return text, [kit.section(f"{waited}{escape(signer.first_name)} signed *brief v{brief.version}* as well.")]


def _first(people: dict[str, Person], person: str) -> str:
    return escape(people[person].first_name) if person in people else "somebody"
