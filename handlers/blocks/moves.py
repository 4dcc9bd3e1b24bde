"""How moving a candidate and a withdrawal read: their modals, and what is said in the card's thread."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit, questions
from handlers.blocks.candidates import by_day, first_name, label
from handlers.blocks.kit import Block
from handlers.blocks.text import mention, quote, when
from storage.rules.dispositions import WITHDRAWALS
from storage.rules.pipeline import IN_PLAY, TAKE_BACK

if TYPE_CHECKING:
    from storage.dossiers import Dossier
    from storage.people import Person

REASON_LONGEST = 500
STAGES = {"review": "Review", "interview": "Interviews", "debrief": "Debrief", "offer": "Offer"}


def modal(dossier: Dossier, to: str | None, metadata: str, *, note: str = "") -> Block:
    """The modal that moves a candidate; `to` is chosen at first."""
    here = dossier.submission.stage
    options = [kit.option(STAGES[stage], stage) for stage in IN_PLAY if stage != here]
    return kit.modal(
        ids.VIEW_MOVE,
        f"{dossier.submission.label}: move",
        [
            questions.who(dossier),
            kit.context(f"Now: {STAGES[here]}. Past a decision only once it is made, or recorded."),
            kit.field("to", "To which stage?", kit.select(options, initial=to)),
            *([kit.section(note)] if note else []),
            kit.field(
                "reason",
                "Why?",
                kit.text_input(longest=REASON_LONGEST, placeholder="The interview took place on Tuesday"),
                hint="Stands in the card's thread. May be shown to the candidate.",
            ),
            kit.context(
                "Back to *Review* or *Debrief* asks the hiring manager to decide again, from now; what was decided "
                "before stays in the history."
            ),
        ],
        submit="Move",
        metadata=metadata,
    )


def moved(dossier: Dossier, by: str, before: str, to: str, reason: str) -> tuple[str, list[Block]]:
    """That a candidate was moved, in the card's thread; whoever is to decide now is called."""
    s, ask = dossier.submission, dossier.review
    words = f"{first_name(dossier, by)} moved {s.label} from {STAGES[before].lower()} to {STAGES[to].lower()}."
    if ask is not None and s.stage == to:
        words = f"{mention(ask.owner)}, {words} Please decide by {by_day(dossier, ask)}."
    why = [] if dossier.requisition.is_shared else [kit.context(f"“{quote(reason, REASON_LONGEST)}”")]
    return f"{label(dossier)}: moved", [kit.section(words), *why]


# --- withdrawals


def withdraw_modal(dossier: Dossier, reader: Person, now: datetime, metadata: str) -> Block:
    """The modal that says that a candidate withdrew."""
    until = when(now + TAKE_BACK, reader.zone, now)
    reasons = [kit.option(words, key) for key, words in WITHDRAWALS.items()]
    return kit.modal(
        ids.VIEW_WITHDRAW,
        f"{dossier.submission.label}: withdrew",
        [
            questions.who(dossier),
            kit.field("reason", "Why did they withdraw?", kit.select(reasons)),
            kit.context(f"What waits about them ends for everybody. It can be taken back until {until}."),
        ],
        submit="Withdrew",
        metadata=metadata,
    )


def withdrawn(dossier: Dossier, by: str) -> tuple[str, list[Block]]:
    """That a candidate withdrew, in the card's thread, to whoever decides."""
    s = dossier.submission
    decider = f"{mention(dossier.requisition.manager)}, " if dossier.requisition.manager != by else ""
    said = WITHDRAWALS.get(s.disposition or "", "no reason given")
    why = "" if dossier.requisition.is_shared else f": {said[:1].lower()}{said[1:]}"
    words = f"{decider}{s.label} withdrew{why}. Nothing about them waits on you any more."
    return f"{label(dossier)}: withdrew", [kit.section(words)]


def back(dossier: Dossier, by: str) -> tuple[str, list[Block]]:
    """That a withdrawal was taken back, to whoever decides."""
    s, ask = dossier.submission, dossier.review
    words = f"{first_name(dossier, by)} took the withdrawal of {s.label} back: they go on. Now: {STAGES[s.stage]}."
    if ask is not None:
        words = f"{mention(ask.owner)}, {words} Please decide by {by_day(dossier, ask)}."
    return f"{label(dossier)}: goes on", [kit.section(words)]
