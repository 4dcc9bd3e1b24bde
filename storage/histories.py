"""Histories: everything that happened to one candidate on one role, oldest first, each under the brief that held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, dossiers, live_asks, models, submissions
from storage.asks import Ask
from storage.dossiers import Dossier
from storage.people import Person
from storage.timeline import Happening

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Step:
    """Something that happened, with what was written at it, and the version of the brief that held then."""

    happening: Happening
    words: str
    version: int | None


@dataclass(frozen=True)
class History:
    """A candidate's way so far, and what is open about them now, the first due first."""

    dossier: Dossier
    steps: list[Step]
    open_asks: list[Ask]


async def of(session: AsyncSession, person: Person, submission_id: int) -> History:
    """The history, for somebody who may see the candidate; refused to anybody else."""
    dossier = await dossiers.visible(session, person, submission_id)
    workspace, role = person.workspace, dossier.requisition
    entry, brief = models.TimelineEntry, models.Brief
    rows = list(
        await session.scalars(
            select(entry)
            .where(
                entry.workspace == workspace,
                entry.requisition_id == role.id,
                entry.submission_id == submission_id,
            )
            .order_by(entry.id)
        )
    )
    signed = (
        await session.execute(
            select(brief.version, brief.signed_at, brief.objected_at).where(
                brief.workspace == workspace, brief.requisition_id == role.id, brief.signed_at.is_not(None)
            )
        )
    ).all()
    held = [(version, since, until) for version, since, until in signed if since is not None]
    words = await _words(session, workspace, submission_id, rows)
    steps = [
        Step(
            Happening(row.at, row.kind, row.actor, row.submission_id, row.facts),
            words.get(row.id, ""),
            max((version for version, since, until in held if since <= row.at < (until or FOREVER)), default=None),
        )
        for row in rows
    ]
    pending = [
        ask for ask in await live_asks.pending_on(session, workspace, role.id) if ask.submission_id == submission_id
    ]
    return History(dossier, steps, sorted((asks.value(ask) for ask in pending), key=lambda each: each.due_at))


async def _words(
    session: AsyncSession, workspace: str, submission_id: int, rows: list[models.TimelineEntry]
) -> dict[int, str]:
    """What was written at each entry, by its id: a reason to move, evidence, a question, an answer."""
    decided = {row.facts["decision"] for row in rows if "decision" in row.facts}
    asked = {row.facts["ask"] for row in rows if row.kind in ("asked", "replied") and "ask" in row.facts}
    decision, ask = models.Decision, models.Ask
    evidence: dict[int, int | None] = {}
    if decided:
        found = await session.execute(
            select(decision.id, decision.text_id).where(decision.workspace == workspace, decision.id.in_(decided))
        )
        evidence = {decision_id: text for decision_id, text in found.all()}
    questions: dict[int, tuple[int | None, int | None]] = {}
    if asked:
        found_asks = await session.execute(
            select(ask.id, ask.text_id, ask.reply_id).where(ask.workspace == workspace, ask.id.in_(asked))
        )
        questions = {ask_id: (text, reply) for ask_id, text, reply in found_asks.all()}
    texts: dict[int, int] = {}
    for row in rows:
        text = _text_of(row.kind, row.facts, evidence, questions)
        if text is not None:
            texts[row.id] = text
    words = await submissions.texts(session, workspace, set(texts.values()), of=submission_id)
    return {row_id: words[text] for row_id, text in texts.items() if text in words}


def _text_of(
    kind: str,
    facts: dict[str, Any],
    evidence: dict[int, int | None],
    questions: dict[int, tuple[int | None, int | None]],
) -> int | None:
    if kind == "moved":
        return int(facts["text"])
    if kind in ("reject", "recorded_reject"):
        return evidence.get(facts["decision"])
    if kind in ("asked", "replied"):
        question, reply = questions.get(facts.get("ask", -1), (None, None))
        return question if kind == "asked" else reply
    return None
