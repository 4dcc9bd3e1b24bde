"""How a hold reads: the modal with its reason and its days, and what is said in the card's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.candidates import by_day, first_name, label, zone_of
from handlers.blocks.kit import Block
from handlers.blocks.questions import who
from handlers.blocks.text import count, mention, stamp
from storage.rules.turns import HELD_FOR, HOLDS

if TYPE_CHECKING:
    from storage.asks import Ask
    from storage.dossiers import Dossier


def fields(dossier: Dossier) -> list[Block]:
    """What a hold asks for, in a modal of its own or as a step of a review."""
    return [
        kit.field("reason", "Why?", kit.select([kit.option(words, key) for key, words in HOLDS.items()])),
        kit.field(
            "days",
            "For how long?",
            kit.select([kit.option(count(days, "working day"), str(days)) for days in HELD_FOR], initial="5"),
            hint="Then the profile is up for your decision again. You can take it off hold at any time.",
        ),
        kit.context(
            f"Your clock stands still. The candidate still waits: {first_name(dossier, dossier.requisition.recruiter)} "
            "is asked to tell them."
        ),
    ]


def modal(dossier: Dossier, metadata: str) -> Block:
    """The modal that puts on hold."""
    return kit.modal(
        ids.VIEW_HOLD,
        f"{dossier.submission.label}: hold",
        [who(dossier), *fields(dossier)],
        submit="Put on hold",
        metadata=metadata,
    )


def said(dossier: Dossier, review: Ask, by: str | None, tell: Ask | None) -> tuple[str, list[Block]]:
    """That somebody is on hold, in the card's thread, to the recruiter."""
    name, recruiter = first_name(dossier, by or review.owner), dossier.requisition.recruiter
    until = f" until {stamp(review.resume_at, zone_of(dossier, review.owner))}" if review.resume_at else ""
    please = f" Please tell the candidate by {by_day(dossier, tell)}." if tell is not None else ""
    reason = "" if dossier.requisition.is_shared else HOLDS.get(review.snooze_reason or "", "")
    words = f"{mention(recruiter)}, {name} put {dossier.submission.label} on hold{until}.{please}"
    return f"{label(dossier)}: on hold", [kit.section(words), *([kit.context(f"“{reason}.”")] if reason else [])]


def lifted(dossier: Dossier, by: str | None) -> tuple[str, list[Block]]:
    """That the hold is over: for whoever decides where it ended by itself, for the recruiter where it was lifted."""
    number = dossier.submission.label
    if by is None:
        decider = mention(dossier.review.owner) if dossier.review else "The decider"
        due = f", by {by_day(dossier, dossier.review)}" if dossier.review else ""
        words = f"{decider}, the hold on {number} is over: it is up for a decision again{due}."
    else:
        words = f"{mention(dossier.requisition.recruiter)}, {first_name(dossier, by)} took {number} off hold."
    return f"{label(dossier)}: off hold", [kit.section(words)]
