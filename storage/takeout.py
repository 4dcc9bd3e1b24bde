"""What an administrator may take out of a workspace: roles, candidates and what became of them, row by row.

Not in it: what two people said of each other (check-ins, pulses, blind rounds), what is offered, and scorecards.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import evidence, models
from storage.rules.rights import Role

_BATCH = 500
Rows = AsyncIterator[list[dict[str, Any]]]
_role, _row, _person = models.Requisition, models.Submission, models.Candidate
_WORDS = ("case", "insight", "notice", "pay")


def _of(table: Any, workspace: str, confidential: bool) -> list[Any]:
    """The conditions on rows of `table`, which names a submission, and on its role and its submission."""
    found = [
        table.workspace == workspace,
        (_row.workspace == table.workspace) & (_row.id == table.submission_id),
        (_role.workspace == _row.workspace) & (_role.id == _row.requisition_id),
    ]
    return found if confidential else [*found, _role.is_confidential.is_(False)]


async def _parts(session: AsyncSession, query: Select[*tuple[Any, ...]]) -> Rows:
    result = await session.stream(query)
    async for part in result.mappings().partitions(_BATCH):
        yield [dict(each) for each in part]


async def roles(session: AsyncSession, workspace: str, *, confidential: bool) -> Rows:
    """Every role by number, with the people on it (Slack ids; `helpers` is a list)."""
    query = select(_role).where(_role.workspace == workspace).order_by(_role.number)
    query = query if confidential else query.where(_role.is_confidential.is_(False))
    names = await _names(session, workspace)
    result = await session.stream_scalars(query)
    async for part in result.partitions(_BATCH):
        on = await _people_on(session, workspace, [each.id for each in part])
        yield [_as_role(each, on.get(each.id, {}), names) for each in part]


def _as_role(row: models.Requisition, on: dict[str, list[str]], names: dict[str, str]) -> dict[str, Any]:
    one = {role: next(iter(on.get(role, [])), "") for role in (Role.RECRUITER, Role.MANAGER, Role.BACKUP)}
    return {
        "requisition": f"REQ-{row.number}",
        "title": row.title,
        "place": row.location,
        "department": row.department,
        "employment": row.employment,
        "reason": row.reason,
        "start_on": row.start_on,
        "openings": row.openings,
        "target_days": row.target_days,
        "status": row.status,
        "confidential": row.is_confidential,
        "recruiter": one[Role.RECRUITER],
        "recruiter_name": names.get(one[Role.RECRUITER], ""),
        "manager": one[Role.MANAGER],
        "manager_name": names.get(one[Role.MANAGER], ""),
        "backup": one[Role.BACKUP],
        "helpers": on.get(Role.HELPER, []),
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
    }


async def _names(session: AsyncSession, workspace: str) -> dict[str, str]:
    row = models.Person
    found = await session.execute(select(row.id, row.name).where(row.workspace == workspace))
    return {who: name for who, name in found.all()}


async def _people_on(session: AsyncSession, workspace: str, ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    on = models.RequisitionPerson
    found = await session.execute(
        select(on.requisition_id, on.role, on.person)
        .where(on.workspace == workspace, on.requisition_id.in_(ids), on.until.is_(None))
        .order_by(on.id)
    )
    people: dict[int, dict[str, list[str]]] = {}
    for requisition_id, role, person in found.all():
        people.setdefault(requisition_id, {}).setdefault(role, []).append(person)
    return people


async def candidates(session: AsyncSession, workspace: str, *, confidential: bool) -> Rows:
    """Everybody who is not erased, in the order in which they became known."""
    columns = (_person.name, _person.email, _person.profile_url.label("profile"), _person.present_role, _person.place)
    query = (
        select(
            _person.id.label("candidate"),
            *columns,
            _person.source,
            _person.privacy_on,
            _person.created_at.label("known_since"),
            _person.held_at.is_not(None).label("legal_hold"),
        )
        .where(_person.workspace == workspace, _person.erased_at.is_(None), _stands(workspace, confidential))
        .order_by(_person.id)
    )
    async for part in _parts(session, query):
        yield part


def _stands(workspace: str, confidential: bool) -> Any:
    """Whether somebody stands on a role that is taken along."""
    query = (
        select(_row.id)
        .join(_role, (_role.workspace == _row.workspace) & (_role.id == _row.requisition_id))
        .where(_row.workspace == workspace, _row.candidate_id == _person.id)
    )
    return exists(query if confidential else query.where(_role.is_confidential.is_(False)))


async def submissions(session: AsyncSession, workspace: str, *, confidential: bool) -> Rows:
    """Everybody put forward, by role, in the order of arrival: the person, what was said of them, and where they are.
    Of whoever was erased there is only that, and nothing of the person."""
    there = (_person.workspace == _row.workspace) & (_person.id == _row.candidate_id)
    query = (
        select(_row, _role.number.label("role_number"), _person)
        .join(_role, (_role.workspace == _row.workspace) & (_role.id == _row.requisition_id))
        .join(_person, there)
        .where(_row.workspace == workspace)
        .order_by(_role.number, _row.number)
    )
    query = query if confidential else query.where(_role.is_confidential.is_(False))
    result = await session.stream(query)
    async for part in result.partitions(_BATCH):
        ids = [row.id for row, _, _ in part]
        said, seen = await _said(session, workspace, ids), await evidence.of_each(session, workspace, ids)
        yield [_as_submission(row, number, person, said, seen.get(row.id, [])) for row, number, person in part]


def _as_submission(
    row: models.Submission,
    role_number: int,
    person: models.Candidate,
    said: dict[tuple[int, str], str],
    seen: Sequence[Any],
) -> dict[str, Any]:
    known = person if person.erased_at is None else None
    found = {
        "requisition": f"REQ-{role_number}",
        "number": row.number,
        "candidate": row.candidate_id if known else None,
        "name": known and known.name,
        "case": said.get((row.id, "case")),
        "email": known and known.email,
        "profile": known and known.profile_url,
        "present_role": known and known.present_role,
        "place": known and known.place,
        "source": row.source,
        "insight": said.get((row.id, "insight")),
        "notice": said.get((row.id, "notice")),
        "pay": said.get((row.id, "pay")),
        "offer_by": row.offer_by,
        "privacy_on": known and known.privacy_on,
    }
    for each in seen:
        found[f"seen_{each.number}"] = str(each.seen)
        found[f"evidence_{each.number}"] = each.words
    return found | {
        "stage": row.stage,
        "disposition": row.disposition,
        "posted_by": row.posted_by,
        "posted_at": row.posted_at,
        "ended_at": row.ended_at,
    }


async def _said(session: AsyncSession, workspace: str, ids: Sequence[int]) -> dict[tuple[int, str], str]:
    text = models.CandidateText
    found = await session.execute(
        select(text.submission_id, text.kind, text.text)
        .where(text.workspace == workspace, text.submission_id.in_(ids), text.kind.in_(_WORDS))
        .order_by(text.id)
    )
    return {(submission, kind): words for submission, kind, words in found.all()}


def _where() -> tuple[Any, Any]:
    return _role.number.label("role_number"), _row.number


async def decisions(session: AsyncSession, workspace: str, *, confidential: bool) -> Rows:
    """Every decision as it was made, the undone ones too, with what it rests on."""
    row, text = models.Decision, models.CandidateText
    query = (
        select(
            *_where(),
            row.from_stage.label("stage"),
            *(row.verdict, row.disposition, row.criterion, text.text.label("evidence"), row.decided_by, row.decided_at),
            *(row.recorded_by, row.told_to, row.confirmed_at, row.undone_at, row.superseded_at, row.final_at),
        )
        .select_from(row)
        .join(_row, (_row.workspace == row.workspace) & (_row.id == row.submission_id))
        .join(_role, (_role.workspace == _row.workspace) & (_role.id == _row.requisition_id))
        .outerjoin(text, (text.workspace == row.workspace) & (text.id == row.text_id))
        .where(*_of(row, workspace, confidential))
        .order_by(_role.number, _row.number, row.id)
    )
    async for part in _parts(session, query):
        yield [_keyed(each) for each in part]


async def interviews(session: AsyncSession, workspace: str, *, confidential: bool) -> Rows:
    """Every interview, with who was in it (`interviewers` is a list)."""
    row, on = models.Interview, models.Interviewer
    query = (
        select(row.id, *_where(), row.state, row.starts_at, row.minutes, row.planned_by, row.planned_at, row.ended_at)
        .where(*_of(row, workspace, confidential))
        .order_by(_role.number, _row.number, row.id)
    )
    async for part in _parts(session, query):
        people = await session.execute(
            select(on.interview_id, on.person)
            .where(on.workspace == workspace, on.interview_id.in_([each["id"] for each in part]), on.out_at.is_(None))
            .order_by(on.id)
        )
        named: dict[int, list[str]] = {}
        for interview, person in people.all():
            named.setdefault(interview, []).append(person)
        yield [_keyed(each) | {"interviewers": named.get(each["id"], [])} for each in part]


async def offers(session: AsyncSession, workspace: str, *, confidential: bool) -> Rows:
    """Every offer and how it went, without what is offered."""
    row = models.Offer
    when = (row.proposed_by, row.proposed_at, row.approved_by, row.approved_at, row.made_on, row.answer_by)
    query = (
        select(*_where(), row.state, *when, row.answered_by, row.answered_at, row.starts_on)
        .where(*_of(row, workspace, confidential))
        .order_by(_role.number, _row.number, row.id)
    )
    async for part in _parts(session, query):
        yield [_keyed(each) for each in part]


def _keyed(row: dict[str, Any]) -> dict[str, Any]:
    return {"requisition": f"REQ-{row['role_number']}"} | row


async def count(session: AsyncSession, table: type[models.Base], workspace: str) -> int:
    """How many rows of a table a workspace has, for whoever says how far they are."""
    column = table.__table__.c.workspace
    return await session.scalar(select(func.count()).select_from(table).where(column == workspace)) or 0


# What is taken out, by name: its rows, and the table they are counted by.
EVERYTHING: dict[str, tuple[Callable[..., Rows], type[models.Base]]] = {
    "requisitions": (roles, models.Requisition),
    "candidates": (candidates, models.Candidate),
    "submissions": (submissions, models.Submission),
    "decisions": (decisions, models.Decision),
    "interviews": (interviews, models.Interview),
    "offers": (offers, models.Offer),
}
