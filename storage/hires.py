"""Hires: 30 and 90 days after the start the manager and the recruiter each say how it goes, and read the other's answer
beside their own once both are in, or the time for it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import asks, models, outbox, people, requisitions, timeline
from storage.falls_due import FallsDue
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.job_offers import CHECKED_AFTER, GOING, State
from storage.rules.promises import Kind
from storage.rules.rights import Role


@dataclass(frozen=True)
class Said:
    """One side's answer; `going` is a key of rules/job_offers.py, None and empty words while it is not there."""

    person: Person
    side: str
    going: str | None
    words: str


@dataclass(frozen=True)
class Question:
    """What one is asked: about which candidate, so many days after the start, and what both said of it so far."""

    offer_id: int
    submission_id: int
    number: int
    day: int
    requisition: Requisition
    said: tuple[Said, ...]


def first_check(starts_on: date, after: int, person: Person) -> datetime:
    """When the question so many days after the start is asked: that day, where the person lives."""
    return datetime.combine(starts_on + timedelta(days=after), time(), person.calendar.tz)


# Hires to be asked about: (workspace, offer id).
due: FallsDue[int] = FallsDue(models.Offer.check_at)


async def ask(session: AsyncSession, workspace: str, offer_id: int, *, at: datetime) -> bool:
    """Asks the two, each for themself, and plans the next question. False when somebody else did."""
    offer = models.Offer
    requisition_id = await session.scalar(
        select(offer.requisition_id).where(offer.workspace == workspace, offer.id == offer_id)
    )
    if requisition_id is None:
        return False
    await requisitions.lock(session, workspace, requisition_id)
    row = await session.get_one(offer, offer_id, populate_existing=True)
    if row.check_at is None or row.check_at > at or row.check_day is None or row.starts_on is None:
        return False
    role, day = await requisitions.known(session, workspace, requisition_id), row.check_day
    recruiter = await people.get(session, workspace, role.recruiter)
    later = [each for each in CHECKED_AFTER if each > day]
    row.check_day = later[0] if later else None
    row.check_at = first_check(row.starts_on, later[0], recruiter) if later else None
    submission = await session.get_one(models.Submission, row.submission_id, populate_existing=True)
    if row.state != State.ACCEPTED or submission.stage != "hired" or submission.forgetting_id is not None:
        row.check_day = row.check_at = None
        return False
    sides = {role.manager: Role.MANAGER, role.recruiter: Role.RECRUITER}
    await people.lock(session, workspace, *sides)
    given = await _given(session, workspace, offer_id, day)
    for somebody, side in sides.items():
        if side in given or not (await people.get(session, workspace, somebody)).is_member:
            continue
        asked = await asks.ask(
            session, workspace, Kind.HIRE, owner=somebody, asker=None, requisition_id=requisition_id, at=at
        )
        session.add(
            models.HireAnswer(
                workspace=workspace, offer_id=offer_id, day=day, side=side, person=somebody, ask_id=asked.id
            )
        )
    await session.flush()
    return True


async def _given(session: AsyncSession, workspace: str, offer_id: int, day: int) -> set[str]:
    """The sides that answered for that day before the hire was taken back, and made again."""
    said = models.HireAnswer
    found = await session.scalars(
        select(said.side).where(said.workspace == workspace, said.offer_id == offer_id, said.day == day)
    )
    return set(found)


async def not_after_all(session: AsyncSession, offer: models.Offer, *, at: datetime) -> None:
    """Nobody was hired after all: what the two were asked and have not answered is asked no more. What they said
    stays. The caller holds the requisition's lock."""
    said = models.HireAnswer
    found = await session.scalars(
        select(said).where(said.workspace == offer.workspace, said.offer_id == offer.id, said.answered_at.is_(None))
    )
    waiting = list(found)
    await people.lock(session, offer.workspace, *(each.person for each in waiting))
    for each in waiting:
        pending = await asks.get(session, offer.workspace, each.ask_id)
        await session.delete(each)
        if pending is not None and pending.state in asks.LIVE:
            await asks.end(session, pending, state="cancelled", at=at)
    await session.flush()


async def mine(session: AsyncSession, person: Person, ask_id: int) -> Question:
    """What this person is asked. Refused for anybody else, and once it is answered or over."""
    row, _ = await _open(session, person, ask_id)
    return await question(session, person.workspace, row.offer_id, row.day)


