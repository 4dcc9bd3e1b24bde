"""Candidates: the person behind a submission, known again within the workspace by e-mail or profile link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.refusals import Refused, Why
from storage.requisitions import Requisition

if TYPE_CHECKING:
    from storage.submissions import Posting


def _same(posting: Posting) -> list[ColumnElement[bool]]:
    candidate = models.Candidate
    same: list[ColumnElement[bool]] = []
    if posting.email:
        same.append(candidate.email == posting.email.lower())
    if posting.profile_url:
        same.append(candidate.profile_url == posting.profile_url)
    return same


async def refuse_same(session: AsyncSession, role: Requisition, posting: Posting) -> None:
    """Refuses somebody who is on this role already, by e-mail or profile link, with the number of the first."""
    candidate, row = models.Candidate, models.Submission
    same = _same(posting)
    if not same:
        return
    found = (
        await session.execute(
            select(row.id, row.number, row.stage, candidate.email)
            .join(candidate, (candidate.workspace == row.workspace) & (candidate.id == row.candidate_id))
            .where(row.workspace == role.workspace, row.requisition_id == role.id, or_(*same))
            .order_by(row.number)
            .limit(1)
        )
    ).first()
    if found is not None:
        submission_id, number, stage, email = found
        by = "email" if email and posting.email and email == posting.email.lower() else "profile"
        raise Refused(Why.SAME_PERSON, key=role.key, number=number, stage=stage, by=by, submission=submission_id)


async def recognised(session: AsyncSession, role: Requisition, posting: Posting, *, at: datetime) -> models.Candidate:
    """The row of this person: the one there is, brought up to date with what is said now, else a new one. A name that
    stands stays: it stands on other cards too.

    Whoever is on a confidential role has a row of their own there, and is known again neither here nor there: else
    what one role knows would show on the other's card.
    """
    row = None
    same = _same(posting)
    if same and not role.is_confidential:
        await _one_at_a_time(session, role.workspace)
        known = await session.scalars(
            select(models.Candidate).where(
                models.Candidate.workspace == role.workspace, or_(*same), ~_confidential(role.workspace)
            )
        )
        row = min(known, key=lambda each: each.id, default=None)
    if row is None:
        row = models.Candidate(workspace=role.workspace, name=posting.name, created_at=at)
        session.add(row)
    row.email = posting.email.lower() if posting.email else row.email
    row.profile_url = posting.profile_url or row.profile_url
    row.present_role = posting.present_role or row.present_role
    row.place = posting.place or row.place
    row.source = posting.source or row.source
    row.privacy_on = posting.privacy_on or row.privacy_on
    await session.flush()
    return row


async def _one_at_a_time(session: AsyncSession, workspace: str) -> None:
    """Whoever is put forward on two roles in the same instant becomes one row: the second waits for the first. The lock
    comes after a requisition's and before people's, and lets in everything that only names the workspace."""
    await session.execute(
        select(models.Workspace.id).where(models.Workspace.id == workspace).with_for_update(key_share=True)
    )


def _confidential(workspace: str) -> ColumnElement[bool]:
    """Whether a candidate stands on a confidential role."""
    row, role = models.Submission, models.Requisition
    return exists(
        select(row.id)
        .join(role, (role.workspace == row.workspace) & (role.id == row.requisition_id))
        .where(row.workspace == workspace, row.candidate_id == models.Candidate.id, role.is_confidential)
    )


async def of_that_name(session: AsyncSession, role: Requisition, name: str) -> int | None:
    """The number of the first candidate of that name on a role: no reason to refuse anybody, but to ask."""
    row, candidate = models.Submission, models.Candidate
    found = await session.execute(
        select(row.number, candidate.name)
        .join(candidate, (candidate.workspace == row.workspace) & (candidate.id == row.candidate_id))
        .where(row.workspace == role.workspace, row.requisition_id == role.id)
        .order_by(row.number)
    )
    wanted = _plain(name)
    return next((number for number, known in found.all() if _plain(known) == wanted), None)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


@dataclass(frozen=True)
class Earlier:
    """A role somebody was put forward for before: how far they came, and when that was. Not which role."""

    stage: str
    on: date


async def earlier(session: AsyncSession, workspace: str, submission_id: int) -> list[Earlier]:
    """The other roles of the same person, oldest first, never a confidential one. The caller has checked that the
    reader recruits for the role this submission is on."""
    this, row, role, decision = models.Submission, models.Submission, models.Requisition, models.Decision
    candidate_id = await session.scalar(
        select(this.candidate_id).where(this.workspace == workspace, this.id == submission_id)
    )
    decided = (
        select(decision.from_stage)
        .where(
            decision.workspace == row.workspace,
            decision.submission_id == row.id,
            decision.verdict == "reject",
            decision.undone_at.is_(None),
        )
        .order_by(decision.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = await session.execute(
        select(row.stage, row.posted_at, row.ended_at, decided)
        .join(role, (role.workspace == row.workspace) & (role.id == row.requisition_id))
        .where(
            row.workspace == workspace,
            row.candidate_id == candidate_id,
            row.id != submission_id,
            role.is_confidential.is_(False),
        )
        .order_by(row.posted_at, row.id)
    )
    return [Earlier(came_from or stage, (ended or posted).date()) for stage, posted, ended, came_from in found.all()]
