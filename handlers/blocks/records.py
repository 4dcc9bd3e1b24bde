"""How recording a decision reads: the modal, the line in the card's thread, and that it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit, questions, reasons
from handlers.blocks.candidates import first_name, label, zone_of
from handlers.blocks.kit import Block
from handlers.blocks.text import mention, quote, stamp
from storage.rules.decisions import DEBRIEF, Verdict

if TYPE_CHECKING:
    from storage.criteria import Criterion
    from storage.dossiers import Decision, Dossier
    from storage.people import Person


def deciders(dossier: Dossier) -> list[str]:
    """Who may have decided: whoever was asked first, then the hiring manager and the backup."""
    asked = [dossier.review.owner] if dossier.review else []
    return list(dict.fromkeys([*asked, dossier.requisition.manager, *filter(None, [dossier.requisition.backup])]))


def modal(
    dossier: Dossier,
    criteria: Sequence[Criterion],
    reader: Person,
    now: datetime,
    metadata: str,
    *,
    notes: Mapping[str, str] | None = None,
) -> Block:
    """The modal that records what was said elsewhere."""
    others = [each for each in deciders(dossier) if each != reader.id]
    people = [kit.option(dossier.people[each].name, each) for each in others if each in dossier.people]
    said = [kit.option("Yes: approve", Verdict.APPROVE), kit.option("No: reject", Verdict.REJECT)]
    told = (notes or {}).get("evidence")
    return kit.modal(
        ids.VIEW_RECORD,
        f"{dossier.submission.label}: record",
        [
            questions.who(dossier),
            kit.field("verdict", "What was said?", kit.select(said)),
            kit.field("decider", "Who decided?", kit.select(people, initial=others[0] if others else None)),
            kit.field("told_to", "Told to whom?", kit.person() | {"initial_user": reader.id}),
            kit.field(
                "said_at",
                "When?",
                {"type": "datetimepicker", "initial_date_time": int(now.timestamp()) // 60 * 60},
                hint="The answer counts until it was said, not until you write it down.",
            ),
            kit.field("reason", "If no: what is missing?", reasons.select(criteria), optional=True),
            *([kit.section(told)] if told else []),
            kit.field(
                "evidence",
                "If no: what did they see or not see?",
                kit.text_input(lines=True, longest=reasons.EVIDENCE_LONGEST),
                optional=True,
                hint="Evidence, not impressions: this may be shown to the candidate.",
            ),
            kit.context("Whoever decided is asked to confirm or undo it within a day. Without a word it stands."),
        ],
        submit="Record",
        metadata=metadata,
    )


def said(dossier: Dossier, decision: Decision) -> tuple[str, list[Block]]:
    """That a decision was recorded, in the card's thread, to whoever decided; with the buttons that answer it."""
    s, by, to = dossier.submission, decision.recorded_by or "", decision.told_to or ""
    zone = zone_of(dossier, decision.decided_by)
    word = "yes" if decision.verdict == Verdict.APPROVE else "no"
    whom = f"{s.label} after the debrief" if decision.from_stage == DEBRIEF else s.label
    is_shared = dossier.requisition.is_shared
    why = f": {reasons.said(decision)}" if decision.verdict == Verdict.REJECT and not is_shared else ""
    told = "them" if to == by else first_name(dossier, to)
    words = (
        f"{mention(decision.decided_by)}, {first_name(dossier, by)} recorded that you said *{word}* to {whom}{why}. It "
        f"was told to {told}, {stamp(decision.decided_at, zone)}. Please confirm or undo it by "
        f"{stamp(decision.undo_until, zone)}; without a word from you it stands then."
    )
    blocks = [kit.section(words)]
    if decision.evidence and not is_shared:
        blocks.append(kit.context(f"“{quote(decision.evidence, reasons.EVIDENCE_LONGEST)}”"))
    blocks.append(
        kit.actions(
            kit.button("Confirm", ids.DECISION_CONFIRM, str(decision.id)),
            kit.button("Undo", ids.UNDO, str(decision.id)),
        )
    )
    drift = [] if is_shared else reasons.drift(dossier, decision)
    return f"{label(dossier)}: a recorded {word}, to be confirmed", [*blocks, *drift]


def stands(dossier: Dossier, decision: Decision) -> tuple[str, list[Block]]:
    """That nobody took a recorded decision back within its day."""
    word = "yes" if decision.verdict == Verdict.APPROVE else "no"
    who = first_name(dossier, decision.decided_by)
    words = (
        f"{mention(decision.recorded_by or '')}, {who} neither confirmed nor undid the recorded *{word}* to "
        f"{dossier.submission.label} within a day: it stands."
    )
    return f"{label(dossier)}: the recorded {word} stands", [kit.section(words)]
