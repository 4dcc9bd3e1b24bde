"""Record a decision: what was said in a corridor or a thread, written down by the recruiter and confirmed by whoever
said it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import door, guard
from handlers.blocks import records as blocks
from handlers.blocks import refusals
from handlers.decisions import reason
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.steps import Post, Step
from handlers.submission_keys import submission_meant
from handlers.visit import Visit
from storage import cards, criteria, dossiers, recordings
from storage.cards import CardKind
from storage.criteria import Criterion
from storage.dossiers import Dossier
from storage.outbox import Row
from storage.refusals import Refused, Why
from storage.rules.decisions import Verdict, Word

_FIELDS = {
    Why.SAID_BEFORE: "said_at",
    Why.SAID_LATER: "said_at",
    Why.NOT_A_DECIDER: "decider",
    Why.RECORD_ONESELF: "decider",
}
_VERDICTS = tuple(Verdict)


async def open_(visit: Visit) -> Reply:
    """*Record a decision* in the card's ⋯, and `/candidate record [KEY] N`."""

    async def query(session: AsyncSession) -> tuple[Dossier, list[Criterion]]:
        submission, _ = await submission_meant(session, visit, "record")
        return await _asked(session, visit, submission)

    dossier, wanted = await visit.read(query)
    if blocks.deciders(dossier) == [visit.person.id]:
        raise Refused(Why.RECORD_ONESELF)
    carried = metadata(dossier.submission.id, visit.response_url)
    return Open(blocks.modal(dossier, wanted, visit.person, visit.now, carried))


async def _asked(session: AsyncSession, visit: Visit, submission: int) -> tuple[Dossier, list[Criterion]]:
    found = await recordings.may_record(session, visit.person, submission)
    return found, await criteria.holding(session, found.requisition.workspace, found.requisition.id)


async def submit(visit: Visit) -> Reply:
    """The modal of *Record a decision*."""
    errors: dict[str, str] = {}
    submission, said_at, decider = number(subject(visit)), visit.moment("said_at"), visit.chosen("decider")
    verdict, told_to, why = visit.chosen("verdict"), visit.chosen("told_to"), reason(visit)
    if verdict not in _VERDICTS:
        errors["verdict"] = "Choose what was said."
    if decider is None:
        errors["decider"] = "Choose who decided."
    if told_to is None or await visit.look_up(told_to) is None:
        errors["told_to"] = "Choose somebody of this workspace."
    if said_at is None:
        errors["said_at"] = "Say when it was told."
    if verdict == Verdict.REJECT and why is None:
        errors["reason"] = "A no needs its reason."
    if verdict == Verdict.REJECT and not visit.typed("evidence"):
        errors["evidence"] = "One sentence the candidate could read: what did they see, or not see?"
    if errors or decider is None or told_to is None or said_at is None:
        return Errors(errors)
    if verdict == Verdict.REJECT and (notes := guard.notes(visit, "evidence")):
        dossier, wanted = await visit.read(lambda session: _asked(session, visit, submission))
        carried = guard.carry(visit, notes)
        return Update(blocks.modal(dossier, wanted, visit.person, visit.now, carried, notes=notes))
    word = Word(Verdict.APPROVE)
    if verdict == Verdict.REJECT and why is not None:
        word = Word(Verdict.REJECT, why[0], visit.typed("evidence"), why[1])
    try:
        await visit.save(
            lambda session: recordings.record(
                session,
                visit.person,
                submission,
                word,
                decider=decider,
                told_to=told_to,
                said_at=said_at,
                at=visit.now,
            )
        )
    except Refused as refused:
        if refused.why not in _FIELDS:
            raise
        said = refusals.words(refused, visit.zone, visit.now)
        return Errors({_FIELDS[refused.why]: await door.at_field(visit, refused) if "<@" in said else said})
    return Done()


async def confirm(visit: Visit) -> Reply:
    """*Confirm*, in the card's thread or in the gathered message."""
    await visit.save(lambda session: recordings.confirm(session, visit.person, number(visit.value), at=visit.now))
    return Done(Words("Confirmed, thank you."))


# --- what stands in Slack


async def stands(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That a recorded decision was not taken back, in the card's thread."""
    dossier = await dossiers.dossier(session, row.workspace, int(row.ids["submission"]))
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, int(row.ids["submission"]))
    decision = await dossiers.decision(session, row.workspace, int(row.ids["decision"]))
    if dossier is None or place is None or decision is None:
        return None
    return Post(place.channel, *blocks.stands(dossier, decision), thread_ts=place.ts)
