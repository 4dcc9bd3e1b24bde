"""Questions: the decider asks about a candidate, the recruiter answers; both in the card's thread at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import questions as blocks
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply
from handlers.steps import Moot, Post, Step
from handlers.visit import Visit
from storage import cards, decisions, dossiers, people, questions
from storage.cards import CardKind
from storage.dossiers import Dossier
from storage.outbox import Row
from storage.questions import Question

EMPTY = "One sentence is enough: what do you need to know?"
EMPTY_REPLY = "One sentence is enough; “not known yet” is an answer too."


async def ask(visit: Visit) -> Reply:
    """The card's *Ask a question*."""
    dossier = await visit.read(lambda session: decisions.may_decide(session, visit.person, number(visit.value)))
    return Open(blocks.ask_modal(dossier, metadata(dossier.submission.id, visit.response_url)))


async def submit_ask(visit: Visit) -> Reply:
    """The modal of *Ask a question*."""
    text = visit.typed("question")
    if not text:
        return Errors({"question": EMPTY})
    await visit.save(
        lambda session: questions.ask_about(session, visit.person, number(subject(visit)), text, at=visit.now)
    )
    return Done()


async def reply(visit: Visit) -> Reply:
    """*Answer*, on a card, in its thread or in the gathered message."""

    async def query(session: AsyncSession) -> tuple[Dossier, Question]:
        question = await questions.may_reply(session, visit.person, number(visit.value))
        return await dossiers.visible(session, visit.person, question.ask.submission_id or -1), question

    dossier, question = await visit.read(query)
    return Open(blocks.reply_modal(dossier, question, metadata(question.ask.id, visit.response_url)))


async def submit_reply(visit: Visit) -> Reply:
    """The modal of *Answer*."""
    text = visit.typed("reply")
    if not text:
        return Errors({"reply": EMPTY_REPLY})
    await visit.save(lambda session: questions.reply(session, visit.person, number(subject(visit)), text, at=visit.now))
    return Done()


# --- what stands in Slack


async def _found(session: AsyncSession, row: Row) -> tuple[Dossier, cards.Place, Question] | None:
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, int(row.ids["submission"]))
    question = await questions.get(session, row.workspace, int(row.ids["ask"]))
    if dossier is None or place is None or question is None:
        return None
    who = await people.named(session, row.workspace, [question.ask.asker, question.ask.owner, question.ask.answered_by])
    return replace(dossier, people=dossier.people | who), place, question


async def said(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """The question in the thread. Moot when it is no longer needed."""
    found = await _found(session, row)
    if found is None:
        return None
    dossier, place, question = found
    step = Post(place.channel, *blocks.said(dossier, question), thread_ts=place.ts)
    return step if question.ask.state in ("open", "answered") else Moot(step)


async def replied(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The answer in the thread."""
    found = await _found(session, row)
    if found is None:
        return None
    dossier, place, question = found
    return Post(place.channel, *blocks.replied(dossier, question), thread_ts=place.ts)
