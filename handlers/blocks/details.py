"""How a candidate's details read: the whole card in a modal, for whoever may see it, with what stands on no card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.blocks import candidates, interviews, kit, postings
from handlers.blocks.kit import Block
from handlers.blocks.text import quote
from handlers.ids import VIEW_DETAILS

if TYPE_CHECKING:
    from storage.candidates import Earlier
    from storage.panels import Panel
    from storage.questions import Question


_MOST_QUESTIONS = 5


def modal(panel: Panel, answered: Sequence[Question], earlier: Sequence[Earlier], metadata: str) -> Block:
    """The details, with the interviews; `answered` was asked about them, `earlier` are other roles of the same person,
    for whoever recruits."""
    dossier = panel.dossier
    _, blocks = candidates.full(dossier, menu=False)
    blocks += interviews.on_card(panel)
    for each in answered[-_MOST_QUESTIONS:]:
        blocks.append(
            kit.section(f"*Asked:* “{quote(each.text, 1400)}”\n*Answered:* “{quote(each.reply or '', 1400)}”")
        )
    more = []
    if dossier.pay:
        more.append(f"*Pay they expect:* {quote(dossier.pay, 300)}")
    if earlier:
        more.append(postings.been_here(earlier))
    return kit.modal(
        VIEW_DETAILS,
        f"{dossier.submission.label}, {dossier.requisition.key}",
        [*blocks, *([kit.context(*more)] if more else [])],
        close="Close",
        metadata=metadata,
    )
