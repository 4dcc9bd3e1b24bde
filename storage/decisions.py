"""Decisions: yes or no by the one who may say it, once, and undone for a while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    balls,
    criteria,
    current_offers,
    dossiers,
    interviews,
    live_asks,
    models,
    notices,
    outbox,
    people,
    requisitions,
    stages,
    submissions,
    timeline,
    tips,
    turns,
    versions,
)
from storage.dossiers import Decision, Dossier
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.balls import holder
from storage.rules.decisions import ASKED, CONFIRM_FOR, CONSEQUENCES, REVIEW, Recorded, Verdict, Word
from storage.rules.rights import Act
from storage.rules.tips import Moment
from storage.submissions import Submission


async def locked_submission(session: AsyncSession, workspace: str, submission_id: int) -> models.Submission:
    """The submission's row, with its requisition locked first. Refuses ids of other workspaces."""
    row = models.Submission
    requisition_id = await session.scalar(
        select(row.requisition_id).where(row.workspace == workspace, row.id == submission_id)
    )
    if requisition_id is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    await requisitions.lock(session, workspace, requisition_id)
    found = await session.scalars(
        select(row).where(row.workspace == workspace, row.id == submission_id).execution_options(populate_existing=True)
    )
    return found.one()


async def locked_review(
    session: AsyncSession, person: Person, submission_id: int, *, stage: str | None = None
) -> tuple[models.Submission, models.Ask]:
    """A submission and the row of the open or paused ask for its decision, its review or the one after the debrief,
    locked, for somebody who decides: the manager, the backup, or whoever took it over. Refuses everybody else, and when
    there is nothing to decide; with `stage`, when that is not the stage to be decided."""
    submission = await locked_submission(session, person.workspace, submission_id)
    ask = await live_asks.to_decide(session, person.workspace, submission_id)
    await _must_decide(session, person, submission.requisition_id, ask.owner if ask else None)
    if ask is None or (stage or submission.stage) != submission.stage or ASKED.get(submission.stage) != ask.kind:
        raise nothing_to_decide(
            submissions.value(submission), await dossiers.last_decision(session, person.workspace, submission_id)
        )
    return submission, ask


async def _must_decide(session: AsyncSession, person: Person, requisition_id: int, owner: str | None) -> None:
    """Whoever owes the decision may give it, whatever they are on the requisition: they took it over."""
    await people.must(session, person, Act.SEE if person.id == owner else Act.DECIDE, requisition_id)


async def approve(
    session: AsyncSession, person: Person, submission_id: int, *, at: datetime, stage: str = REVIEW
) -> Decision:
    """The decider says yes: on to the interviews, or to an offer. `stage` is what they were asked: a button that stands
    somewhere from before decides nothing that came after."""
    return await _decide(session, person, submission_id, Word(Verdict.APPROVE), stage, at)


async def reject(
    session: AsyncSession,
    person: Person,
    submission_id: int,
    *,
    disposition: str,
    evidence: str,
    at: datetime,
    cites: tuple[int, int] | None = None,
    stage: str = REVIEW,
) -> Decision:
    """The decider says no, with a listed disposition and what they saw or did not see. As `Word` has it."""
    return await _decide(session, person, submission_id, Word(Verdict.REJECT, disposition, evidence, cites), stage, at)


async def may_decide(session: AsyncSession, person: Person, submission_id: int, *, stage: str | None = None) -> Dossier:
    """The dossier, if this person could decide on it now; refuses as a decision would."""
    found = await dossiers.visible(session, person, submission_id)
    await _must_decide(session, person, found.requisition.id, found.review.owner if found.review else None)
    if not found.requisition.is_live:
        raise Refused(Why.CLOSED, key=found.requisition.key, status=found.requisition.status)
    if found.review is None or (stage or found.submission.stage) != found.submission.stage:
        raise nothing_to_decide(found.submission, found.decision)
    return found


