"""How a rejection asks for its reason: a must-have of the signed brief, a listed disposition, or something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import escape, quote, when
from storage.rules.decisions import FROM_REVIEW, Verdict
from storage.rules.dispositions import CRITERION, OTHER, REASONS

if TYPE_CHECKING:
    from storage.criteria import Criterion
    from storage.dossiers import Decision, Dossier
    from storage.people import Person

NAME_LONGEST = 80
EVIDENCE_LONGEST = 1500


def fields(
    criteria: Sequence[Criterion], reader: Person, now: datetime, *, notes: Mapping[str, str] | None = None
) -> list[Block]:
    """What a rejection asks for, in a modal of its own or as a step of a review, over the must-haves that hold. `notes`
    is what is to be known about the words in a field, above it."""
    told = (notes or {}).get("evidence")
    until = when(now + FROM_REVIEW[Verdict.REJECT].undo_for, reader.zone, now)
    return [
        kit.field("reason", "What is missing?", select(criteria)),
        *([kit.section(told)] if told else []),
        kit.field(
            "evidence",
            "What did you see or not see?",
            kit.text_input(lines=True, longest=EVIDENCE_LONGEST),
            hint="Evidence, not impressions: this may be shown to the candidate.",
        ),
        kit.context(f"It can be undone until {until}. Nobody is asked to tell the candidate before then."),
    ]


def select(criteria: Sequence[Criterion]) -> Block:
    listed = [kit.option(words, key) for key, words in REASONS.items()]
    if not criteria:
        return kit.select(listed)
    wanted = [kit.option(each.text, f"{CRITERION}:{each.brief_id}:{each.number}") for each in criteria]
    groups = ((f"Must-haves of brief v{criteria[0].version}", wanted), ("Other reasons", listed))
    return {
        "type": "static_select",
        "placeholder": kit.plain("Choose one", 150),
        "option_groups": [{"label": kit.plain(name), "options": options} for name, options in groups],
    }


def modal(
    dossier: Dossier,
    criteria: Sequence[Criterion],
    reader: Person,
    now: datetime,
    metadata: str,
    *,
    notes: Mapping[str, str] | None = None,
) -> Block:
    """The modal that asks why not."""
    title = f"{dossier.requisition.key} {dossier.requisition.title}"
    return kit.modal(
        ids.VIEW_REJECT,
        f"{dossier.submission.label}: reject",
        [
            kit.section(f"*{quote(dossier.name, NAME_LONGEST)}* for {quote(title, 100)}"),
            *fields(criteria, reader, now, notes=notes),
        ],
        submit="Reject (can be undone)",
        metadata=metadata,
    )


def words(decision: Decision) -> str:
    """The reason, on a card."""
    if decision.missed is not None:
        return f"Must-have not seen: {quote(decision.missed, 300)}"
    return "Another reason" if decision.disposition == OTHER else escape(REASONS.get(decision.disposition or "", "Why"))


def said(decision: Decision) -> str:
    """The reason, within a sentence; empty where only the evidence says it."""
    if decision.missed is not None:
        return f"the must-have “{quote(decision.missed, 300)}” was not seen"
    return "" if decision.disposition == OTHER else escape(REASONS.get(decision.disposition or "", "").lower())


def drift(dossier: Dossier, decision: Decision) -> list[Block]:
    """That a reason is not in the brief the two signed, and how it comes to stand there."""
    if decision.disposition != OTHER or decision.brief_id is None or not dossier.requisition.is_live:
        return []
    amend = kit.button("Amend the brief", ids.BRIEF_CHANGE, str(dossier.requisition.id))
    return [
        kit.context("This is not in the signed brief. Add it? Then write about the role, not about the person."),
        kit.actions(amend),
    ]
