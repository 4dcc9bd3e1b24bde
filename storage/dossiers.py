"""Dossiers: everything a candidate's card shows, for those who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    asks,
    criteria,
    current_offers,
    evidence,
    live_asks,
    models,
    people,
    requisitions,
    submissions,
    timing,
    waits,
)
from storage.asks import Ask
from storage.current_offers import Offer
from storage.given import ID, IDS, OF
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.decisions import REVIEW, UNDOABLE_IN
from storage.rules.evidence import Evidence
from storage.rules.promises import DECISIONS, Kind
from storage.rules.rights import Act
from storage.submissions import Submission


@dataclass(frozen=True)
class Decision:
    """What was decided, by whom, and until when it can be undone. `waited`: working seconds of who owed the answer."""

    id: int
    verdict: str
    disposition: str | None
    evidence: str | None
    decided_by: str
    decided_at: datetime
    undo_until: datetime
    undone_at: datetime | None
    final_at: datetime | None
    ask: Ask
    brief_id: int | None = None  # the version that held
    missed: str | None = None  # the must-have in it that was not seen
    from_stage: str = REVIEW
    recorded_by: str | None = None  # who wrote down what was said elsewhere
    recorded_at: datetime | None = None
    told_to: str | None = None
    confirmed_at: datetime | None = None
    superseded_at: datetime | None = None  # the stage is to be decided again

    @property
    def stands(self) -> bool:
        return self.undone_at is None and self.superseded_at is None

    @property
    def is_to_confirm(self) -> bool:
        """Whether whoever decided has yet to say that what was written down is so."""
        open_ = self.confirmed_at is None and self.final_at is None
        return self.recorded_by is not None and self.stands and open_


@dataclass(frozen=True)
class Dossier:
    """Everything a candidate's card shows, personal data included: only for those who may see the requisition."""

    submission: Submission
    requisition: Requisition
    name: str
    present_role: str | None
    place: str | None
    email: str | None
    profile_url: str | None
    source: str | None
    case: str
    decision: Decision | None
    review: Ask | None  # or the decision after the debrief: open, or paused for a question or a hold
    question: Ask | None  # open
    asked: str  # the question's words
    people: dict[str, Person]
    insight: str = ""  # beyond the CV
    notice: str = ""
    pay: str = ""  # what they expect; on no card
    privacy_on: date | None = None
    evidence: tuple[Evidence, ...] = ()
    waits_since: datetime | None = None  # the candidate, to hear from us
    erased_at: datetime | None = None  # they were forgotten
    offer: Offer | None = None
    is_timed: bool = True  # whether it may be said how long an answer took


_ROW, _CANDIDATE, _TEXT = models.Submission, models.Candidate, models.CandidateText
_WHO = (
    select(_ROW, _CANDIDATE)
    .join(_CANDIDATE, (_CANDIDATE.workspace == _ROW.workspace) & (_CANDIDATE.id == _ROW.candidate_id))
    .where(_ROW.workspace == OF, _ROW.id == ID)
)
_WRITTEN = select(_TEXT.kind, _TEXT.text).where(
    _TEXT.workspace == OF, _TEXT.submission_id == ID, _TEXT.kind.in_(("case", "insight", "notice", "pay"))
)


async def dossier(session: AsyncSession, workspace: str, submission_id: int) -> Dossier | None:
    """Everything the card shows, for the private channel of the role; None when there is no such submission."""
    this = {"of": workspace, "id": submission_id}
    found = (await session.execute(_WHO, this)).first()
    if found is None:
        return None
    row, candidate = found
    role = await requisitions.known(session, workspace, row.requisition_id)
    words = {kind: said for kind, said in (await session.execute(_WRITTEN, this)).all()}
    said = await evidence.of_each(session, workspace, [submission_id])
    decision = await last_decision(session, workspace, submission_id)
    owed = await live_asks.on_card(session, workspace, submission_id)
    review = next((owed[kind] for kind in DECISIONS if kind in owed), None)
    question = owed.get(Kind.QUESTION)
    asked = None
    if question is not None:
        asked = await session.scalar(
            select(_TEXT.text).where(_TEXT.workspace == workspace, _TEXT.id == question.text_id)
        )
    offer = await current_offers.of_submission(session, workspace, submission_id)
    known = await people.named(
        session,
        workspace,
        [
            row.posted_by,
            role.manager,
            role.backup,
            role.recruiter,
            decision.decided_by if decision else None,
            decision.recorded_by if decision else None,
            decision.told_to if decision else None,
            review.owner if review else None,
            question.owner if question else None,
            question.asker if question else None,
            *([offer.proposed_by, offer.approved_by, offer.waits_for, offer.answered_by] if offer else []),
        ],
    )
    return Dossier(
        submissions.value(row),
        role,
        candidate.name,
        candidate.present_role,
        candidate.place,
        candidate.email,
        candidate.profile_url,
        row.source or candidate.source,
        words.get("case", ""),
        decision,
        review,
        question,
        asked or "",
        known,
        words.get("insight", ""),
        words.get("notice", ""),
        words.get("pay", ""),
        candidate.privacy_on,
        tuple(said.get(submission_id, [])),
        (await waits.since(session, workspace, [submission_id])).get(submission_id),
        erased_at=candidate.erased_at,
        offer=offer,
        is_timed=await timing.is_on(session, workspace),
    )


