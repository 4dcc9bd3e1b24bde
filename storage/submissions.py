"""Submissions: candidates put forward for a role."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    balls,
    candidates,
    evidence,
    live_asks,
    models,
    originals,
    outbox,
    people,
    requisitions,
    shortlists,
    timeline,
)
from storage.given import IDS, OF
from storage.originals import Original
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.evidence import Evidence
from storage.rules.promises import Kind
from storage.rules.retention import FIRST_LOOK
from storage.rules.rights import Act
from storage.rules.role_holds import ON_HOLD

STAGES = ("review", "interview", "debrief", "offer", "hired", "rejected", "withdrawn")
LIVE_STAGES = ("review", "interview", "debrief", "offer")


@dataclass(frozen=True)
class Posting:
    """What the recruiter says of a candidate. Lengths and forms are checked where the person types."""

    name: str
    case: str
    present_role: str | None = None
    place: str | None = None
    email: str | None = None
    profile_url: str | None = None
    source: str | None = None
    offer_by: date | None = None  # the day by which they answer another offer
    insight: str | None = None  # beyond the CV
    notice: str | None = None
    pay: str | None = None  # what they expect, never what they had
    privacy_on: date | None = None  # the day they were told what is kept of them
    evidence: tuple[Evidence, ...] = ()
    brief_id: int | None = None  # whose must-haves the evidence is of
    original: Original | None = None  # the message it was taken from

    @property
    def words(self) -> dict[str, str]:
        """What was written, by kind of text; what was left empty is not there."""
        said = {"case": self.case, "insight": self.insight, "notice": self.notice, "pay": self.pay}
        return {kind: text for kind, text in said.items() if text}


@dataclass(frozen=True)
class Submission:
    """A submission without personal data: enough for lists, texts and lock screens."""

    id: int
    workspace: str
    requisition_id: int
    number: int
    stage: str
    disposition: str | None
    posted_by: str
    posted_at: datetime
    ended_at: datetime | None
    offer_by: date | None = None
    withdrawn_from: str | None = None

    @property
    def label(self) -> str:
        return f"Candidate {self.number}"


@dataclass(frozen=True)
class Sketch:
    """Enough of a candidate to answer from a message: name, present role, and the recruiter's case."""

    name: str
    present_role: str | None
    case: str


def value(row: models.Submission | Row[Any]) -> Submission:
    """The row as a value that outlives its session."""
    return Submission(
        row.id,
        row.workspace,
        row.requisition_id,
        row.number,
        row.stage,
        row.disposition,
        row.posted_by,
        row.posted_at,
        row.ended_at,
        row.offer_by,
        row.withdrawn_from,
    )


async def post(
    session: AsyncSession,
    person: Person,
    requisition_id: int,
    posting: Posting,
    *,
    origin: str,
    at: datetime,
) -> Submission:
    """Puts a candidate forward: the card goes to the role's channel and the manager owes a review from now.

    `origin` is the modal's id: submitted again, the same submission comes back. The same person twice on one role
    (by e-mail or profile link) is refused with the number of the first; on another role they are known again.
    """
    workspace = person.workspace
    row = await requisitions.lock(session, workspace, requisition_id)
    role = await requisitions.get(session, workspace, requisition_id)
    if row is None or role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="that requisition", yours=[])
    await people.must(session, person, Act.POST, requisition_id)
    again = await session.scalar(
        select(models.Submission).where(models.Submission.workspace == workspace, models.Submission.origin == origin)
    )
    if again is not None:
        return value(again)
    await must_be_postable(session, role)
    await candidates.refuse_same(session, role, posting)
    candidate = await candidates.recognised(session, role, posting, at=at)
    submission = models.Submission(
        workspace=workspace,
        requisition_id=requisition_id,
        candidate_id=candidate.id,
        number=row.next_candidate,
        stage="review",
        origin=origin,
        posted_by=person.id,
        posted_at=at,
        offer_by=posting.offer_by,
        source=posting.source,
    )
    row.next_candidate += 1
    session.add(submission)
    await session.flush()
    for kind, words in posting.words.items():
        session.add(
            models.CandidateText(
                workspace=workspace,
                candidate_id=candidate.id,
                submission_id=submission.id,
                kind=kind,
                text=words,
                written_by=person.id,
                written_at=at,
            )
        )
    await evidence.write(session, submission, posting.brief_id, posting.evidence, person.id, at=at)
    await balls.passes(session, submission, Holder.MANAGER, at=at)
    shortlist = await shortlists.owed(session, workspace, requisition_id)
    await people.lock(session, workspace, role.manager, *([shortlist.owner] if shortlist else []))
    if shortlist:
        await asks.answer(session, shortlist, by=person.id, at=at)
    await asks.ask(
        session,
        workspace,
        Kind.REVIEW,
        owner=role.manager,
        asker=person.id,
        requisition_id=requisition_id,
        submission_id=submission.id,
        at=at,
    )
    timeline.record(
        session,
        workspace,
        "posted",
        at=at,
        actor=person.id,
        requisition_id=requisition_id,
        submission_id=submission.id,
    )
    await outbox.send(
        session,
        workspace,
        role.lane,
        "submission.card",
        {"submission": submission.id},
        key=f"submission:{submission.id}:card",
        at=at,
    )
    await requisitions.repaint(session, workspace, requisition_id, at=at)
    if posting.original is not None:
        await originals.keep(session, submission, posting.original, at=at)
    return value(submission)


