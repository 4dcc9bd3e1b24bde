"""Findings: what the store itself knows of somebody's own roles, as facts with their number of cases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage import models, people
from storage.people import Person
from storage.rules.criteria import Weight
from storage.rules.decisions import DEBRIEF, REVIEW, Verdict
from storage.rules.insights import LEAST, LOOKS_BACK


@dataclass(frozen=True)
class Passed:
    """Of the candidates from one source (empty: it was not said): how many were `decided` on at the review, how many
    of those went on, how many were decided on after the debrief and went on from there, and how many were hired."""

    source: str
    decided: int
    went_on: int
    debriefed: int
    to_offer: int
    hired: int


@dataclass(frozen=True)
class Findings:
    """What is known of `roles` roles of the last two years. Every list leaves out what has under three cases.
    `shortlist` is the median of days from opening to the first candidate, over `shortlists` roles; `cited` are
    must-haves by how many rejections cite them, the most cited first."""

    roles: int
    passed: list[Passed]
    shortlist: int | None
    shortlists: int
    cited: list[tuple[str, int]]


async def look(session: AsyncSession, person: Person, *, at: datetime) -> Findings:
    """The facts over every role this person has a part in, for that person."""
    people.must_be_member(await people.get(session, person.workspace, person.id))
    row, on = models.Requisition, models.RequisitionPerson
    found = await session.execute(
        select(row.id, row.opened_at)
        .join(on, (on.workspace == row.workspace) & (on.requisition_id == row.id))
        .where(
            on.workspace == person.workspace,
            on.person == person.id,
            on.until.is_(None),
            row.opened_at > at - LOOKS_BACK,
        )
        .distinct()
    )
    roles = {requisition_id: opened for requisition_id, opened in found.all()}
    if not roles:
        return Findings(0, [], None, 0, [])
    days = await _shortlists(session, person.workspace, roles)
    return Findings(
        len(roles),
        await _passed(session, person.workspace, list(roles)),
        round(median(days)) if len(days) >= LEAST else None,
        len(days),
        await _cited(session, person.workspace, list(roles)),
    )


async def _passed(session: AsyncSession, workspace: str, roles: list[int]) -> list[Passed]:
    """How many of each source passed each stage, by decisions that stand; the most cases first."""
    row, made = models.Submission, models.Decision
    found = await session.execute(
        select(row.source, made.from_stage, made.verdict, func.count())
        .join(row, (row.workspace == made.workspace) & (row.id == made.submission_id))
        .where(
            made.workspace == workspace,
            made.requisition_id.in_(roles),
            made.undone_at.is_(None),
            made.superseded_at.is_(None),
        )
        .group_by(row.source, made.from_stage, made.verdict)
    )
    counted: dict[str, Counter[tuple[str, str]]] = {}
    for source, stage, verdict, number in found.all():
        counted.setdefault(source or "", Counter())[stage, verdict] += number
    hired = await session.execute(
        select(row.source, func.count())
        .where(row.workspace == workspace, row.requisition_id.in_(roles), row.stage == "hired")
        .group_by(row.source)
    )
    joined = {source or "": number for source, number in hired.all()}
    passed = []
    for source, by in counted.items():
        yes, no = by[REVIEW, Verdict.APPROVE], by[REVIEW, Verdict.REJECT]
        on, off = by[DEBRIEF, Verdict.APPROVE], by[DEBRIEF, Verdict.REJECT]
        if yes + no >= LEAST:
            passed.append(Passed(source, yes + no, yes, on + off, on, joined.get(source, 0)))
    return sorted(passed, key=lambda each: (-each.decided, each.source))


async def _shortlists(session: AsyncSession, workspace: str, roles: dict[int, datetime]) -> list[int]:
    """Days from opening to the first candidate of each role that has one."""
    row = models.Submission
    found = await session.execute(
        select(row.requisition_id, func.min(row.posted_at))
        .where(row.workspace == workspace, row.requisition_id.in_(list(roles)))
        .group_by(row.requisition_id)
    )
    return [(first - roles[requisition_id]).days for requisition_id, first in found.all()]


async def _cited(session: AsyncSession, workspace: str, roles: list[int]) -> list[tuple[str, int]]:
    """Must-haves by how many standing rejections cite them."""
    made, must, above = models.Decision, aliased(models.Criterion), aliased(models.Criterion)
    place = (
        select(func.count())
        .where(
            above.workspace == must.workspace,
            above.brief_id == must.brief_id,
            above.weight == Weight.MUST,
            above.position <= must.position,
        )
        .scalar_subquery()
    )
    found = await session.execute(
        select(must.text, func.count(made.id))
        .select_from(made)
        .join(must, (must.workspace == made.workspace) & (must.brief_id == made.brief_id))
        .where(
            made.workspace == workspace,
            made.requisition_id.in_(roles),
            made.criterion.is_not(None),
            made.undone_at.is_(None),
            made.superseded_at.is_(None),
            must.weight == Weight.MUST,
            place == made.criterion,
        )
        .group_by(must.text)
    )
    counted = [(text, number) for text, number in found.all() if number >= LEAST]
    return sorted(counted, key=lambda each: (-each[1], each[0]))
