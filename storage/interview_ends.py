"""How interviews end: every card is in, somebody goes on without the rest, or the candidate's way ended elsewhere. The
caller holds the requisition's lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, balls, contacts, interviews, models, outbox, people, requisitions, submissions, timeline
from storage.interviews import CANCELLED, PLANNED, REVEALED, Interview
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.interviews import tell_at


async def rows(session: AsyncSession, workspace: str, interview_id: int) -> list[models.Interviewer]:
    """The rows of those on an interview, and of those taken off it."""
    row = models.Interviewer
    return list(
        await session.scalars(
            select(row).where(row.workspace == workspace, row.interview_id == interview_id).order_by(row.id)
        )
    )


async def stop_asking(session: AsyncSession, row: models.Interviewer, *, at: datetime) -> None:
    """Ends what somebody owes for an interview, if they owe it yet."""
    ask = await asks.get(session, row.workspace, row.ask_id) if row.ask_id is not None else None
    if ask is not None and ask.state in asks.LIVE:
        await people.lock(session, row.workspace, ask.owner)
        await session.refresh(ask)
        await asks.end(session, ask, state="cancelled", at=at)
    if row.handed_in_at is None:
        row.ask_id = None


async def call_off(session: AsyncSession, row: models.Interviewer, starts_at: datetime, *, at: datetime) -> None:
    """Has somebody told that they are not needed, if they ever heard that they were; half a card is forgotten."""
    await stop_asking(session, row, at=at)
    row.step, row.due_at = None, None
    if row.told_at is not None and row.handed_in_at is None:
        who = await people.get(session, row.workspace, row.person)
        row.step, row.due_at = "tell", tell_at(who.calendar, at, starts_at)
    await _forget_half(session, row)


async def _forget_half(session: AsyncSession, row: models.Interviewer) -> None:
    """What was written on a card and not handed in is nobody's to read."""
    if row.handed_in_at is not None:
        return
    mark, text = models.ScorecardMark, models.CandidateText
    mine = (mark.workspace == row.workspace, mark.interview_id == row.interview_id, mark.person == row.person)
    written = [each for each in await session.scalars(select(mark.text_id).where(*mine)) if each is not None]
    await session.execute(delete(mark).where(*mine))
    if written:
        await session.execute(delete(text).where(text.workspace == row.workspace, text.id.in_(written)))


async def let_go(session: AsyncSession, workspace: str, submission_ids: Sequence[int]) -> None:
    """No mark names its words any more, for these candidates: the words are about to be erased."""
    head, mark = models.Interview, models.ScorecardMark
    held = select(head.id).where(head.workspace == workspace, head.submission_id.in_(submission_ids))
    await session.execute(
        update(mark).where(mark.workspace == workspace, mark.interview_id.in_(held)).values(text_id=None)
    )


async def cancel(session: AsyncSession, interview_id: int, workspace: str, *, by: str | None, at: datetime) -> None:
    """One interview is off: nobody is asked, and whoever heard of it hears of that."""
    head = models.Interview
    found = (await session.scalars(select(head).where(head.workspace == workspace, head.id == interview_id))).one()
    found.state, found.ended_at = CANCELLED, at
    for each in await rows(session, workspace, interview_id):
        if each.out_at is None:
            await call_off(session, each, found.starts_at, at=at)
    await session.flush()
    timeline.record(
        session,
        workspace,
        "interview_cancelled",
        at=at,
        actor=by,
        requisition_id=found.requisition_id,
        submission_id=found.submission_id,
        interview=interview_id,
    )


async def over(session: AsyncSession, submission: models.Submission, *, by: str | None, at: datetime) -> None:
    """The candidate goes another way (rejected, withdrawn, moved, or the role closed): interviews still to be held, or
    not yet revealed, are off. For every verb that takes somebody out of the stage `interview`."""
    for each in await interviews.of_submission(session, submission.workspace, submission.id):
        if each.state == PLANNED:
            await cancel(session, each.id, submission.workspace, by=by, at=at)


async def any_called_off(session: AsyncSession, submission: models.Submission, *, at: datetime) -> bool:
    """Whether interviews of this candidate were called off at that instant, by what ended their way."""
    head = models.Interview
    found = await session.scalar(
        select(head.id)
        .where(
            head.workspace == submission.workspace,
            head.submission_id == submission.id,
            head.state == CANCELLED,
            head.ended_at == at,
        )
        .limit(1)
    )
    return found is not None


async def settle(
    session: AsyncSession, role: Requisition, submission: models.Submission, *, by: str | None, at: datetime
) -> None:
    """What follows when cards come in or interviews change: all in, they are revealed; the ball, and who is asked next
    where nothing is planned any more."""
    found = await interviews.of_submission(session, role.workspace, submission.id)
    planned = [each for each in found if each.state == PLANNED]
    if planned and not any(each.missing for each in planned) and all(each.seats for each in planned):
        await reveal(session, role, submission, planned, by=None, at=at)
        planned = []
    side = await interviews.side(session, submission)
    await balls.passes(session, submission, side or Holder.RECRUITER, at=at)
    if side is None:
        await contacts.owe(session, submission, role, at=at)
    await submissions.repaint(session, role.workspace, role.id, submission.id, at=at)
    await requisitions.repaint(session, role.workspace, role.id, at=at)


async def reveal(
    session: AsyncSession,
    role: Requisition,
    submission: models.Submission,
    planned: list[Interview],
    *,
    by: str | None,
    at: datetime,
) -> None:
    """Opens the cards of these interviews, in the thread of the candidate's card, and to those who handed one in and
    are not on the role. Half a card was never handed in, and is forgotten."""
    head, wanted = models.Interview, [each.id for each in planned]
    for row in await session.scalars(select(head).where(head.workspace == role.workspace, head.id.in_(wanted))):
        row.state, row.ended_at = REVEALED, at
    await session.flush()
    without: list[str] = []
    ids = {"submission": submission.id, "interviews": wanted}
    key = f"interview:{wanted[0]}:revealed"
    told: set[str] = set()
    for interview_id in wanted:
        for each in await rows(session, role.workspace, interview_id):
            if each.out_at is not None:
                continue
            each.step, each.due_at = None, None
            if each.handed_in_at is not None:
                told.add(each.person)
                continue
            without.append(each.person)
            await stop_asking(session, each, at=at)
            await _forget_half(session, each)
    await session.flush()
    timeline.record(
        session,
        role.workspace,
        "scorecards_revealed",
        at=at,
        actor=by,
        requisition_id=role.id,
        submission_id=submission.id,
        without=sorted(set(without)),
    )
    await outbox.send(session, role.workspace, role.lane, "scorecards.revealed", ids, key=key, at=at)
    for person in sorted(told):
        if not await people.roles(session, role.workspace, person, role.id):
            each_ids = ids | {"person": person}
            await outbox.send(
                session, role.workspace, person, "scorecards.told", each_ids, key=f"{key}:{person}", at=at
            )


async def repaint_debriefs(session: AsyncSession, workspace: str, requisition_id: int, *, at: datetime) -> None:
    """What people saw of those in the debrief, painted again: it says who decides."""
    for submission in await submissions.live_rows(session, workspace, requisition_id):
        if submission.stage == "debrief":
            ids, card = {"submission": submission.id}, f"reveal:{submission.id}"
            lane = outbox.requisition_lane(requisition_id)
            await outbox.repaint(session, workspace, lane, "scorecards.repaint", ids, card=card, at=at)