async def must_be_postable(session: AsyncSession, role: Requisition) -> None:
    """Refuses where nobody can be put forward now: on hold, before its headcount is approved, or closed."""
    if role.status == ON_HOLD:
        raise Refused(Why.ROLE_ON_HOLD, key=role.key)
    if role.status == requisitions.AWAITING:
        pending = await live_asks.open_on(session, role.workspace, role.id)
        asked = next((ask.owner for ask in pending if ask.kind is Kind.HEADCOUNT), role.headcount.approver)
        raise Refused(Why.AWAITING_APPROVAL, key=role.key, person=asked)
    if role.status not in requisitions.POSTABLE:
        raise Refused(Why.CLOSED, key=role.key, status=role.status)


async def of_requisition(session: AsyncSession, requisition: Requisition) -> list[Submission]:
    """Every submission of a role in order of arrival: never in any other."""
    found = await session.scalars(_of(requisition).order_by(models.Submission.number))
    return [value(r) for r in found]


async def latest(session: AsyncSession, requisition: Requisition, most: int) -> tuple[list[Submission], int]:
    """The latest of a role's submissions, in order of arrival, and how many there are in all."""
    total, row = await _number_of(session, requisition), models.Submission
    found = await session.scalars(_of(requisition).order_by(row.number.desc()).limit(most))
    return [value(r) for r in reversed(list(found))], total


