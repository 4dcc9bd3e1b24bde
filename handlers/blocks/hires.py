"""How the questions about a hire read: the form, and both answers side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import escape, quote
from storage.rules.job_offers import GOING

if TYPE_CHECKING:
    from storage.hires import Question, Said

LONGEST = 1000
EMPTY = "One sentence is enough: what would you tell yourselves before the next search?"


def form(asked: Question, metadata: str) -> Block:
    """The same questions to each of the two."""
    role = asked.requisition
    return kit.modal(
        ids.VIEW_HIRE,
        f"{asked.day} days in",
        [
            kit.section(f"*Candidate {asked.number}*, hired for {quote(f'{role.key} {role.title}', 100)}"),
            kit.field(
                "going",
                "Against what the brief says of the first months, how does it go?",
                kit.select([kit.option(words, key) for key, words in GOING.items()]),
            ),
            kit.field(
                "words",
                "What would you tell yourselves before the next search?",
                kit.text_input(lines=True, longest=LONGEST),
                hint="Only the two of you read it, side by side. May be shown to the person.",
            ),
        ],
        submit="Send",
        metadata=metadata,
    )


def shown(asked: Question) -> tuple[str, list[Block]]:
    """Both answers beside each other."""
    role = asked.requisition
    head = f"Candidate {asked.number}, {role.key}: {asked.day} days in"
    return head, [
        kit.section(f"*{head}.* What the two of you said, each alone:"),
        kit.fields(*(_side(each) for each in asked.said)),
        kit.context("Only you two read this. You get it 30 and 90 days after somebody you hired has started."),
    ]


def _side(said: Said) -> str:
    who = f"*{escape(said.person.first_name)}* ({said.side})"
    return f"{who}\n{GOING[said.going]}\n{quote(said.words, 1600)}" if said.going else f"{who}\nno answer this time"
