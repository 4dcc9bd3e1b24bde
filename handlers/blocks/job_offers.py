"""How an offer reads: on the card, in its modals, and in the card's thread."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit, offer_approvals
from handlers.blocks.kit import Block
from handlers.blocks.offer_approvals import REASON_LONGEST, TERMS_LONGEST
from handlers.blocks.text import count, day, escape, mention, quote, stamp, when
from storage.rules.job_offers import DECLINES, UNDO_FOR, State

if TYPE_CHECKING:
    from storage.current_offers import Offer
    from storage.dossiers import Dossier
    from storage.people import Person


def _name(dossier: Dossier, person: str | None) -> str:
    return escape(dossier.people[person].first_name) if person in dossier.people else "Somebody"


def _zone(dossier: Dossier, person: str | None) -> str:
    return dossier.people[person].zone if person in dossier.people else "UTC"


def on_card(dossier: Dossier) -> list[Block]:
    """Where the offer is, and what can be pressed; nothing before that stage."""
    s, offer = dossier.submission, dossier.offer
    value, live = str(s.id), dossier.requisition.is_live
    make = [kit.actions(kit.button("Make an offer", ids.OFFER_OPEN, value, style="primary"))] if live else []
    if s.stage == "offer":
        state = offer.state if offer else None
        if offer is None or state in (State.ACCEPTED, State.DECLINED):
            return make
        if state is State.REFUSED:
            return [
                kit.context(f"*{_name(dossier, offer.approved_by)} did not approve an offer.*"),
                *_why(offer),
                *make,
            ]
        if state is State.ASKED:
            return offer_approvals.on_card(dossier, make)
        if not live:
            return []
        if state is State.APPROVED:
            by = _name(dossier, offer.approved_by)
            button = kit.button("The offer is out", ids.OFFER_MADE, value, style="primary")
            return [kit.section(f"*{by} approved an offer.* Please make it."), kit.actions(button)]
        by_day = f", to be answered by {day(offer.answer_by)}" if offer.answer_by else ""
        out = f" since {day(offer.made_on)}" if offer.made_on else ""
        return [
            kit.section(f"*Offer out{out}*{by_day}. The ball is with the candidate."),
            kit.actions(
                kit.button("Accepted", ids.OFFER_ACCEPT, value, style="primary"),
                kit.button("Declined", ids.OFFER_DECLINE, value),
            ),
        ]
    if offer is None or not says_end(dossier):
        return []
    if offer.state is State.ACCEPTED:
        start = f", starts {day(offer.starts_on)}" if offer.starts_on else ""
        return [kit.section(f"*Hired{start}.*"), *_undo(dossier, offer)]
    why = DECLINES[s.disposition or ""]
    return [kit.section(f"*Declined the offer:* {why[:1].lower()}{why[1:]}."), *_undo(dossier, offer)]


def says_end(dossier: Dossier) -> bool:
    """Whether what the card says of the offer is how the candidate's way ended: it is said there, and only there."""
    s, offer = dossier.submission, dossier.offer
    if offer is None or offer.undo_until is None or offer.answered_at is None:
        return False
    if offer.state is State.ACCEPTED:
        return s.stage == "hired"
    return offer.state is State.DECLINED and s.disposition in DECLINES


def _why(offer: Offer) -> list[Block]:
    return [kit.context(f"“{quote(offer.reason, REASON_LONGEST * 2)}”")] if offer.reason else []


def _undo(dossier: Dossier, offer: Offer) -> list[Block]:
    if not dossier.requisition.is_live or offer.undo_until is None or offer.answered_at is None:
        return []
    zone = _zone(dossier, offer.answered_by)
    return [
        kit.context(
            f"Written down by {_name(dossier, offer.answered_by)}, {stamp(offer.answered_at, zone)} · can be undone "
            f"until {stamp(offer.undo_until, zone)}"
        ),
        kit.actions(kit.button("Undo the answer", ids.OFFER_UNDO, str(dossier.submission.id))),
    ]


def _who(dossier: Dossier) -> Block:
    role = dossier.requisition
    return kit.section(f"*{quote(dossier.name, 80)}* for {quote(f'{role.key} {role.title}', 100)}")


def _days(today: str) -> list[Block]:
    return [
        kit.field("made_on", "Offer made on", {"type": "datepicker", "initial_date": today}, optional=True),
        kit.field(
            "answer_by",
            "To be answered by",
            {"type": "datepicker", "placeholder": kit.plain("Choose a day")},
            optional=True,
        ),
    ]


def modal(dossier: Dossier, today: str, metadata: str) -> Block:
    """The offer: out already, or to be approved first."""
    return kit.modal(
        ids.VIEW_OFFER,
        f"{dossier.submission.label}: offer",
        [
            _who(dossier),
            *_days(today),
            kit.field(
                "approver",
                "To be approved first by",
                kit.person(),
                optional=True,
                hint="Where you name somebody, the days are asked for once they have said yes.",
            ),
            kit.field(
                "terms",
                "What is offered, for whoever approves",
                kit.text_input(lines=True, longest=TERMS_LONGEST, placeholder="Level, pay, start, anything unusual"),
                optional=True,
                hint="Only they read it; it stands on no card.",
            ),
        ],
        submit="Save",
        metadata=metadata,
    )


