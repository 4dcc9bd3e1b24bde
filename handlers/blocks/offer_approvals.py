"""How the approval of an offer reads: what is asked, the two answers, and who is asked instead."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import escape, mention, quote, stamp, when
from handlers.ids import VIEW_OFFER_FACTS
from storage.rules.job_offers import State

if TYPE_CHECKING:
    from storage.dossiers import Dossier
    from storage.offer_approvals import Asked
    from storage.people import Person

TERMS_LONGEST = 1000
REASON_LONGEST = 500
EMPTY = "One sentence is enough: whoever asked has to know what to do next."
ANOTHER = "Change approver"


def waits(dossier: Dossier, *, gone: bool = False) -> bool:
    """Whether an offer waits for somebody's approval, who can still give it; `gone`: or cannot any more."""
    offer = dossier.offer
    if offer is None or offer.state is not State.ASKED or not offer.waits_for:
        return False
    who = dossier.people.get(offer.waits_for)
    return gone or (who is not None and who.is_member)


def on_card(dossier: Dossier, make: list[Block]) -> list[Block]:
    """For whose approval an offer waits, and who asks somebody else; `make` is the way to make one without."""
    offer, live = dossier.offer, dossier.requisition.is_live
    if offer is None or not offer.waits_for:
        return make
    who = dossier.people.get(offer.waits_for)
    name = escape(who.first_name) if who else "Somebody"
    by = f", promised for {stamp(offer.due_at, who.zone)}" if who and offer.due_at else ""
    if waits(dossier):
        said = kit.section(f"*An offer waits for {name}'s approval*{by}.")
    else:
        said = kit.section(f"*An offer waits for an approval.* {name} is no full member of this workspace any more.")
    another = kit.button(ANOTHER, ids.OFFER_APPROVER, str(dossier.submission.id))
    more = [] if waits(dossier) else [element for block in make for element in block["elements"]]
    return [said, *([kit.actions(another, *more)] if live else [])]


def another_modal(dossier: Dossier, metadata: str) -> Block:
    """Who is to approve instead of who is asked now."""
    s, offer = dossier.submission, dossier.offer
    who = dossier.people.get(offer.waits_for or "") if offer else None
    name = escape(who.name) if who else "Somebody"
    return kit.modal(
        ids.VIEW_OFFER_APPROVER,
        f"{s.label}: approver",
        [
            kit.section(f"The offer to *{s.label}, {quote(dossier.name, 80)}* waits for {name}'s approval."),
            kit.field(
                "approver",
                "Who approves it instead?",
                kit.person(),
                hint="They are asked with what you wrote for the first, on a fresh clock. Nobody else need answer.",
            ),
        ],
        submit="Ask",
        metadata=metadata,
    )


def vacant(dossier: Dossier, gone: Person) -> tuple[str, list[Block]]:
    """The message that somebody else has to approve, to whoever makes the offer."""
    s, role = dossier.submission, dossier.requisition
    said = (
        f"{mention(role.recruiter)}, {escape(gone.first_name)} was asked to approve the offer to {s.label}, and is no "
        "full member of this workspace any more. Please name somebody else."
    )
    another = kit.button(ANOTHER, ids.OFFER_APPROVER, str(s.id))
    return f"{s.label}, {role.key}: the offer needs another approver", [kit.section(said), kit.actions(another)]


def buttons(submission_id: int, *, style: str | None = None) -> list[Block]:
    """The two answers."""
    return [
        kit.button("Approve", ids.OFFER_APPROVE, str(submission_id), style=style),
        kit.button("Reject", ids.OFFER_REJECT, str(submission_id)),
    ]


def facts(asked: Asked, submission_id: int, asker: str, reader: Person, now: datetime, metadata: str) -> Block:
    """All that is needed to answer."""
    role = asked.requisition
    terms = [kit.section(f"*What is offered*\n{quote(asked.terms, TERMS_LONGEST * 2)}")] if asked.terms else []
    return kit.modal(
        VIEW_OFFER_FACTS,
        f"{role.key}: offer",
        [
            kit.section(f"*An offer to Candidate {asked.number}, {quote(asked.name, 80)}*"),
            kit.section(f"{quote(f'{role.key} · {role.title}', 120)}"),
            *terms,
            kit.context(f"{asker} asks; your answer is promised by {when(asked.ask.due_at, reader.zone, now)}."),
            kit.actions(*buttons(submission_id, style="primary")),
        ],
        close="Close",
        metadata=metadata,
    )


def reject_modal(asked: Asked, metadata: str) -> Block:
    """The modal that says no."""
    why = kit.text_input(lines=True, longest=REASON_LONGEST)
    return kit.modal(
        ids.VIEW_OFFER_REJECT,
        f"{asked.requisition.key}: offer",
        [
            kit.section(f"*An offer to Candidate {asked.number}, {quote(asked.name, 80)}*"),
            kit.field("why", "Why not?", why, hint="Everybody on the role reads it. Leave pay out."),
        ],
        submit="Reject",
        metadata=metadata,
    )
