"""The log for auditors as it is read in Slack: administrators read what was set, talent leads who forgot, held or
exported whom; everything else is for whoever runs the program."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, models, people
from storage.audit import Entry
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.audit import AUDITED, Group
from storage.rules.rights import Act

PER_PAGE = 12
_MAY = {Group.SETTINGS: Act.DEFAULTS, Group.PRIVACY: Act.PRIVACY_LOG}


@dataclass(frozen=True)
class Page:
    """A stretch of the log, newest first, with what each entry is about in words: *Candidate 3, REQ-12*. `number`
    counts from 0."""

    groups: frozenset[Group]
    entries: tuple[Entry, ...]
    about: dict[str, str]
    number: int
    total: int

    @property
    def is_last(self) -> bool:
        return (self.number + 1) * PER_PAGE >= self.total


async def readable(session: AsyncSession, person: Person) -> frozenset[Group]:
    """Which parts this person may read; refused to whoever may read none."""
    found = set()
    for group, act in _MAY.items():
        try:
            await people.must(session, person, act, None)
        except Refused as refused:
            if refused.why not in (Why.NOT_AN_ADMINISTRATOR, Why.NOT_A_LEAD):  # a guest, or nobody here any more
                raise
            continue
        found.add(group)
    if not found:
        raise Refused(Why.NOT_FOR_AUDITORS)
    return frozenset(found)


async def newest(session: AsyncSession, person: Person, groups: frozenset[Group], number: int) -> Page:
    """One page of these parts; one there is not is the nearest there is. What is about a confidential role is not even
    counted for whoever has no part on it."""
    for group in groups:
        await people.must(session, person, _MAY[group], None)
    row = models.AuditEntry
    mine = [row.workspace == person.workspace, row.what.in_([what for what, of in AUDITED.items() if of in groups])]
    hidden = await _hidden(session, person)
    if hidden:
        mine.append(row.about.is_(None) | row.about.not_in(hidden))
    total = await session.scalar(select(func.count()).select_from(row).where(*mine)) or 0
    number = max(0, min(number, (total - 1) // PER_PAGE))
    rows = await session.scalars(
        select(row).where(*mine).order_by(row.id.desc()).offset(number * PER_PAGE).limit(PER_PAGE)
    )
    entries = tuple(audit.value(each) for each in rows)
    about = await _named(session, person.workspace, {each.about for each in entries if each.about})
    return Page(groups, entries, about, number, total)


async def _hidden(session: AsyncSession, person: Person) -> list[str]:
    role, submission, on = models.Requisition, models.Submission, models.RequisitionPerson
    part = select(on.requisition_id).where(on.workspace == person.workspace, on.person == person.id, on.until.is_(None))
    secret = select(role.id).where(
        role.workspace == person.workspace, role.is_confidential, role.id.not_in(part.scalar_subquery())
    )
    roles = list(await session.scalars(secret))
    its = select(submission.id).where(submission.workspace == person.workspace, submission.requisition_id.in_(roles))
    submissions = list(await session.scalars(its)) if roles else []
    return [*(f"requisition:{each}" for each in roles), *(f"submission:{each}" for each in submissions)]


async def _named(session: AsyncSession, workspace: str, about: set[str]) -> dict[str, str]:
    """*submission:12* → *Candidate 3, REQ-12*; whatever has no key of ours stays as it is."""
    role, submission = models.Requisition, models.Submission
    ids: dict[str, set[int]] = {"submission": set(), "requisition": set()}
    for each in about:
        kind, _, key = each.partition(":")
        if kind in ids and key.isdigit():
            ids[kind].add(int(key))
    put = await session.execute(
        select(submission.id, submission.number, role.number)
        .join(role, (role.workspace == submission.workspace) & (role.id == submission.requisition_id))
        .where(submission.workspace == workspace, submission.id.in_(ids["submission"]))
    )
    opened = await session.execute(
        select(role.id, role.number).where(role.workspace == workspace, role.id.in_(ids["requisition"]))
    )
    found = {f"submission:{id_}": f"Candidate {number}, REQ-{key}" for id_, number, key in put.all()}
    return found | {f"requisition:{id_}": f"REQ-{key}" for id_, key in opened.all()}
