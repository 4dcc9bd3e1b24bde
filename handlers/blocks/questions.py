"""How a question reads: asked in a modal, said in the card's thread, and its answer in the same place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.candidates import by_day, first_name, label
from handlers.blocks.kit import Block
from handlers.blocks.reasons import NAME_LONGEST
from handlers.blocks.text import mention, quote

if TYPE_CHECKING:
    from storage.dossiers import Dossier
    from storage.questions import Question

LONGEST = 1500
CLOCK = "Your clock stands still until the answer is there; then half a working day is left at least."


def fields(dossier: Dossier) -> list[Block]:
    """What the question asks for, in a modal of its own or as a step of a review."""
    return [
        kit.field(
            "question",
            "What do you need to know?",
            kit.text_input(
                lines=True, longest=LONGEST, placeholder="Did they run the on-call rota, or take part in it?"
            ),
            hint="May be shown to the candidate.",
        ),
        kit.context(f"{first_name(dossier, dossier.requisition.recruiter)} is asked. {CLOCK}"),
    ]


def ask_modal(dossier: Dossier, metadata: str) -> Block:
    """The modal that asks."""
    return kit.modal(
        ids.VIEW_QUESTION,
        f"{dossier.submission.label}: ask",
        [who(dossier), *fields(dossier)],
        submit="Ask",
        metadata=metadata,
    )


def reply_modal(dossier: Dossier, question: Question, metadata: str) -> Block:
    """The modal that answers."""
    asker = first_name(dossier, question.ask.asker or "")
    return kit.modal(
        ids.VIEW_REPLY,
        f"{dossier.submission.label}: answer",
        [
            who(dossier),
            kit.section(f"*{asker} asks:* “{quote(question.text, LONGEST)}”"),
            kit.field(
                "reply",
                "Your answer",
                kit.text_input(lines=True, longest=LONGEST),
                hint="What is not known yet is an answer too. It may be shown to the candidate.",
            ),
        ],
        submit="Answer",
        metadata=metadata,
    )


def who(dossier: Dossier) -> Block:
    """Whom a modal is about."""
    title = f"{dossier.requisition.key} {dossier.requisition.title}"
    return kit.section(f"*{quote(dossier.name, NAME_LONGEST)}* for {quote(title, 100)}")


def said(dossier: Dossier, question: Question) -> tuple[str, list[Block]]:
    """The question, in the card's thread, to whoever owes the answer."""
    asker, ask = first_name(dossier, question.ask.asker or ""), question.ask
    asked = "" if dossier.requisition.is_shared else f": “{quote(question.text, LONGEST)}”"
    words = f"{mention(ask.owner)}, {asker} asks about {dossier.submission.label}{asked}"
    return f"{label(dossier)}: {asker} asks", [
        kit.section(words),
        kit.actions(kit.button("Answer", ids.QUESTION_REPLY, str(ask.id), style="primary")),
        kit.context(f"Please answer by {by_day(dossier, ask)}. {asker}'s clock stands still until it is there."),
    ]


def replied(dossier: Dossier, question: Question) -> tuple[str, list[Block]]:
    """The answer, in the same thread, to whoever asked."""
    who_answers = first_name(dossier, question.ask.answered_by or question.ask.owner)
    waited = f"{mention(question.ask.asker)}, " if question.ask.asker else ""
    words = f"{waited}{who_answers} answers: “{quote(question.reply or '', LONGEST)}”"
    if dossier.requisition.is_shared:
        words = f"{waited}{who_answers} answered the question about {dossier.submission.label}."
    blocks = [kit.section(words)]
    if dossier.review is not None:
        blocks.append(
            kit.context(f"{dossier.submission.label} is up for a decision again, by {by_day(dossier, dossier.review)}.")
        )
    return f"{label(dossier)}: {who_answers} answers", blocks
