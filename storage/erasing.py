"""Erasing a person: their rows are found and locked, whatever is asked about them ends, and everything that says who
they were goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    balls,
    candidates,
    current_offers,
    erasures,
    hires,
    homes,
    interview_ends,
    models,
    people,
    requisitions,
    submissions,
    timeline,
)
from storage.refusals import Refused, Why
from storage.rules.dispositions import FORGOTTEN

ERASED = "erased"  # what stands where a name stood
# What is kept of a person's row; whatever else a column holds goes, those still to come as well.
_KEPT = {"id", "workspace", "name", "created_at", "erased_at"}


async def same_person(session: AsyncSession, workspace: str, candidate_id: int) -> list[models.Candidate]:
    """The rows of one person: whoever shares an e-mail address or a profile link with them too."""
    row = models.Candidate
    one = (await session.scalars(select(row).where(row.workspace == workspace, row.id == candidate_id))).one()
    same = [row.id == candidate_id]
    if one.email:
        same.append(func.lower(row.email) == one.email.lower())
    if one.profile_url:
        same.append(row.profile_url == one.profile_url)
    found = await session.scalars(select(row).where(row.workspace == workspace, or_(*same)).order_by(row.id))
    return list(found)


async def of_person(session: AsyncSession, found: list[models.Candidate]) -> list[models.Submission]:
    """Every submission of these rows of one person."""
    row = models.Submission
    rows = await session.scalars(
        select(row)
        .where(row.workspace == found[0].workspace, row.candidate_id.in_([each.id for each in found]))
        .order_by(row.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def locked(
    session: AsyncSession, workspace: str, submission_id: int
) -> tuple[models.Submission, list[models.Candidate], list[models.Submission]]:
    """A submission, the rows of its person, and their submissions, with every role they stand on locked: those as well
    on which they were put forward in this very instant."""
    row = models.Submission
    candidate = await session.scalar(
        select(row.candidate_id).where(row.workspace == workspace, row.id == submission_id)
    )
    if candidate is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    held = await _lock_roles(session, await same_person(session, workspace, candidate), frozenset())
    await candidates.one_at_a_time(session, workspace)
    found = await same_person(session, workspace, candidate)
    await _lock_roles(session, found, held)
    for each in found:
        await session.refresh(each)
    rows = await of_person(session, found)
    return next(each for each in rows if each.id == submission_id), found, rows


async def _lock_roles(session: AsyncSession, found: list[models.Candidate], held: frozenset[int]) -> frozenset[int]:
    wanted = frozenset(each.requisition_id for each in await of_person(session, found))
    for requisition_id in sorted(wanted - held):
        await requisitions.lock(session, found[0].workspace, requisition_id)
    return wanted


async def erase(
    session: AsyncSession,
    submission: models.Submission,
    found: list[models.Candidate],
    rows: list[models.Submission],
    *,
    why: str,
    by: str | None,
    at: datetime,
) -> int:
    """Does it. The caller holds the locks and has checked that it may be; gives back the forgetting's id."""
    workspace, ids = submission.workspace, [row.id for row in rows]
    concerned = await _end(session, rows, at)
    forgetting = models.Forgetting(
        workspace=workspace,
        requisition_id=submission.requisition_id,
        submission_id=submission.id,
        why=why,
        asked_by=by,
        asked_at=at,
    )
    session.add(forgetting)
    await session.flush()
    text, ask, decision = models.CandidateText, models.Ask, models.Decision
    evidence = models.PostedEvidence
    await session.execute(
        update(evidence).where(evidence.workspace == workspace, evidence.submission_id.in_(ids)).values(text_id=None)
    )
    await interview_ends.let_go(session, workspace, ids)
    offer = models.Offer
    await session.execute(
        update(offer)
        .where(offer.workspace == workspace, offer.submission_id.in_(ids))
        .values(terms_id=None, reason_id=None)
        .execution_options(synchronize_session="fetch")
    )
    await session.execute(
        update(ask)
        .where(ask.workspace == workspace, ask.submission_id.in_(ids))
        .values(text_id=None, reply_id=None)
        .execution_options(synchronize_session="fetch")
    )
    await session.execute(
        update(decision)
        .where(decision.workspace == workspace, decision.submission_id.in_(ids))
        .values(text_id=None)
        .execution_options(synchronize_session="fetch")
    )
    await session.execute(
        delete(text).where(text.workspace == workspace, text.candidate_id.in_([each.id for each in found]))
    )
    for each in found:
        for column in models.Candidate.__table__.columns:
            if column.name not in _KEPT:
                setattr(each, column.name, None)
        each.name, each.erased_at = ERASED, at
    for row in rows:
        row.origin, row.offer_by, row.source, row.withdrawn_from = f"erased:{row.id}", None, None, None
        row.retain_at = row.retain_warned_at = None
    await session.flush()
    await erasures.begin(session, forgetting, rows, at=at)
    for row in rows:
        timeline.record(
            session,
            workspace,
            "forgotten",
            at=at,
            actor=by,
            requisition_id=row.requisition_id,
            submission_id=row.id,
            why=why,
        )
        await requisitions.repaint(session, workspace, row.requisition_id, at=at)
    await homes.touch(session, workspace, concerned, at=at)
    return forgetting.id


async def _end(session: AsyncSession, rows: list[models.Submission], at: datetime) -> set[str]:
    """Ends what is still in play and what is still asked about them, and makes final what could be undone; gives back
    everybody who was ever asked about them."""
    workspace, ids = rows[0].workspace, [row.id for row in rows]
    ask = models.Ask
    answers = await hires.of_submissions(session, workspace, ids)
    for answer in answers:
        answer.text_id = answer.going = None
    about = list(
        await session.scalars(
            select(ask)
            .where(ask.workspace == workspace, or_(ask.submission_id.in_(ids), ask.id.in_([a.ask_id for a in answers])))
            .order_by(ask.id)
        )
    )
    concerned = {who for each in about for who in (each.owner, each.asker) if who}
    await people.lock(session, workspace, *concerned)
    for each in about:
        await session.refresh(each)
        if each.state in asks.LIVE:
            await asks.end(session, each, state="cancelled", at=at)
        else:
            await asks.repaint_gathered(session, workspace, each.id, at=at)
    decision = models.Decision
    await session.execute(
        update(decision)
        .where(
            decision.workspace == workspace,
            decision.submission_id.in_(ids),
            decision.undone_at.is_(None),
            decision.final_at.is_(None),
        )
        .values(final_at=at)
        .execution_options(synchronize_session="fetch")
    )
    for row in rows:
        await interview_ends.over(session, row, by=None, at=at)
        await current_offers.void(session, workspace, row.id)
        if row.ended_at is None:
            submissions.end(row, stage="withdrawn", disposition=FORGOTTEN, at=at)
            await balls.comes_to_rest(session, row, at=at)
    await session.flush()
    return concerned
