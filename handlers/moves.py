"""Moves: the recruiter moves a candidate between stages, or says that they withdrew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import guard
from handlers.blocks import moves as blocks
from handlers.door import at_field, metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.steps import Moot, Post, Step
from handlers.submission_keys import submission_meant
from handlers.visit import Visit
from storage import cards, dossiers, people, pipeline, submissions, withdrawals
from storage.cards import CardKind
from storage.dossiers import Dossier
from storage.outbox import Row
from storage.refusals import Refused, Why
from storage.rules.dispositions import WITHDRAWALS
from storage.rules.pipeline import IN_PLAY, stage_called


async def open_(visit: Visit) -> Reply:
    """`/candidate move [KEY] N [STAGE]`, and *Move* in the card's ⋯."""

    async def query(session: AsyncSession) -> tuple[Dossier, str]:
        submission, rest = await submission_meant(session, visit, "move")
        return await pipeline.may_move(session, visit.person, submission), rest

    dossier, word = await visit.read(query)
    return Open(blocks.modal(dossier, stage_called(word), metadata(dossier.submission.id, visit.response_url)))


async def submit(visit: Visit) -> Reply:
    """The modal of *Move*."""
    submission, to, reason = number(subject(visit)), visit.chosen("to"), visit.typed("reason")
    errors = {}
    if to not in IN_PLAY:
        errors["to"] = "Choose a stage."
    if not reason:
        errors["reason"] = "One sentence is enough: why?"
    if errors or to is None:
        return Errors(errors)
    if notes := guard.notes(visit, "reason"):
        dossier = await visit.read(lambda session: pipeline.may_move(session, visit.person, submission))
        return Update(blocks.modal(dossier, to, guard.carry(visit, notes), note=notes["reason"]))
    try:
        await visit.save(
            lambda session: pipeline.move(session, visit.person, submission, to, reason=reason, at=visit.now)
        )
    except Refused as refused:
        if refused.why not in (Why.DECIDE_FIRST, Why.MOVE_NOWHERE, Why.CARDS_NOT_OPEN):
            raise
        return Errors({"to": await at_field(visit, refused)})
    return Done()


async def withdraw(visit: Visit) -> Reply:
    """`/candidate withdraw [KEY] N`, and *Withdrawn by the candidate* in the card's ⋯."""

    async def query(session: AsyncSession) -> Dossier:
        submission, _ = await submission_meant(session, visit, "withdraw")
        return await withdrawals.may_withdraw(session, visit.person, submission)

    dossier = await visit.read(query)
    carried = metadata(dossier.submission.id, visit.response_url)
    return Open(blocks.withdraw_modal(dossier, visit.person, visit.now, carried))


async def submit_withdraw(visit: Visit) -> Reply:
    """The modal of a withdrawal."""
    reason = visit.chosen("reason")
    if reason not in WITHDRAWALS:
        return Errors({"reason": "Choose why; “Gave no reason” is one too."})
    await visit.save(
        lambda session: withdrawals.withdraw(session, visit.person, number(subject(visit)), reason=reason, at=visit.now)
    )
    return Done()


async def take_back(visit: Visit) -> Reply:
    """*Take the withdrawal back* in the card's ⋯."""
    await visit.save(lambda session: withdrawals.take_back(session, visit.person, number(visit.value), at=visit.now))
    return Done(Words("They go on; what is needed is asked for anew."))


# --- what stands in Slack


async def _found(session: AsyncSession, row: Row) -> tuple[Dossier, cards.Place] | None:
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, int(row.ids["submission"]))
    if dossier is None or place is None:
        return None
    known = await people.named(session, row.workspace, [str(row.ids["person"])])
    return replace(dossier, people=dossier.people | known), place


async def moved(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That a candidate was moved."""
    found = await _found(session, row)
    if found is None:
        return None
    dossier, place = found
    text = int(row.ids["text"])
    reason = (await submissions.texts(session, row.workspace, {text}, of=dossier.submission.id)).get(text, "")
    said = blocks.moved(dossier, str(row.ids["person"]), str(row.ids["before"]), str(row.ids["to"]), reason)
    return Post(place.channel, *said, thread_ts=place.ts)


async def withdrawn(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """That a candidate withdrew. Moot when it was taken back before it was said."""
    found = await _found(session, row)
    if found is None:
        return None
    dossier, place = found
    step = Post(place.channel, *blocks.withdrawn(dossier, str(row.ids["person"])), thread_ts=place.ts)
    return step if dossier.submission.stage == "withdrawn" else Moot(step)


async def back(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That a withdrawal was taken back."""
    found = await _found(session, row)
    if found is None or found[0].submission.stage not in IN_PLAY:
        return None
    dossier, place = found
    return Post(place.channel, *blocks.back(dossier, str(row.ids["person"])), thread_ts=place.ts)
