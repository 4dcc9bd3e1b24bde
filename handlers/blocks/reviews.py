"""How a review reads: one modal that steps through the profiles of a role, one a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import holds, kit, questions, reasons
from handlers.blocks.candidates import case, origin
from handlers.blocks.kit import Block
from handlers.blocks.text import count, quote, when
from handlers.ids import VIEW_REVIEW

if TYPE_CHECKING:
    from storage.criteria import Criterion
    from storage.dossiers import Dossier
    from storage.people import Person
    from storage.reviews import Step

EMPTY = "Nothing waits for your decision here. Thank you."


def screen(step: Step, reader: Person, now: datetime, metadata: str, said: str = "", kept: str = "") -> Block:
    """One profile with its answers, or the end. `said` came of the last press; `kept` was typed in vain."""
    role = step.requisition
    head = [*([kit.context(said)] if said else []), *kit.given_back(kept)]
    if step.dossier is None:
        left = f"That was all. {count(step.waiting, 'profile')} left for later; your message still lists what is left."
        words = left if step.waiting else EMPTY
        return kit.modal(
            VIEW_REVIEW,
            f"Review {role.key}",
            [*head, kit.section(f"*{quote(f'{role.key} {role.title}', 120)}*"), kit.section(words)],
            close="Close",
            metadata=metadata,
        )
    found, review = step.dossier, step.dossier.review
    value = str(found.submission.id)
    ahead = f"{count(step.ahead, 'more profile')} after this one" if step.ahead else "the last one"
    due = ""
    if review is not None:
        promised = "the promise was" if review.due_at <= now else "promised by"
        due = f" · {promised} {when(review.due_at, reader.zone, now)}"
    return kit.modal(
        VIEW_REVIEW,
        f"Review {role.key}",
        [
            *head,
            kit.context(f"{quote(role.title, 100)} · {ahead}"),
            kit.header(found.name),
            kit.context(origin(found)),
            *case(found),
            *([kit.context(f"Pay they expect: {quote(found.pay, 300)}")] if found.pay else []),
            kit.actions(
                kit.button("Approve → interview", ids.REVIEW_APPROVE, value, style="primary"),
                kit.button("Reject", ids.REVIEW_REJECT, value),
                kit.button("Ask a question", ids.REVIEW_QUESTION, value),
                kit.button("Hold", ids.REVIEW_HOLD, value),
                kit.button("Skip", ids.REVIEW_SKIP, value),
            ),
            kit.context(f"What you write may be shown to the candidate{due}"),
        ],
        close="Close",
        metadata=metadata,
    )


def _form(callback: str, title: str, dossier: Dossier, fields: list[Block], submit: str, metadata: str) -> Block:
    back = kit.actions(kit.button("← Back to the profile", ids.REVIEW_BACK, str(dossier.submission.id)))
    return kit.modal(
        callback, title, [questions.who(dossier), *fields, back], submit=submit, close="Close", metadata=metadata
    )


def reject(
    dossier: Dossier,
    criteria: Sequence[Criterion],
    reader: Person,
    now: datetime,
    metadata: str,
    *,
    notes: Mapping[str, str] | None = None,
) -> Block:
    """The step that asks why not."""
    fields = reasons.fields(criteria, reader, now, notes=notes)
    title = f"{dossier.submission.label}: reject"
    return _form(ids.VIEW_REVIEW_REJECT, title, dossier, fields, "Reject", metadata)


def question(dossier: Dossier, metadata: str) -> Block:
    """The step that asks a question."""
    title = f"{dossier.submission.label}: ask"
    return _form(ids.VIEW_REVIEW_QUESTION, title, dossier, questions.fields(dossier), "Ask", metadata)


def hold(dossier: Dossier, metadata: str) -> Block:
    """The step that puts on hold."""
    title = f"{dossier.submission.label}: hold"
    return _form(ids.VIEW_REVIEW_HOLD, title, dossier, holds.fields(dossier), "Put on hold", metadata)
