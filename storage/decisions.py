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
    models,
    outbox,
    people,
    requisitions,
    submissions,
    timeline,
    turns,
    versions,
)
from storage.dossiers import Decision, Dossier
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.balls import holder
from storage.rules.decisions import FROM_REVIEW, Verdict
from storage.rules.dispositions import CRITERION
from storage.rules.promises import Kind
from storage.rules.rights import Act


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
    session: AsyncSession, person: Person, submission_id: int
) -> tuple[models.Submission, models.Ask]:
    """A submission and the row of its open or paused review, locked, for somebody who decides: the manager, the backup,
    or whoever took the review over. Refuses everybody else, and when there is nothing to decide."""
    submission = await locked_submission(session, person.workspace, submission_id)
    review = await asks.of_submission(session, person.workspace, submission_id, Kind.REVIEW)
    await _must_decide(session, person, submission.requisition_id, review.owner if review else None)
    if review is None or submission.stage != "review":
        raise _decided(await dossiers.last_decision(session, person.workspace, submission_id), submission.number)
    return submission, review


async def _must_decide(session: AsyncSession, person: Person, requisition_id: int, owner: str | None) -> None:
    """Whoever owes the decision may give it, whatever they are on the requisition: they took it over."""
    await people.must(session, person, Act.SEE if person.id == owner else Act.DECIDE, requisition_id)


