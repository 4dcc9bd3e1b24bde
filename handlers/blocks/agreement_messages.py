"""What the role's channel reads of a working agreement: terms proposed, terms agreed on, and what waits too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.blocks import kit
from handlers.blocks.agreement_words import TITLE, all_of, changes, first, other
from handlers.blocks.agreements import LONGEST, buttons
from handlers.blocks.kit import Block
from handlers.blocks.text import escape, mention, quote, stamp
from storage.rules.promises import Kind

if TYPE_CHECKING:
    from storage.agreements import Proposal
    from storage.people import Person
    from storage.requisitions import Requisition
    from storage.rules.agreements import Terms


def proposed(
    role: Requisition, proposal: Proposal, was: Proposal | None, usual: Terms, people: dict[str, Person]
) -> tuple[str, list[Block]]:
    """To the other of the two; its buttons stand there for as long as they work. `was`: what was on the table before;
    `usual`: what holds without an agreement."""
    who, to = first(people, proposal.proposed_by), other(role, proposal.proposed_by)
    different = changes(was.terms if was else usual, proposal.terms)
    if was is None:
        said = f"{mention(to)}, {who} proposes how you two work together on this role."
        said += f"\n{all_of(role, people, proposal.terms)}"
    else:
        answers = was.accepted_at is None and was.proposed_by == to
        does = "answers your proposal with other terms" if answers else "proposes other terms"
        said = f"{mention(to)}, {who} {does} for how you two work together: {different}."
    if proposal.why:
        said += f"\n“{quote(proposal.why, LONGEST * 5)}”"
    blocks = [kit.section(said)]
    zone = people[role.recruiter].zone if role.recruiter in people else "UTC"
    if proposal.is_waiting and role.is_live:
        blocks.append(kit.actions(*buttons(role, proposal)))
        blocks.append(kit.context("What holds now holds until both of you accept; what is asked already stays."))
    elif proposal.accepted_at:
        by = first(people, proposal.accepted_by or "")
        blocks.append(kit.context(f"{by} accepted, {stamp(proposal.accepted_at, zone)}."))
    else:
        blocks.append(kit.context("No longer on the table. *Brief* on the role's card shows what is."))
    return escape(f"{role.key} {role.title}: a working agreement is proposed"), blocks


def agreed(role: Requisition, proposal: Proposal, people: dict[str, Person]) -> tuple[str, list[Block]]:
    """That both agree, to whoever proposed it."""
    by, to = proposal.accepted_by or "", proposal.proposed_by
    said = f"{mention(to)}, {first(people, by)} accepts: " if by != to else ""
    said += f"the *working agreement* of {role.key} holds now." if said else "The *working agreement* holds now."
    text = escape(f"{role.key} {role.title}: the working agreement holds")
    return text, [kit.section(f"{said}\n{all_of(role, people, proposal.terms)}")]


def with_signature(role: Requisition, proposal: Proposal, people: dict[str, Person]) -> list[Block]:
    """The same, within the message that a brief is signed."""
    return [kit.section(f"*{TITLE}* agreed with it:\n{all_of(role, people, proposal.terms)}")]


_OVERDUE = {
    Kind.REVIEW: "A profile",
    Kind.DEBRIEF: "A decision after the debrief",
    Kind.QUESTION: "A question",
    Kind.CONTACT: "A candidate's first contact",
    Kind.SHORTLIST: "The first shortlist",
    Kind.OUTCOME: "Word to a candidate",
    Kind.HOLD: "Word to a candidate",
    Kind.SCORECARD: "A scorecard",
    Kind.SIGNATURE: "A signature of the brief",
    Kind.SECTION: "A section of the brief",
}
_IN_PLACE = {
    Kind.REVIEW: "the backup may answer",
    Kind.DEBRIEF: "the backup may answer",
    Kind.QUESTION: "a helper may answer",
    Kind.CONTACT: "a helper may answer",
}


def overdue(role: Requisition, kind: Kind, *, stands_in: bool) -> tuple[str, list[Block]]:
    """One line without names or hours. `stands_in`: somebody may answer instead, or help."""
    then = _IN_PLACE.get(kind, "a helper knows") if stands_in else "whoever waits for it knows"
    said = f"{_OVERDUE.get(kind, 'An answer')} on {role.key} waits past what was promised; {then}."
    return said, [kit.section(said)]