async def visible(session: AsyncSession, person: Person, submission_id: int) -> Dossier:
    """The dossier, for somebody who may see it. To anybody else, and in any other workspace, it does not exist."""
    found = await dossier(session, person.workspace, submission_id)
    if found is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    await people.must(session, person, Act.SEE, found.requisition.id)
    return found


_DECISION, _ASK = models.Decision, models.Ask
_DECISIONS = (
    select(_DECISION, _ASK, _TEXT.text)
    .join(_ASK, (_ASK.workspace == _DECISION.workspace) & (_ASK.id == _DECISION.ask_id))
    .outerjoin(_TEXT, (_TEXT.workspace == _DECISION.workspace) & (_TEXT.id == _DECISION.text_id))
    .where(_DECISION.workspace == OF)
)
_THIS = _DECISIONS.where(_DECISION.id == ID)
_NEWEST = _DECISIONS.where(
    _DECISION.id.in_(
        select(func.max(_DECISION.id))
        .where(_DECISION.workspace == OF, _DECISION.submission_id.in_(IDS))
        .group_by(_DECISION.submission_id)
    )
)


async def last_decision(session: AsyncSession, workspace: str, submission_id: int) -> Decision | None:
    """The newest decision on a submission, undone ones included."""
    return (await last_decisions(session, workspace, [submission_id])).get(submission_id)


async def last_decisions(session: AsyncSession, workspace: str, submission_ids: list[int]) -> dict[int, Decision]:
    """The newest decision on each of these submissions, by submission id."""
    found = await _decisions(session, _NEWEST, {"of": workspace, "ids": submission_ids})
    return {submission_id: decision for submission_id, decision in found}


async def decision(session: AsyncSession, workspace: str, decision_id: int) -> Decision | None:
    """One decision, undone or not."""
    found = await _decisions(session, _THIS, {"of": workspace, "id": decision_id})
    return found[0][1] if found else None


async def _decisions(
    session: AsyncSession, which: Select[models.Decision, models.Ask, str], given: dict[str, Any]
) -> list[tuple[int, Decision]]:
    rows = (await session.execute(which, given)).all()
    cites = {(each.brief_id, each.criterion) for each, _, _ in rows if each.brief_id and each.criterion}
    missed = await criteria.cited(session, given["of"], cites) if cites else {}
    return [
        (
            decided.submission_id,
            Decision(
                decided.id,
                decided.verdict,
                decided.disposition,
                words,
                decided.decided_by,
                decided.decided_at,
                decided.undo_until,
                decided.undone_at,
                decided.final_at,
                asks.value(asked),
                decided.brief_id,
                missed.get((decided.brief_id or 0, decided.criterion or 0)),
                decided.from_stage,
                decided.recorded_by,
                decided.recorded_at,
                decided.told_to,
                decided.confirmed_at,
                decided.superseded_at,
            ),
        )
        for decided, asked, words in rows
    ]


async def undoable(session: AsyncSession, workspace: str, requisition_id: int) -> list[tuple[int, datetime]]:
    """Candidate numbers whose decision can still be undone, with the moment until when."""
    decision, row = models.Decision, models.Submission
    found = await session.execute(
        select(row.number, decision.undo_until)
        .join(row, (row.workspace == decision.workspace) & (row.id == decision.submission_id))
        .where(
            decision.workspace == workspace,
            decision.requisition_id == requisition_id,
            decision.undone_at.is_(None),
            decision.final_at.is_(None),
            decision.superseded_at.is_(None),
            row.stage.in_(UNDOABLE_IN),
        )
        .order_by(row.number)
    )
    return [(number, until) for number, until in found.all()]
