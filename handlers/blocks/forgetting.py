"""How forgetting reads: what it will do, what became of it, a card nobody stands on any more, and a legal hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import count, day, escape, listed, quote, stamp, when
from storage.rules.retention import REASONS

if TYPE_CHECKING:
    from storage.dossiers import Dossier
    from storage.erasures import Report, Stands
    from storage.forgetting import Case
    from storage.legal_holds import Held
    from storage.people import Person
    from storage.requisitions import Requisition
    from storage.submissions import Submission

HOLD_LONGEST = 500
NO_REASON = "Choose why; nothing is written about the person."
NO_HOLD_REASON = "One sentence is enough: which claim or order is it for?"


def card(dossier: Dossier) -> tuple[str, list[Block]]:
    """What stands where a candidate's card stood."""
    s, role = dossier.submission, dossier.requisition
    on = stamp(dossier.erased_at, dossier.people[role.recruiter].zone) if dossier.erased_at else ""
    return f"{s.label}, {role.key}: erased", [
        kit.section(f"*{s.label}* for {role.key} was erased{f', {on}' if on else ''}."),
        kit.context("That somebody was put forward, when, and how it ended is kept, without who it was."),
    ]


def modal(case: Case, reader: Person, now: datetime, metadata: str) -> Block:
    """What forgetting will do; before a statutory minimum the reason is to be chosen."""
    s, role = case.submission, case.requisition
    said = (
        f"*{s.label} of {role.key} is erased for good*: name, contact, the case, evidence and every word written here "
        "about them, and the messages I wrote. That somebody was put forward, when, and how it ended is kept, without "
        "who it was."
    )
    notes = []
    if s.ended_at is None:
        notes.append("They are still in play: that ends for everybody, and nobody is asked to tell them anything.")
    if case.others:
        notes.append(f"They stand on {count(case.others, 'other role')} as well, and are erased there too.")
    if case.kept_until is not None:
        until = f"{day(case.kept_until.date())} {case.kept_until.year}"
        notes.append(
            f"The law has this kept until {until}: {escape(case.law)}. As a talent lead you may erase it before, for "
            "the reason you choose."
        )
    options = [kit.option(words, key) for key, words in REASONS.items()]
    return kit.modal(
        ids.VIEW_FORGET,
        f"Forget {s.label}",
        [
            kit.section(said),
            *([kit.section("\n".join(notes))] if notes else []),
            kit.field("why", "Why?", kit.select(options, initial=None if case.kept_until else "asked")),
            kit.context("It cannot be taken back. You get a report of what is erased, and of what I cannot delete."),
        ],
        submit="Forget for good",
        metadata=metadata,
    )


def erased(case: Case) -> str:
    """That it is done."""
    return f"{case.submission.label} of {case.requisition.key} is erased."


def begun(case: Case) -> str:
    """What whoever asked reads at once."""
    return f"{erased(case)} I delete my messages now and report to you."


def report(found: Report) -> tuple[str, list[Block]]:
    """What is erased, and what stands where I cannot delete it."""
    s = found.asked_on
    label = f"Candidate {s.number}, {s.requisition.key}"
    head = f"*{label} is erased.*" + (" The time for which their data is kept was over." if found.by_clock else "")
    gone = [
        "Name, contact and every word kept about them, in the database and its files.",
        "My cards, gathered messages and the Home of those who saw them: painted without them.",
    ]
    if found.erased:
        gone.append(f"{count(found.erased, 'message')} of mine: deleted.")
    if found.others:
        gone.append(f"The same on {count(found.others, 'other role')}.")
    blocks = [kit.section(head), kit.section("*Erased*\n" + "\n".join(f"• {line}" for line in gone))]
    left = [_thread(each) for each in found.cards if each.place is not None]
    left += [f"The message they were put forward from: <{escape(each)}|here>." for each in found.originals[:10]]
    if found.left:
        where = listed([f"<#{channel}>" if channel else "a place Slack no longer names" for channel in found.left])
        left.append(
            f"Messages of mine that Slack would not let me delete, in {where}: the channel is archived, or I was taken "
            "out of it. Delete them there."
        )
    if found.unsure:
        left.append(f"{count(found.unsure, 'message')} of which Slack never said whether they came to be.")
    left += [
        "What people wrote themselves elsewhere: messages, files, and the applicant-tracking system.",
        "Backups of the database, until they are replaced; files made of what was held, where they were passed on.",
    ]
    blocks.append(kit.section("*Not mine to delete*\n" + "\n".join(f"• {line}" for line in left)))
    blocks.append(kit.context("You read this because you asked for it." if not found.by_clock else _WHY_CLOCK))
    return f"{label}: erased", blocks


_WHY_CLOCK = "You read this because you recruit for that role; the brief's jurisdiction says how long data is kept."


def _thread(stands: Stands) -> str:
    return (
        f"What people wrote in the thread under Candidate {stands.number}'s card in "
        f"<#{stands.place.channel if stands.place else ''}>: ask them to delete it."
    )


def soon(
    s: Submission, role: Requisition, erased_at: datetime, reader: Person, now: datetime
) -> tuple[str, list[Block]]:
    """A week's notice that somebody's time is over, to the recruiter."""
    label = f"{s.label}, {role.key}"
    return f"{label}: erased in a week", [
        kit.section(
            f"*{label}* is erased {when(erased_at, reader.zone, now)}: the time for which the brief's jurisdiction has "
            "candidates' data kept is over (not legal advice). You need do nothing. "
            "A claim or an order in the way? A talent lead sets a "
            f"legal hold with `/candidate legal-hold {role.key} {s.number}`."
        )
    ]


def hold_modal(held: Held, reader: Person, now: datetime, metadata: str) -> Block:
    """The legal hold on a candidate: set, or to be lifted."""
    s, role = held.submission, held.requisition
    head = kit.section(f"*{s.label} of {role.key}*")
    if held.at is None:
        blocks = [
            head,
            kit.field(
                "reason",
                "Why must this be kept?",
                kit.text_input(lines=True, longest=HOLD_LONGEST, placeholder="Claim 4 Ca 17/26, labour court Berlin"),
                hint="Whoever is refused to forget them reads it.",
            ),
            kit.context("While it stands nobody can forget them, and no time for keeping data runs out."),
        ]
        return kit.modal(ids.VIEW_LEGAL_HOLD, "Legal hold", blocks, submit="Set the hold", metadata=metadata)
    by = escape(held.by.name) if held.by else "Somebody"
    blocks = [
        head,
        kit.section(f"Held since {when(held.at, reader.zone, now)} by {by}:\n>{quote(held.reason, HOLD_LONGEST * 5)}"),
        kit.context("Lifting it lets them be forgotten; where the time for keeping is over, a week from now."),
    ]
    return kit.modal(ids.VIEW_LEGAL_LIFT, "Legal hold", blocks, submit="Lift the hold", metadata=metadata)