def made_modal(dossier: Dossier, today: str, metadata: str) -> Block:
    """The days of an approved offer."""
    blocks = [_who(dossier), *_days(today)]
    title = f"{dossier.submission.label}: offer"
    return kit.modal(ids.VIEW_OFFER_MADE, title, blocks, submit="It is out", metadata=metadata)


def accept_modal(dossier: Dossier, reader: Person, now: datetime, metadata: str) -> Block:
    """The candidate said yes: from when?"""
    start = {"type": "datepicker", "placeholder": kit.plain("Choose a day")}
    return kit.modal(
        ids.VIEW_OFFER_ACCEPT,
        f"{dossier.submission.label}: accepted",
        [
            _who(dossier),
            kit.field("starts_on", "Starts on", start),
            *_celebrated(dossier),
            kit.context(f"It can be undone until {when(now + UNDO_FOR, reader.zone, now)}."),
        ],
        submit="Hired",
        metadata=metadata,
    )


def _celebrated(dossier: Dossier) -> list[Block]:
    """How it is celebrated: never where the role is confidential."""
    if dossier.requisition.is_confidential:
        return [kit.context("The role is confidential, so nothing is said of the hire anywhere else.")]
    agreed = kit.checkboxes([kit.option("They agreed that I may say their name", "agreed")], [])
    return [
        kit.field(
            "may_name",
            "Once it is final, I thank everybody who helped",
            agreed,
            optional=True,
            hint="Else the thanks name the role only.",
        ),
        kit.field(
            "announce",
            "Tell another channel too",
            {"type": "channels_select", "placeholder": kit.plain("Only the role's own")},
            optional=True,
        ),
    ]


def decline_modal(dossier: Dossier, reader: Person, now: datetime, metadata: str) -> Block:
    """The candidate said no: why?"""
    options = [kit.option(words, key) for key, words in DECLINES.items()]
    return kit.modal(
        ids.VIEW_OFFER_DECLINE,
        f"{dossier.submission.label}: declined",
        [
            _who(dossier),
            kit.field("reason", "Why did they decline?", kit.select(options)),
            kit.context(f"It can be undone until {when(now + UNDO_FOR, reader.zone, now)}."),
        ],
        submit="Declined",
        metadata=metadata,
    )


# --- in the card's thread


def said(dossier: Dossier, offer: Offer, what: str, by: str, filled: int) -> tuple[str, list[Block]]:
    """What became of an offer, to whoever has the next step."""
    s, role = dossier.submission, dossier.requisition
    who, recruiter = _name(dossier, by), mention(role.recruiter)
    head = f"{s.label}, {role.key}: "
    if what == "offer_approved":
        return f"{head}the offer is approved", [
            kit.section(f"{recruiter}, {who} approved the offer to {s.label}. Please make it.")
        ]
    if what == "offer_refused":
        words = f"{recruiter}, {who} did not approve the offer to {s.label}."
        return f"{head}the offer is not approved", [kit.section(words), *([] if role.is_shared else _why(offer))]
    if what == "offer_accepted":
        openings = f"{filled} of {role.openings} filled" if role.openings > 1 else "the role is filled"
        words = f"{mention(role.manager)}, *{s.label} said yes*: {openings}. Thank you all."
        blocks = [kit.section(words)]
        if filled >= role.openings:
            blocks.append(kit.actions(kit.button("Close the role", ids.REQUISITION_CLOSE, str(role.id))))
            return f"{head}hired", blocks
        left = count(role.openings - filled, "opening is", "openings are")
        return f"{head}hired", [*blocks, kit.context(f"{left} left; the role stays open.")]
    if what == "offer_declined":
        reason = DECLINES.get(s.disposition or "", "no reason given")
        why = "" if role.is_shared else f": {reason[:1].lower()}{reason[1:]}"
        return f"{head}declined the offer", [
            kit.section(
                f"{mention(role.manager)}, {s.label} declined the offer{why}. {recruiter}, what next? Somebody already "
                "here, or somebody new?"
            ),
            kit.actions(
                kit.button("Candidates", ids.REQUISITION_CANDIDATES, str(role.id)),
                kit.button("Post a candidate", ids.REQUISITION_POST, str(role.id)),
            ),
        ]
    if what == "offer_made":
        by_day = f", to be answered by {day(offer.answer_by)}" if offer.answer_by else ""
        return f"{head}offer out", [kit.section(f"The offer to {s.label} is out{by_day}.")]
    return f"{head}the answer is taken back", [
        kit.section(f"{who} took back what {s.label} was said to have answered: the offer is out still.")
    ]