async def approve(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> Decision:
    """The decider says yes: on to the interviews."""
    return await _decide(session, person, submission_id, Verdict.APPROVE, None, None, None, at)


async def reject(
    session: AsyncSession,
    person: Person,
    submission_id: int,
    *,
    disposition: str,
    evidence: str,
    at: datetime,
    cites: tuple[int, int] | None = None,
) -> Decision:
    """The decider says no, with a listed disposition and what they saw or did not see. With the disposition CRITERION,
    `cites` names the must-have: the id of the version the decider had before them, and its number there."""
    if (disposition == CRITERION) != (cites is not None):
        raise ValueError("a must-have is cited where the disposition says so, and only there")
    return await _decide(session, person, submission_id, Verdict.REJECT, disposition, evidence, cites, at)


async def may_decide(session: AsyncSession, person: Person, submission_id: int) -> Dossier:
    """The dossier, if this person could decide on it now; refuses as a decision would."""
    found = await dossiers.visible(session, person, submission_id)
    await _must_decide(session, person, found.requisition.id, found.review.owner if found.review else None)
    if not found.requisition.is_live:
        raise Refused(Why.CLOSED, key=found.requisition.key, status=found.requisition.status)
    if found.review is None:
        raise _decided(found.decision, found.submission.number)
    return found


def _decided(decision: Decision | None, number: int) -> Refused:
    return Refused(
        Why.ALREADY_DECIDED,
        number=number,
        verdict=decision.verdict if decision else None,
        by=decision.decided_by if decision else None,
        at=decision.decided_at if decision else None,
    )


async def _decide(
    session: AsyncSession,
    person: Person,
    submission_id: int,
    verdict: Verdict,
    disposition: str | None,
    evidence: str | None,
    cites: tuple[int, int] | None,
    at: datetime,
) -> Decision:
    workspace = person.workspace
    submission, ask = await locked_review(session, person, submission_id)
    role = await requisitions.known(session, workspace, submission.requisition_id)
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    if cites:
        await criteria.must_exist(session, workspace, role.id, cites)
    await people.lock(session, workspace, ask.owner, role.recruiter)
    await session.refresh(ask)  # its owner may have changed their hours meanwhile
    await moot(session, ask, at=at)
    answered = await asks.answer(session, ask, by=person.id, at=at)
    consequence = FROM_REVIEW[verdict]
    text = None
    if evidence:
        text = models.CandidateText(
            workspace=workspace,
            candidate_id=submission.candidate_id,
            submission_id=submission_id,
            kind="evidence",
            text=evidence,
            written_by=person.id,
            written_at=at,
        )
        session.add(text)
        await session.flush()
    row = models.Decision(
        workspace=workspace,
        requisition_id=submission.requisition_id,
        submission_id=submission_id,
        ask_id=ask.id,
        verdict=verdict,
        disposition=disposition,
        text_id=text.id if text else None,
        from_stage=submission.stage,
        decided_by=person.id,
        decided_at=at,
        undo_until=at + consequence.undo_for,
        brief_id=cites[0] if cites else await versions.holding(session, workspace, role.id),
        criterion=cites[1] if cites else None,
    )
    session.add(row)
    if verdict is Verdict.REJECT:
        submissions.end(submission, stage=consequence.stage, disposition=disposition or "", at=at)
        await balls.comes_to_rest(session, submission, at=at)
    else:
        submission.stage = consequence.stage
        await balls.passes(session, submission, holder(submission.stage), at=at)
    await session.flush()
    timeline.record(
        session,
        workspace,
        verdict,
        at=at,
        actor=person.id,
        requisition_id=role.id,
        submission_id=submission_id,
        decision=row.id,
        waited=answered.waited,
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
    return await _last(session, workspace, submission_id)


async def _last(session: AsyncSession, workspace: str, submission_id: int) -> Decision:
    found = await dossiers.last_decision(session, workspace, submission_id)
    if found is None:
        raise LookupError(f"no decision on submission {submission_id}")
    return found


async def undo(session: AsyncSession, person: Person, decision_id: int, *, at: datetime) -> Decision:
    """Takes a decision back, by whoever made it, while its time runs and nothing was built on it."""
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
    if decision.decided_by != person.id:
        raise Refused(Why.NOT_YOURS_TO_UNDO, by=decision.decided_by)
    if decision.undone_at is not None:
        raise Refused(Why.ALREADY_UNDONE, number=submission.number)
    if decision.final_at is not None or at >= decision.undo_until:
        raise Refused(Why.TOO_LATE_TO_UNDO, until=decision.undo_until)
    if submission.stage != FROM_REVIEW[Verdict(decision.verdict)].stage:
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
    await balls.back_in_play(session, submission, holder(submission.stage), at=at)
    await asks.reopen(session, ask, at=at)
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


TOLD = (Kind.CONTACT, Kind.OUTCOME, Kind.HOLD)  # answered by saying that the candidate was told


async def moot(session: AsyncSession, review: models.Ask, *, at: datetime) -> None:
    """What was asked because a review stood still is no longer needed: somebody decides all the same."""
    for each in await turns.about(session, review):
        await people.lock(session, review.workspace, each.owner)
        await asks.end(session, each, state="cancelled", at=at)


async def done(session: AsyncSession, person: Person, ask_id: int, *, at: datetime) -> asks.Ask:
    """The recruiter says that the candidate was contacted, or told the outcome or of a hold."""
    workspace = person.workspace
    ask = await asks.get(session, workspace, ask_id)
    if ask is None or ask.kind not in TOLD:
        raise Refused(Why.NOT_YOUR_ASK)
    await requisitions.lock(session, workspace, ask.requisition_id)
    held = await people.must(session, person, Act.SEE, ask.requisition_id)
    if person.id != ask.owner and "helper" not in held and "recruiter" not in held:
        raise Refused(Why.NOT_YOUR_ASK)
    await people.lock(session, workspace, ask.owner)
    await session.refresh(ask)
    if ask.state not in asks.LIVE:  # one that stands with its role may be done all the same
        raise Refused(Why.ALREADY_ANSWERED)
    answered = await asks.answer(session, ask, by=person.id, at=at)
    timeline.record(
        session,
        workspace,
        ask.kind,
        at=at,
        actor=person.id,
        requisition_id=ask.requisition_id,
        submission_id=ask.submission_id,
        waited=answered.waited,
    )
    await requisitions.repaint(session, workspace, ask.requisition_id, at=at)
    return answered
