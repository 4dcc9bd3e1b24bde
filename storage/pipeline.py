"""The pipeline: the recruiter moves a candidate between stages, forward never past a decision nobody made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    balls,
    contacts,
    current_offers,
    dossiers,
    interview_ends,
    interviews,
    live_asks,
    models,
    outbox,
    people,
    requisitions,
    sides,
    submissions,
    timeline,
    versions,
)
from storage.decisions import locked_submission
from storage.dossiers import Dossier
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.decisions import ASKED, Verdict
from storage.rules.pipeline import ENDS_WITH_STAGE, IN_PLAY, decided_again, decided_between, is_forward
from storage.rules.promises import Kind
from storage.rules.rights import Act
from storage.submissions import Submission


async def may_move(session: AsyncSession, person: Person, submission_id: int) -> Dossier:
    """The dossier, if this person could move the candidate somewhere now."""
    found = await dossiers.visible(session, person, submission_id)
    await people.must(session, person, Act.MOVE, found.requisition.id)
    must_be_in_play(found.submission, found.requisition)
    return found


def must_be_in_play(submission: Submission, role: Requisition) -> None:
    """Refuses a candidate whose submission ended, or whose role is closed."""
    if not role.is_live:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)
    if submission.stage == "withdrawn":
        raise Refused(Why.WITHDRAWN, number=submission.number, at=submission.ended_at)
    if submission.stage not in IN_PLAY:
        raise Refused(Why.ENDED, number=submission.number, stage=submission.stage)


async def move(
    session: AsyncSession, person: Person, submission_id: int, to: str, *, reason: str, at: datetime
) -> Submission:
    """Moves a candidate to another stage, with a reason whoever is on the role reads.

    Forward only past decisions that stand: one made elsewhere is recorded instead; and past interviews only once their
    scorecards are open. What waited at the stage left behind is needed no longer; a stage with a decision asks the
    manager for it, from now, and back at the interviews the recruiter is to plan another. Moved back, what was decided
    there and after is to be decided again; it stays in the history.
    """
    if to not in IN_PLAY:
        raise ValueError(f"nobody is moved to {to}")
    workspace = person.workspace
    row = await locked_submission(session, workspace, submission_id)
    await people.must(session, person, Act.MOVE, row.requisition_id)
    role = await requisitions.known(session, workspace, row.requisition_id)
    must_be_in_play(submissions.value(row), role)
    here = row.stage
    if here == to:
        raise Refused(Why.MOVE_NOWHERE, number=row.number, stage=to)
    if is_forward(here, to):
        await _must_be_decided(session, row, role, to)
        await _must_be_open(session, row)
    else:
        await _decide_again(session, row, to, at)
        await current_offers.void(session, workspace, submission_id)
        await interview_ends.over(session, row, by=person.id, at=at)
    text = models.CandidateText(
        workspace=workspace,
        candidate_id=row.candidate_id,
        submission_id=submission_id,
        kind="move",
        text=reason,
        written_by=person.id,
        written_at=at,
    )
    session.add(text)
    row.stage = to
    await session.flush()
    await end_asks(session, row, ENDS_WITH_STAGE, at=at)
    await ask_for(session, row, role, asker=person.id, at=at)
    if to == "interview":  # from a debrief: somebody is to talk to them again, which is the recruiter's to plan
        await contacts.owe(session, row, role, at=at)
    await balls.passes(session, row, await sides.of(session, row), at=at)
    timeline.record(
        session,
        workspace,
        "moved",
        at=at,
        actor=person.id,
        requisition_id=role.id,
        submission_id=submission_id,
        before=here,
        to=to,
        text=text.id,
        brief=await versions.holding(session, workspace, role.id),
    )
    await submissions.repaint(session, workspace, role.id, submission_id, at=at)
    await requisitions.repaint(session, workspace, role.id, at=at)
    ids = {"submission": submission_id, "person": person.id, "before": here, "to": to, "text": text.id}
    await outbox.send(session, workspace, role.lane, "submission.moved", ids, key=f"move:{text.id}", at=at)
    return submissions.value(row)


async def _must_be_decided(session: AsyncSession, row: models.Submission, role: Requisition, to: str) -> None:
    decision = models.Decision
    approved = set(
        await session.scalars(
            select(decision.from_stage).where(
                decision.workspace == row.workspace,
                decision.submission_id == row.id,
                decision.verdict == Verdict.APPROVE,
                decision.undone_at.is_(None),
                decision.superseded_at.is_(None),
            )
        )
    )
    missing = [stage for stage in decided_between(row.stage, to) if stage not in approved]
    if missing:
        raise Refused(Why.DECIDE_FIRST, number=row.number, stage=missing[0], person=role.manager)


async def _must_be_open(session: AsyncSession, row: models.Submission) -> None:
    """Refuses to leave interviews behind whose scorecards are not open: nobody's judgement is passed over."""
    found = await interviews.of_submission(session, row.workspace, row.id)
    if row.stage == "interview" and any(each.is_planned for each in found):
        raise Refused(Why.CARDS_NOT_OPEN, number=row.number)


async def _decide_again(session: AsyncSession, row: models.Submission, to: str, at: datetime) -> None:
    decision = models.Decision
    found = await session.scalars(
        select(decision).where(
            decision.workspace == row.workspace,
            decision.submission_id == row.id,
            decision.from_stage.in_(decided_again(to)),
            decision.undone_at.is_(None),
            decision.superseded_at.is_(None),
        )
    )
    for each in found:
        each.superseded_at = at


async def end_asks(
    session: AsyncSession, row: models.Submission, kinds: frozenset[Kind] | None = None, *, at: datetime
) -> None:
    """Ends what waits about a submission, of these kinds or of all: nobody needs it any more. The caller holds the
    requisition's lock."""
    pending = [
        each
        for each in await live_asks.pending_on(session, row.workspace, row.requisition_id)
        if each.submission_id == row.id and (kinds is None or each.kind in kinds)
    ]
    await people.lock(session, row.workspace, *(each.owner for each in pending))
    for each in pending:
        await session.refresh(each)
        if each.state in asks.LIVE:
            await asks.end(session, each, state="cancelled", at=at)


async def ask_for(
    session: AsyncSession, row: models.Submission, role: Requisition, *, asker: str, at: datetime
) -> None:
    """Asks the hiring manager for the decision of the stage a submission is in; nothing where it has none."""
    kind = ASKED.get(row.stage)
    if kind is None:
        return
    await people.lock(session, role.workspace, role.manager, role.recruiter)
    await asks.ask(
        session,
        role.workspace,
        kind,
        owner=role.manager,
        asker=asker,
        requisition_id=role.id,
        submission_id=row.id,
        at=at,
    )
