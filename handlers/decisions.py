"""Decisions: approve, reject, undo; and the answer in the thread to whoever waited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import guard
from handlers.blocks import answers as blocks
from handlers.blocks import reasons, records
from handlers.blocks.candidates import pressed
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Update
from handlers.steps import Moot, Post, Step
from handlers.visit import Visit
from storage import cards, criteria, decisions, dossiers, notices, outbox, told
from storage.cards import CardKind
from storage.criteria import Criterion
from storage.outbox import Row
from storage.promises import promised
from storage.rules.decisions import ASKED, CONSEQUENCES, REVIEW, Verdict
from storage.rules.dispositions import CRITERION, REASONS
from storage.rules.promises import worth
from storage.rules.working_time import after


def target(value: str) -> tuple[int, str]:
    """What a decision's button or form carries: the submission's id, and the stage it decides."""
    submission, _, stage = value.partition(":")
    return number(submission), stage if stage in ASKED else REVIEW


async def approve(visit: Visit) -> Reply:
    """The card's Approve button."""
    submission, stage = target(visit.value)
    await visit.save(lambda session: decisions.approve(session, visit.person, submission, stage=stage, at=visit.now))
    return Done()


async def reject(visit: Visit) -> Reply:
    """The card's Reject button: asks why, if this person may decide at all."""

    submission, stage = target(visit.value)
    dossier, wanted = await visit.read(lambda session: _asked(session, visit, submission, stage))
    carried = metadata(pressed(dossier.submission), visit.response_url)
    return Open(reasons.modal(dossier, wanted, visit.person, visit.now, carried))


async def _asked(
    session: AsyncSession, visit: Visit, submission: int, stage: str
) -> tuple[dossiers.Dossier, list[Criterion]]:
    found = await decisions.may_decide(session, visit.person, submission, stage=stage)
    return found, await criteria.holding(session, found.requisition.workspace, found.requisition.id)


def reason(visit: Visit) -> tuple[str, tuple[int, int] | None] | None:
    """The disposition chosen, with version and number of a must-have where it is one; None for anything else."""
    chosen = visit.chosen("reason") or ""
    kind, *cites = chosen.split(":")
    if kind == CRITERION and len(cites) == 2:
        return CRITERION, (number(cites[0]), number(cites[1]))
    return (chosen, None) if chosen in REASONS else None


def wrong(visit: Visit) -> dict[str, str]:
    """What is missing in the form of a rejection, by field."""
    errors: dict[str, str] = {}
    if reason(visit) is None:
        errors["reason"] = "Choose what is missing."
    if not visit.typed("evidence"):
        errors["evidence"] = "One sentence the candidate could read: what did you see, or not see?"
    return errors


async def save_reject(visit: Visit, submission_id: int, stage: str = REVIEW) -> None:
    """Rejects as the form says, which was found to be without fault."""
    disposition, cites = reason(visit) or ("", None)
    evidence = visit.typed("evidence")
    await visit.save(
        lambda session: decisions.reject(
            session,
            visit.person,
            submission_id,
            disposition=disposition,
            evidence=evidence,
            cites=cites,
            stage=stage,
            at=visit.now,
        )
    )


async def submit_reject(visit: Visit) -> Reply:
    """The modal of Reject."""
    if errors := wrong(visit):
        return Errors(errors)
    submission, stage = target(subject(visit))
    if notes := guard.notes(visit, "evidence"):
        dossier, wanted = await visit.read(lambda session: _asked(session, visit, submission, stage))
        carried = guard.carry(visit, notes)
        return Update(reasons.modal(dossier, wanted, visit.person, visit.now, carried, notes=notes))
    await save_reject(visit, submission, stage)
    return Done()


async def undo(visit: Visit) -> Reply:
    """The card's Undo button."""
    await visit.save(lambda session: decisions.undo(session, visit.person, number(visit.value), at=visit.now))
    return Done()


async def ask_done(visit: Visit) -> Reply:
    """*I have been in touch*, *I have told them*: the recruiter's answer to what the candidate waits for."""
    await visit.save(lambda session: told.done(session, visit.person, number(visit.value), at=visit.now))
    return Done()


# --- what stands in Slack


async def said(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """The answer, in the card's thread. Moot when it was undone before it could be said."""
    found = await _thread(session, row)
    if found is None:
        return None
    dossier, place = found
    decision = dossier.decision  # as a rule the newest
    if decision is None or decision.id != int(row.ids["decision"]):
        decision = await dossiers.decision(session, row.workspace, int(row.ids["decision"]))
    if decision is None:
        return None
    recruiter = dossier.people[dossier.requisition.recruiter]
    then = CONSEQUENCES[decision.from_stage][Verdict(decision.verdict)].then
    half_days = await promised(session, row.workspace, dossier.requisition.id, then)
    by = after(recruiter.calendar, decision.undo_until, worth(half_days, recruiter.calendar))
    if decision.recorded_by is not None:
        step = Post(place.channel, *records.said(dossier, decision), thread_ts=place.ts)
        return step if decision.stands else Moot(step)
    gathered = await notices.gathers(session, row.workspace, dossier.submission.posted_by)
    step = Post(place.channel, *blocks.said(dossier, decision, by, gathered=gathered), thread_ts=place.ts)
    return step if decision.stands else Moot(step)


async def undone(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That an answer was taken back, in the same thread: whenever the answer itself was said there, and only then."""
    taken_back = int(row.ids["decision"])
    found = await _thread(session, row)
    decision = await dossiers.decision(session, row.workspace, taken_back)
    if (
        found is None
        or decision is None
        or not await outbox.was_done(session, row.workspace, f"decision:{taken_back}:said")
    ):
        return None
    dossier, place = found
    return Post(place.channel, *blocks.undone(dossier, decision), thread_ts=place.ts)


async def _thread(session: AsyncSession, row: Row) -> tuple[dossiers.Dossier, cards.Place] | None:
    submission = int(row.ids["submission"])
    dossier = await dossiers.dossier(session, row.workspace, submission)
    place = await cards.find(session, row.workspace, CardKind.SUBMISSION, submission)
    return (dossier, place) if dossier and place else None