def nothing_to_decide(submission: Submission, decision: Decision | None) -> Refused:
    """Why no decision is wanted: the candidate withdrew, or somebody decided already."""
    if submission.stage == "withdrawn":
        return Refused(Why.WITHDRAWN, number=submission.number, at=submission.ended_at)
    stands = decision is not None and decision.stands
    return Refused(
        Why.ALREADY_DECIDED,
        number=submission.number,
        verdict=decision.verdict if decision and stands else None,
        by=decision.decided_by if decision and stands else None,
        at=decision.decided_at if decision and stands else None,
    )


async def _decide(
    session: AsyncSession, person: Person, submission_id: int, word: Word, stage: str, at: datetime
) -> Decision:
    submission, ask = await locked_review(session, person, submission_id, stage=stage)
    return await give(session, submission, ask, word, by=person.id, at=at)


async def give(
    session: AsyncSession,
    submission: models.Submission,
    ask: models.Ask,
    word: Word,
    *,
    by: str,
    at: datetime,
    recorded: Recorded | None = None,
) -> Decision:
    """Writes a decision down, with all that follows from it. The caller has locked the submission and checked who may.

    One that was `recorded` counts as answered when it was said; whoever decided has a day to take it back from now on.
    """
    workspace, submission_id = submission.workspace, submission.id
    role = await requisitions.known(session, workspace, submission.requisition_id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    if word.cites:
        await criteria.must_exist(session, workspace, role.id, word.cites)
    writer = recorded.by if recorded else by
    await people.lock(session, workspace, ask.owner, role.recruiter, writer, submission.posted_by)
    await session.refresh(ask)  # its owner may have changed their hours meanwhile
    said_at = max(recorded.said_at, ask.paused_at or ask.running_since) if recorded else at
    await moot(session, ask, at=at)
    answered = await asks.answer(session, ask, by=by, at=recorded.said_at if recorded else at)
    if recorded is None and by == ask.owner and not answered.in_time:
        tips.notice(session, workspace, by, role.id, Moment.LATE, at=at)
    consequence = CONSEQUENCES[submission.stage][word.verdict]
    text = None
    if word.evidence:
        text = models.CandidateText(
            workspace=workspace,
            candidate_id=submission.candidate_id,
            submission_id=submission_id,
            kind="evidence",
            text=word.evidence,
            written_by=writer,
            written_at=at,
        )
        session.add(text)
        await session.flush()
    row = models.Decision(
        workspace=workspace,
        requisition_id=submission.requisition_id,
        submission_id=submission_id,
        ask_id=ask.id,
        verdict=word.verdict,
        disposition=word.disposition,
        text_id=text.id if text else None,
        from_stage=submission.stage,
        decided_by=by,
        decided_at=recorded.said_at if recorded else at,
        undo_until=at + (CONFIRM_FOR if recorded else consequence.undo_for),
        brief_id=word.cites[0] if word.cites else await versions.holding(session, workspace, role.id),
        criterion=word.cites[1] if word.cites else None,
        recorded_by=recorded.by if recorded else None,
        recorded_at=at if recorded else None,
        told_to=recorded.told_to if recorded else None,
    )
    session.add(row)
    if consequence.ball is None:
        submissions.end(submission, stage=consequence.stage, disposition=word.disposition or "", at=said_at)
        await balls.comes_to_rest(session, submission, at=said_at)
    else:
        submission.stage = consequence.stage
        await balls.passes(session, submission, consequence.ball, at=said_at)
    await session.flush()
    timeline.record(
        session,
        workspace,
        f"recorded_{word.verdict}" if recorded else word.verdict,
        at=at,
        actor=writer,
        requisition_id=role.id,
        submission_id=submission_id,
        decision=row.id,
        waited=answered.waited,
        **({"by": by} if recorded else {}),
    )
    # The cards first: they change at once, while a message may have to wait its second.
    await submissions.repaint(session, workspace, role.id, submission_id, at=at)
    await requisitions.repaint(session, workspace, role.id, at=at)
    await outbox.send(
        session,
        workspace,
        role.lane,
        "decision.said",
        {"submission": submission_id, "decision": row.id},
        key=f"decision:{row.id}:said",
        at=at,
    )
    decided = await _last(session, workspace, submission_id)
    if recorded is None:  # else whoever waited may have written it down themself
        await notices.answered(session, workspace, decided, submission.posted_by, at=at)
    return decided


async def _last(session: AsyncSession, workspace: str, submission_id: int) -> Decision:
    found = await dossiers.last_decision(session, workspace, submission_id)
    if found is None:
        raise LookupError(f"no decision on submission {submission_id}")
    return found


async def undo(session: AsyncSession, person: Person, decision_id: int, *, at: datetime) -> Decision:
    """Takes a decision back, by whoever made it or wrote it down, while its time runs and nothing was built on it."""
    workspace = person.workspace
    row = models.Decision
    submission_id = await session.scalar(
        select(row.submission_id).where(row.workspace == workspace, row.id == decision_id)
    )
    if submission_id is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    submission = await locked_submission(session, workspace, submission_id)
    await people.must(session, person, Act.SEE, submission.requisition_id)
    decision = (
        await session.scalars(
            select(row)
            .where(row.workspace == workspace, row.id == decision_id)
            .execution_options(populate_existing=True)
        )
    ).one()
    if person.id not in (decision.decided_by, decision.recorded_by):
        raise Refused(Why.NOT_YOURS_TO_UNDO, by=decision.decided_by)
    if decision.undone_at is not None:
        raise Refused(Why.ALREADY_UNDONE, number=submission.number)
    if submission.stage == "withdrawn":
        raise nothing_to_decide(submissions.value(submission), None)
    if decision.superseded_at is not None:
        raise Refused(Why.LATER_STEP, stage=submission.stage)
    if decision.final_at is not None or at >= decision.undo_until:
        raise Refused(Why.TOO_LATE_TO_UNDO, until=decision.undo_until)
    if submission.stage != CONSEQUENCES[decision.from_stage][Verdict(decision.verdict)].stage:
        raise Refused(Why.LATER_STEP, stage=submission.stage)
    since = decision.decided_at
    if submission.stage == "interview" and await interviews.any_of(session, workspace, submission_id, since=since):
        raise Refused(Why.LATER_STEP, stage=submission.stage)
    if submission.stage == "offer" and await current_offers.row(session, workspace, submission_id) is not None:
        raise Refused(Why.LATER_STEP, stage=submission.stage)
    ask = (
        await session.scalars(
            select(models.Ask).where(models.Ask.workspace == workspace, models.Ask.id == decision.ask_id)
        )
    ).one()
    await people.lock(session, workspace, ask.owner)
    decision.undone_at = at
    submission.stage, submission.disposition, submission.ended_at = decision.from_stage, None, None
    await stages.never_left(session, submission)
    await balls.back_in_play(session, submission, holder(submission.stage), at=at)
    await asks.reopen(session, ask, at=at)
    await asks.repaint_gathered(session, workspace, ask.id, at=at)
    if await people.roles(session, workspace, ask.owner, submission.requisition_id):
        await turns.stood_in_for(session, ask, at=at)
    else:  # whoever owed it has handed the role over since
        role = await requisitions.known(session, workspace, submission.requisition_id)
        await turns.pass_on(session, ask, to=role.manager, by=None, at=at)
    timeline.record(
        session,
        workspace,
        "undone",
        at=at,
        actor=person.id,
        requisition_id=submission.requisition_id,
        submission_id=submission_id,
        decision=decision_id,
    )
    await submissions.repaint(session, workspace, submission.requisition_id, submission_id, at=at)
    await requisitions.repaint(session, workspace, submission.requisition_id, at=at)
    await outbox.send(
        session,
        workspace,
        outbox.requisition_lane(submission.requisition_id),
        "decision.undone",
        {"submission": submission_id, "decision": decision_id},
        key=f"decision:{decision_id}:undone",
        at=at,
    )
    return await _last(session, workspace, submission_id)


async def moot(session: AsyncSession, review: models.Ask, *, at: datetime) -> None:
    """What was asked because a decision stood still is no longer needed: somebody decides all the same."""
    for each in await turns.about(session, review):
        await people.lock(session, review.workspace, each.owner)
        await asks.end(session, each, state="cancelled", at=at)