async def answer(session: AsyncSession, person: Person, ask_id: int, going: str, words: str, *, at: datetime) -> None:
    """Says how it goes; with the last answer both are shown to the two."""
    if going not in GOING:
        raise ValueError(f"no hire goes {going}")
    row, asked = await _open(session, person, ask_id)
    await requisitions.lock(session, person.workspace, asked.requisition_id)
    await people.lock(session, person.workspace, person.id)
    await session.refresh(asked)
    if asked.state != "open":
        raise Refused(Why.ALREADY_ANSWERED)
    submission = (await question(session, person.workspace, row.offer_id, row.day)).submission_id
    found = await session.get_one(models.Submission, submission)
    text = models.CandidateText(
        workspace=person.workspace,
        candidate_id=found.candidate_id,
        submission_id=submission,
        kind="hire",
        text=words,
        written_by=person.id,
        written_at=at,
    )
    session.add(text)
    await session.flush()
    row.going, row.text_id, row.answered_at = going, text.id, at
    await asks.answer(session, asked, by=person.id, at=at)
    timeline.record(
        session,
        person.workspace,
        "hire_answered",
        at=at,
        actor=person.id,
        requisition_id=asked.requisition_id,
        submission_id=submission,
        day=row.day,
    )
    await _show(session, row, at)


async def lapsed(session: AsyncSession, workspace: str, ask_id: int, *, at: datetime) -> None:
    """The time for an answer is over: the one there is is shown."""
    answer_ = models.HireAnswer
    row = await session.scalar(select(answer_).where(answer_.workspace == workspace, answer_.ask_id == ask_id))
    if row is not None:
        await _show(session, row, at)


async def question(session: AsyncSession, workspace: str, offer_id: int, day: int) -> Question:
    """One question with what was said so far; no rights are asked."""
    offer, row, said, text = models.Offer, models.Submission, models.HireAnswer, models.CandidateText
    submission = (
        await session.scalars(
            select(row)
            .join(offer, (offer.workspace == row.workspace) & (offer.submission_id == row.id))
            .where(offer.workspace == workspace, offer.id == offer_id)
        )
    ).one()
    found = await session.execute(
        select(said, text.text)
        .outerjoin(text, (text.workspace == said.workspace) & (text.id == said.text_id))
        .where(said.workspace == workspace, said.offer_id == offer_id, said.day == day)
        .order_by(said.side.desc())
    )
    answers = [
        Said(await people.get(session, workspace, each.person), each.side, each.going, words or "")
        for each, words in found.all()
    ]
    role = await requisitions.known(session, workspace, submission.requisition_id)
    return Question(offer_id, submission.id, submission.number, day, role, tuple(answers))


async def of_submissions(session: AsyncSession, workspace: str, ids: list[int]) -> list[models.HireAnswer]:
    """The rows of what was asked about hires, for verbs that end them."""
    offer, said = models.Offer, models.HireAnswer
    found = await session.scalars(
        select(said)
        .join(offer, (offer.workspace == said.workspace) & (offer.id == said.offer_id))
        .where(said.workspace == workspace, offer.submission_id.in_(ids))
    )
    return list(found)


async def _open(session: AsyncSession, person: Person, ask_id: int) -> tuple[models.HireAnswer, models.Ask]:
    people.must_be_member(await people.get(session, person.workspace, person.id))
    said = models.HireAnswer
    row = await session.scalar(select(said).where(said.workspace == person.workspace, said.ask_id == ask_id))
    asked = await asks.get(session, person.workspace, ask_id)
    if row is None or asked is None or asked.owner != person.id:
        raise Refused(Why.NOT_YOUR_ASK)
    if asked.state != "open":
        raise Refused(Why.ALREADY_ANSWERED)
    return row, asked


async def _show(session: AsyncSession, row: models.HireAnswer, at: datetime) -> None:
    """Once nothing is waited for any more, each of the two reads what was said; nothing where nobody said anything."""
    await session.flush()
    said, asked = models.HireAnswer, models.Ask
    found = await session.execute(
        select(said, asked.state)
        .join(asked, (asked.workspace == said.workspace) & (asked.id == said.ask_id))
        .where(said.workspace == row.workspace, said.offer_id == row.offer_id, said.day == row.day)
    )
    rows = found.all()
    if any(state in asks.LIVE for _, state in rows) or not any(each.answered_at for each, _ in rows):
        return
    about = await question(session, row.workspace, row.offer_id, row.day)
    for each, _ in rows:
        await outbox.send(
            session,
            row.workspace,
            each.person,
            "hire.shown",
            {"submission": about.submission_id, "offer": row.offer_id, "day": row.day, "person": each.person},
            key=f"offer:{row.offer_id}:hire:{row.day}:{each.person}",
            at=at,
        )