async def page(
    session: AsyncSession, requisition: Requisition, number: int, most: int
) -> tuple[list[Submission], int, int]:
    """One page of a role's submissions, in order of arrival: those on it, its number from 0 on, and how many there are
    in all. One there is not is the nearest there is."""
    total, row = await _number_of(session, requisition), models.Submission
    number = max(0, min(number, (total - 1) // most))
    found = await session.scalars(_of(requisition).order_by(row.number).offset(number * most).limit(most))
    return [value(r) for r in found], number, total


def _of(requisition: Requisition) -> Select[models.Submission]:
    row = models.Submission
    return select(row).where(row.workspace == requisition.workspace, row.requisition_id == requisition.id)


async def _number_of(session: AsyncSession, requisition: Requisition) -> int:
    row = models.Submission
    mine = (row.workspace == requisition.workspace) & (row.requisition_id == requisition.id)
    return await session.scalar(select(func.count()).select_from(row).where(mine)) or 0


async def by_number(session: AsyncSession, requisition: Requisition, number: int) -> Submission:
    """Candidate 3 of a role. Refused where there is none."""
    row = models.Submission
    found = await session.scalar(
        select(row).where(
            row.workspace == requisition.workspace, row.requisition_id == requisition.id, row.number == number
        )
    )
    if found is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    return value(found)


async def names(session: AsyncSession, workspace: str, submission_ids: list[int]) -> dict[int, str]:
    """Candidates' names by submission id. The caller has checked that the reader may see them."""
    if not submission_ids:
        return {}
    row, candidate = models.Submission, models.Candidate
    # With the number, no index holds all that is wanted of a submission: SQLite would read one of them from end to end.
    found = await session.execute(
        select(row.id, row.number, candidate.name)
        .join(candidate, (candidate.workspace == row.workspace) & (candidate.id == row.candidate_id))
        .where(row.workspace == workspace, row.id.in_(submission_ids))
    )
    return {submission_id: name for submission_id, _, name in found.all()}


async def sketches(session: AsyncSession, workspace: str, submission_ids: list[int]) -> dict[int, Sketch]:
    """Who the candidates are, by submission id. The caller has checked that the reader may see them."""
    return (await sketched(session, workspace, submission_ids))[1]


_ROW, _CANDIDATE, _CASE = models.Submission, models.Candidate, models.CandidateText
_SKETCHED = (
    select(*(getattr(_ROW, field.name) for field in fields(Submission)))
    .add_columns(_CANDIDATE.name, _CANDIDATE.present_role, _CASE.text)
    .join(_CANDIDATE, (_CANDIDATE.workspace == _ROW.workspace) & (_CANDIDATE.id == _ROW.candidate_id))
    .outerjoin(_CASE, (_CASE.workspace == _ROW.workspace) & (_CASE.submission_id == _ROW.id) & (_CASE.kind == "case"))
    .where(_ROW.workspace == OF, _ROW.id.in_(IDS))
)


async def sketched(
    session: AsyncSession, workspace: str, submission_ids: list[int]
) -> tuple[dict[int, Submission], dict[int, Sketch]]:
    """Submissions, and as `sketches`."""
    if not submission_ids:
        return {}, {}
    rows = (await session.execute(_SKETCHED, {"of": workspace, "ids": submission_ids})).all()
    who = {row.id: Sketch(row.name, row.present_role, row.text or "") for row in rows}
    return {row.id: value(row) for row in rows}, who


async def texts(session: AsyncSession, workspace: str, ids: set[int], *, of: int | None = None) -> dict[int, str]:
    """What was written about candidates, by the text's id; `of`: about that submission only, for ids that are kept
    when texts are erased, since SQLite gives them out again. The caller has checked that the reader may see it."""
    if not ids:
        return {}
    row = models.CandidateText
    wanted = select(row.id, row.text).where(row.workspace == workspace, row.id.in_(ids))
    if of is not None:
        wanted = wanted.where(row.submission_id == of)
    return {text_id: text for text_id, text in (await session.execute(wanted)).all()}


async def named(session: AsyncSession, workspace: str, submission_ids: set[int]) -> dict[int, Submission]:
    """Submissions by id."""
    if not submission_ids:
        return {}
    row = models.Submission
    found = await session.scalars(select(row).where(row.workspace == workspace, row.id.in_(submission_ids)))
    return {r.id: value(r) for r in found}


async def live_rows(session: AsyncSession, workspace: str, requisition_id: int) -> list[models.Submission]:
    """The rows still in play, for verbs that end them."""
    row = models.Submission
    found = await session.scalars(
        select(row)
        .where(row.workspace == workspace, row.requisition_id == requisition_id, row.ended_at.is_(None))
        .order_by(row.number)
    )
    return list(found)


def end(row: models.Submission, *, stage: str, disposition: str, at: datetime) -> None:
    """Ends a submission: the stage says how, the disposition why."""
    row.stage, row.disposition, row.ended_at = stage, disposition, at
    row.retain_at, row.retain_warned_at = at + FIRST_LOOK, None


async def repaint(
    session: AsyncSession, workspace: str, requisition_id: int, submission_id: int, *, at: datetime
) -> None:
    """Has the candidate's card painted again."""
    await outbox.repaint(
        session,
        workspace,
        outbox.requisition_lane(requisition_id),
        "submission.repaint",
        {"submission": submission_id},
        card=f"submission:{submission_id}",
        at=at,
    )
