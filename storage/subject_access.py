"""Subject access: everything that is held on one candidate, for them to read; and what is left out, and why.

Source: GDPR art. 15(1), (3) and (4); UK GDPR the same. Not legal advice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, erasing, erasures, models, outbox, people, requisitions, submissions
from storage.people import Person
from storage.refusals import Refused, Why
from storage.rules.rights import Act
from storage.rules.subject_access import HELD, INTERNAL, SAID_OF_LEFT_OUT

KINDS = ("html", "json")
Cell = str | int | bool | None


@dataclass(frozen=True)
class Part:
    """One table's rows: the columns' words, and a line of values each, in the order they were written."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Everything:
    """All that is held on a person, as of `at`."""

    workspace: str
    at: datetime
    parts: tuple[Part, ...]
    left_out: tuple[str, ...] = SAID_OF_LEFT_OUT


async def ask(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> submissions.Submission:
    """Has what is held on a candidate sent to this person as two files, and notes it. Refused to whoever is no talent
    lead, and of whoever was forgotten. Asked for twice within a minute it comes once."""
    row = await _allowed(session, person, submission_id)
    for kind in KINDS:
        ids = {"submission": row.id, "person": person.id, "kind": kind}
        key = f"subject_access:{row.id}:{person.id}:{kind}:{at:%Y%m%d%H%M}"
        await outbox.send(session, person.workspace, person.id, "subject_access.file", ids, key=key, at=at)
    audit.note(session, person.workspace, "subject_access", at=at, by=person.id, about=f"submission:{row.id}")
    return submissions.value(row)


async def noted(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> Everything:
    """The same at once, for the command line: confidential roles included, which no other reader hears of."""
    row = await _allowed(session, person, submission_id)
    audit.note(session, person.workspace, "subject_access", at=at, by=person.id, about=f"submission:{row.id}")
    return await _everything(session, person, row, whole=True, at=at)


async def look(session: AsyncSession, person: Person, submission_id: int, *, at: datetime) -> Everything:
    """What is held, for a talent lead: of a confidential role only where they are on it."""
    row = await _allowed(session, person, submission_id)
    return await _everything(session, person, row, whole=False, at=at)


async def _allowed(session: AsyncSession, person: Person, submission_id: int) -> models.Submission:
    row = models.Submission
    found = await session.scalar(select(row).where(row.workspace == person.workspace, row.id == submission_id))
    if found is None:
        raise Refused(Why.NO_SUCH_CANDIDATE)
    await people.must(session, person, Act.SUBJECT_ACCESS, found.requisition_id)
    mine = await erasing.same_person(session, person.workspace, found.candidate_id)
    erased = next((each.erased_at for each in mine if each.erased_at is not None), None)
    if erased is not None:
        raise Refused(Why.FORGOTTEN_ALREADY, number=found.number, at=erased)
    return found


async def _everything(
    session: AsyncSession, person: Person, submission: models.Submission, *, whole: bool, at: datetime
) -> Everything:
    workspace, tables = person.workspace, models.Base.metadata.tables
    found = await erasing.same_person(session, workspace, submission.candidate_id)
    row = models.Submission
    its = row.candidate_id.in_([each.id for each in found])
    rows = list(await session.scalars(select(row).where(row.workspace == workspace, its).order_by(row.id)))
    if not whole:
        heard_of = set(await erasures.not_secret(session, workspace, person.id, [each.requisition_id for each in rows]))
        rows = [each for each in rows if each.requisition_id in heard_of or each.id == submission.id]
    roles = await requisitions.named(session, workspace, {each.requisition_id for each in rows})
    ids = [each.id for each in rows]
    interviews = await _ids(session, "interviews", workspace, _its("interviews", "submission_id", ids))
    planned = _its("interviews", "submission_id", ids) & (tables["interviews"].c.state != "revealed")
    closed = set(await _ids(session, "interviews", workspace, planned))
    open_ = [each for each in interviews if each not in closed]
    offers = await _ids(session, "offers", workspace, _its("offers", "submission_id", ids))
    private = await _private(session, workspace, sorted(closed), offers)
    which = dict.fromkeys(HELD, ("submission_id", ids)) | {
        "candidates": ("id", sorted({each.candidate_id for each in rows})),
        "submissions": ("id", ids),
        "interviewers": ("interview_id", open_),
        "scorecard_marks": ("interview_id", open_),
        "hire_answers": ("offer_id", offers),
    }
    parts = []
    for name, (title, columns) in HELD.items():
        table = tables[name]
        chosen = select(table).where(table.c.workspace == workspace, _its(name, *which[name])).order_by(table.c.id)
        lines = []
        for each in (await session.execute(chosen)).mappings():
            if (name, each["id"]) in private or each.get("kind") in INTERNAL:
                continue
            known: dict[str, Any] = dict(each)
            if name == "submissions":
                role = roles[each["requisition_id"]]
                known["role"] = f"{role.key} {role.title}"
            lines.append(tuple(_cell(known[column]) for column in columns))
        parts.append(Part(title, tuple(columns.values()), tuple(lines)))
    return Everything(workspace, at, tuple(parts))


def _its(table: str, column: str, ids: list[int]) -> ColumnElement[bool]:
    return models.Base.metadata.tables[table].c[column].in_(ids)


async def _ids(session: AsyncSession, name: str, workspace: str, which: ColumnElement[bool]) -> list[int]:
    table = models.Base.metadata.tables[name]
    return list(await session.scalars(select(table.c.id).where(table.c.workspace == workspace, which)))


async def _private(session: AsyncSession, workspace: str, closed: list[int], offers: list[int]) -> set[tuple[str, int]]:
    """Rows that are not open yet: what is written in scorecards before they are, and what one of the two said of a hire
    before the other did."""
    mark, answer = models.ScorecardMark, models.HireAnswer
    marks = await session.scalars(
        select(mark.text_id).where(mark.workspace == workspace, mark.interview_id.in_(closed))
    )
    found = {("candidate_texts", each) for each in marks if each is not None}
    rows = list(await session.scalars(select(answer).where(answer.workspace == workspace, answer.offer_id.in_(offers))))
    waiting = {(each.offer_id, each.day) for each in rows if each.answered_at is None}
    for each in rows:
        if (each.offer_id, each.day) in waiting:
            found |= {("hire_answers", each.id)} | ({("candidate_texts", each.text_id)} if each.text_id else set())
    return found


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int) or value is None else str(value)
