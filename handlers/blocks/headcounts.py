"""How the approval of a headcount reads: what is asked, the two answers, and what the channel hears."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.requisitions import details
from handlers.blocks.text import count, escape, mention, quote, when
from handlers.ids import VIEW_HEADCOUNT
from storage.rules.briefs import Section
from storage.rules.details import Verdict

if TYPE_CHECKING:
    from storage.asks import Ask
    from storage.people import Person
    from storage.requisitions import Requisition

LONGEST = 500
EMPTY = "One sentence is enough: whoever asked has to know what to do next."


def in_short(role: Requisition) -> str:
    """*2 openings · Data · permanent · to start 1 Feb 2027 · the team grows*."""
    return " · ".join([count(role.openings, "opening"), *details(role)])


def buttons(role: Requisition, *, style: str | None = None) -> list[Block]:
    """The two answers."""
    return [
        kit.button("Approve", ids.HEADCOUNT_APPROVE, str(role.id), style=style),
        kit.button("Reject", ids.HEADCOUNT_REJECT, str(role.id)),
    ]


def facts(
    role: Requisition,
    asked: Ask,
    people: Mapping[str, Person],
    words: Mapping[str, str],
    reader: Person,
    now: datetime,
    metadata: str,
) -> Block:
    """All that is needed to answer: what is asked, by whom, and for how much, where that is known."""
    lines = [f"*Hiring manager* {_name(people, role.manager)}", f"*Recruiter* {_name(people, role.recruiter)}"]
    lines += [f"*Location* {quote(role.location, 100)}"] if role.location else []
    lines += [f"*Level* {quote(words[Section.LEVEL], 300)}"] if words.get(Section.LEVEL) else []
    lines += [f"*Pay band* {quote(words[Section.PAY], 300)}"] if words.get(Section.PAY) else []
    return kit.modal(
        VIEW_HEADCOUNT,
        f"{role.key}: headcount",
        [
            kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*\n{in_short(role)}"),
            kit.section("\n".join(lines)),
            kit.context(
                f"{_name(people, asked.asker or role.recruiter)} asks; your answer is promised by "
                f"{when(asked.due_at, reader.zone, now)}. Nobody is put forward before it."
            ),
            kit.actions(*buttons(role, style="primary")),
        ],
        close="Close",
        metadata=metadata,
    )


def reject_modal(role: Requisition, metadata: str) -> Block:
    """The modal that says no."""
    return kit.modal(
        ids.VIEW_HEADCOUNT_REJECT,
        f"{role.key}: reject",
        [
            kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*"),
            kit.field(
                "why",
                "Why not?",
                kit.text_input(lines=True, longest=LONGEST),
                hint="Everybody in the role's channel reads it.",
            ),
            kit.context("The role is closed as cancelled. Reopening it asks for the headcount again."),
        ],
        submit="Reject",
        metadata=metadata,
    )


def approved_words(role: Requisition) -> str:
    """What the approver reads at once."""
    return f"Approved, thank you: the search for {role.key} {quote(role.title, 100)} may start."


def answered(role: Requisition, by: Person, verdict: Verdict) -> tuple[str, list[Block]]:
    """The message in the role's channel."""
    who = escape(by.first_name)
    if verdict is Verdict.APPROVED:
        said = f"{mention(role.recruiter)}, {who} approved the headcount: the search may start."
        return escape(f"{role.key}: the headcount is approved"), [kit.section(said)]
    said = f"{mention(role.recruiter)}, {who} did not approve the headcount: *{role.key} is cancelled*."
    if role.headcount.reason:
        said += f"\n>“{quote(' '.join(role.headcount.reason.split()), LONGEST * 5)}”"
    return escape(f"{role.key}: the headcount is not approved"), [
        kit.section(said),
        kit.context(f"Once it is, `/req reopen {role.key}` asks for it again; the brief is kept."),
    ]


def vacant(role: Requisition, gone: Person) -> tuple[str, list[Block]]:
    """The message that somebody else has to approve, to whoever asked."""
    said = (
        f"{mention(role.recruiter)}, {escape(gone.first_name)} was asked to approve this headcount, and is no full "
        f"member of this workspace any more. `/req edit {role.key}` names somebody else."
    )
    return escape(f"{role.key}: the headcount needs another approver"), [kit.section(said)]


def _name(people: Mapping[str, Person], person: str) -> str:
    return escape(people[person].name) if person in people else mention(person)
