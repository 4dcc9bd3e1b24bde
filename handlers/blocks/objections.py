"""How a change that holds at once reads, with its Object button, the form that asks why, and what follows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import differences, kit
from handlers.blocks.kit import Block
from handlers.blocks.text import day, escape, mention, quote, stamp

if TYPE_CHECKING:
    from storage.people import Person
    from storage.requisitions import Requisition
    from storage.versions import Brief, Difference

LONGEST = 500
EMPTY = "One sentence is enough: what would you rather have?"


def changed(
    role: Requisition,
    brief: Brief,
    found: Difference | None,
    is_shortlist_owed: bool,
    people: dict[str, Person],
    now: datetime,
) -> tuple[str, list[Block]]:
    """The message that a change holds. No mention: it waits for nobody, and whoever objects has a day for it."""
    zone = people[role.recruiter].zone if role.recruiter in people else "UTC"
    who = _name(people, brief.created_by)
    said = f"{who} changed the brief: *v{brief.version}* holds now."
    if found and not found.sections and not found.is_day_changed:
        said += f" It says what v{found.before.version} says."
    if is_shortlist_owed and found and found.is_day_changed and brief.shortlist_on and brief.is_signed:
        said += f" First shortlist by {day(brief.shortlist_on)}, from {_name(people, role.recruiter)}."
    blocks = [kit.section(said), *differences.blocks(found, differences.IN_MESSAGE)]
    other = next((each for each in (role.manager, role.recruiter) if each != brief.created_by), role.manager)
    if brief.objected_at and brief.objected_by:
        back = f"v{found.before.version} holds again" if found else "the version before holds again"
        blocks.append(
            kit.context(f"{_name(people, brief.objected_by)} objected, {stamp(brief.objected_at, zone)}: {back}.")
        )
    elif not brief.is_signed:
        blocks.append(kit.context("A newer version has taken its place."))
    elif brief.object_until and now < brief.object_until and role.is_live:
        until = stamp(brief.object_until, zone)
        blocks.append(kit.actions(kit.button("Object", ids.BRIEF_OBJECT, str(brief.id))))
        blocks.append(
            kit.context(
                f"This needs no second signature. {_name(people, other)} can object until {until}; then it stays."
            )
        )
    return escape(f"{role.key} {role.title}: brief v{brief.version}, a change"), blocks


def form(role: Requisition, brief: Brief, before: Brief | None, metadata: str) -> Block:
    """The form of Object."""
    back = f"v{before.version}" if before else "The version before"
    return kit.modal(
        ids.VIEW_OBJECT,
        f"{role.key}: object to v{brief.version}",
        [
            kit.section(f"*{quote(role.title, 100)}*"),
            kit.field(
                "why",
                "What would you rather have?",
                kit.text_input(lines=True, longest=LONGEST),
                hint="It opens a talk in the role's channel. Write about the role, never about a candidate.",
            ),
            kit.context(f"{back} holds again at once, until the two of you agree on another."),
        ],
        submit="Object",
        metadata=metadata,
    )


def objected(
    role: Requisition, brief: Brief, before: Brief | None, words: str, people: dict[str, Person]
) -> tuple[str, list[Block]]:
    """The first words of the talk, to whoever made the change."""
    who = _name(people, brief.objected_by or "")
    back = f"v{before.version} holds again" if before else "The version before holds again"
    return escape(f"{role.key} {role.title}: an objection to brief v{brief.version}"), [
        kit.section(
            f"{mention(brief.created_by)}, {who} sees *v{brief.version}* differently: “{quote(words, LONGEST * 5)}”"
        ),
        kit.context(f"{back}. Talk it over here; once you agree, *Change* writes it down."),
        kit.actions(kit.button("Change", ids.BRIEF_CHANGE, str(role.id))),
    ]


def _name(people: dict[str, Person], person: str) -> str:
    return escape(people[person].first_name) if person in people else "Somebody"
