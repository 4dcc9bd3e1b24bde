"""Forgetting: a person is erased wherever they stand, once, for good; what is left is that somebody was put forward,
how it ended, and what cannot be erased from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    audit,
    balls,
    candidates,
    countries,
    current_offers,
    erasures,
    hires,
    homes,
    interview_ends,
    models,
    people,
    requisitions,
    role_legal_holds,
    submissions,
    timeline,
    versions,
)
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.audit import REFUSED
from storage.rules.briefs import Section
from storage.rules.dispositions import FORGOTTEN
from storage.rules.retention import REASONS, Keeping, keeping
from storage.rules.rights import Act
from storage.submissions import Submission

ERASED = "erased"  # what stands where a name stood
# What is kept of a person's row; whatever else a column holds goes, those still to come as well.
_KEPT = {"id", "workspace", "name", "created_at", "erased_at"}
STOPPED = (Why.LEGAL_HOLD, Why.KEPT_BY_LAW)  # noted: somebody who may wanted to, and something stood in the way


@dataclass(frozen=True)
class Case:
    """What forgetting somebody comes to: on how many other roles they stand that the reader may hear of, what law keeps
    them until when, and whether this person may erase them before."""

    submission: Submission
    requisition: Requisition
    others: int
    kept_until: datetime | None
    law: str
    may_early: bool


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


async def _submissions(session: AsyncSession, found: list[models.Candidate]) -> list[models.Submission]:
    row = models.Submission
    rows = await session.scalars(
        select(row)
        .where(row.workspace == found[0].workspace, row.candidate_id.in_([each.id for each in found]))
        .order_by(row.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def kept(session: AsyncSession, workspace: str, requisition_id: int) -> Keeping:
    """For how long data is kept on a role, by the jurisdiction its brief names."""
    words = await versions.latest(session, workspace, requisition_id, (Section.JURISDICTION,))
    return keeping(words.get(Section.JURISDICTION, ""), await countries.own(session, workspace))


async def _law(session: AsyncSession, rows: list[models.Submission], at: datetime) -> tuple[datetime | None, str]:
    """Until when the law has us keep any of these, and which law that is. Its time begins with the end."""
    last, law = None, ""
    for row in rows:
        rule = await kept(session, row.workspace, row.requisition_id)
        if rule.law is None:
            continue
        until = rule.at_least_until(row.ended_at or at)
        if until > at and (last is None or until > last):
            last, law = until, f"{rule.law.title} ({rule.law.source})"
    return last, law


async def may_forget(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> Case:
    """What forgetting would do, for somebody who may. Refused under a legal hold, and before a statutory minimum for
    anybody but a talent lead."""
    submission = await session.scalar(
        select(models.Submission).where(
            models.Submission.workspace == person.workspace, models.Submission.id == submission_id
        )
    )
    if submission is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    await people.must(session, person, Act.FORGET, submission.requisition_id)
    found = await same_person(session, person.workspace, submission.candidate_id)
    rows = await _submissions(session, found)
    return await _case(session, person, submission, found, rows, at)


async def _case(
    session: AsyncSession,
    person: Person,
    submission: models.Submission,
    found: list[models.Candidate],
    rows: list[models.Submission],
    at: datetime,
) -> Case:
    mine = next(each for each in found if each.id == submission.candidate_id)
    if mine.erased_at is not None:
        raise Refused(Why.FORGOTTEN_ALREADY, number=submission.number, at=mine.erased_at)
    await must_not_be_held(session, submission, found)
    roles = [each.requisition_id for each in rows]
    await role_legal_holds.must_not_stand(session, person, submission.number, roles)
    until, law = await _law(session, rows, at)
    lead = await people.is_lead(session, person)
    if until is not None and not lead:
        raise Refused(Why.KEPT_BY_LAW, number=submission.number, until=until, law=law)
    role = await requisitions.known(session, person.workspace, submission.requisition_id)
    others = [each.requisition_id for each in rows if each.id != submission.id]
    heard_of = await erasures.not_secret(session, person.workspace, person.id, others)
    return Case(submissions.value(submission), role, len(heard_of), until, law, lead)


async def must_not_be_held(session: AsyncSession, submission: models.Submission, found: list[models.Candidate]) -> None:
    """Refuses while a legal hold keeps any row of the person, and says by whom and why."""
    held = next((each for each in found if each.held_at is not None), None)
    if held is None:
        return
    text = models.CandidateText
    why = await session.scalar(
        select(text.text)
        .where(text.workspace == held.workspace, text.candidate_id == held.id, text.kind == "legal_hold")
        .order_by(text.id.desc())
        .limit(1)
    )
    raise Refused(Why.LEGAL_HOLD, number=submission.number, by=held.held_by, at=held.held_at, reason=why or "")


async def forget(session: AsyncSession, person: Person, submission_id: int, *, why: str, at: datetime) -> int:
    """Erases a person for a listed reason; gives back the id of the forgetting. As `may_forget` otherwise."""
    if why not in REASONS:
        raise ValueError(f"nobody is forgotten for {why}")
    submission, found, rows = await locked(session, person.workspace, submission_id)
    await people.must(session, person, Act.FORGET, submission.requisition_id)
    await _case(session, person, submission, found, rows, at)
    return await erase(session, submission, found, rows, why=why, by=person.id, at=at)


async def refused(
    session: AsyncSession, person: Person, submission_id: int, *, at: datetime, why: str | None = None
) -> None:
    """Notes that somebody who may forget a candidate wanted to, and that a hold or the law stood in the way. `why`:
    where they had come to say so."""
    about, facts = f"submission:{submission_id}", {"why": why} if why else {}
    audit.note(session, person.workspace, "forgotten", at=at, by=person.id, about=about, outcome=REFUSED, **facts)


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
    rows = await _submissions(session, found)
    return next(each for each in rows if each.id == submission_id), found, rows


async def _lock_roles(session: AsyncSession, found: list[models.Candidate], held: frozenset[int]) -> frozenset[int]:
    wanted = frozenset(each.requisition_id for each in await _submissions(session, found))
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


async def meant(session: AsyncSession, person: Person, key: int | None, requisition_id: int | None, number: int) -> int:
    """The submission of a candidate's number on a role, named by its number or its id. A talent lead, who is on none of
    them, finds it as well; to anybody else there is nothing they are not on."""
    role, row = models.Requisition, models.Submission
    which = role.number == key if key is not None else role.id == requisition_id
    found = (
        await session.execute(
            select(role.id, row.id)
            .outerjoin(
                row, (row.workspace == role.workspace) & (row.requisition_id == role.id) & (row.number == number)
            )
            .where(role.workspace == person.workspace, which)
        )
    ).first()
    on = await people.roles(session, person.workspace, person.id, found[0]) if found else frozenset()
    if found is None or not (on or await people.is_lead(session, person)):
        yours = [each.key for each in await requisitions.mine(session, person)]
        raise Refused(Why.NO_SUCH_REQUISITION, key=f"REQ-{key}" if key is not None else "That requisition", yours=yours)
    if found[1] is None:
        raise Refused(Why.NO_SUCH_NUMBER, number=number)
    return int(found[1])
