"""Forgetting: a person is erased wherever they stand, once, for good; what is left is that somebody was put forward,
how it ended, and what cannot be erased from here. Here: who may have it done, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    audit,
    countries,
    erasing,
    erasures,
    models,
    people,
    requisitions,
    role_legal_holds,
    submissions,
    versions,
)
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.audit import REFUSED
from storage.rules.briefs import Section
from storage.rules.retention import REASONS, Keeping, keeping
from storage.rules.rights import Act
from storage.submissions import Submission

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
    found = await erasing.same_person(session, person.workspace, submission.candidate_id)
    rows = await erasing.of_person(session, found)
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
    submission, found, rows = await erasing.locked(session, person.workspace, submission_id)
    await people.must(session, person, Act.FORGET, submission.requisition_id)
    await _case(session, person, submission, found, rows, at)
    return await erasing.erase(session, submission, found, rows, why=why, by=person.id, at=at)


async def refused(
    session: AsyncSession, person: Person, submission_id: int, *, at: datetime, why: str | None = None
) -> None:
    """Notes that somebody who may forget a candidate wanted to, and that a hold or the law stood in the way. `why`:
    where they had come to say so."""
    about, facts = f"submission:{submission_id}", {"why": why} if why else {}
    audit.note(session, person.workspace, "forgotten", at=at, by=person.id, about=about, outcome=REFUSED, **facts)


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
