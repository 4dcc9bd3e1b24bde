"""The log for auditors: who did what to which id, when and with what outcome, in the transaction of whoever did it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.rules.audit import AUDITED, DONE, FROM_MACHINE, facts_of

_WAY = "audit way"  # in a session: whence whatever is noted in it was done


def note(
    session: AsyncSession,
    workspace: str,
    what: str,
    *,
    at: datetime,
    by: str | None = None,
    about: str | None = None,
    outcome: str = DONE,
    **facts: Any,
) -> None:
    """Adds an entry to the running transaction: `what` is a name of rules/audit.py, `by` a Slack id (None: nobody, a
    clock), `about` a table's row as *submission:12*, *person:U1* or *workspace:T1*. `facts` are ids, keys, numbers that
    are whole and days as text, never words about anybody. ValueError for a name that is not listed."""
    _add(session, workspace, what, at, by, about, outcome, facts)


def from_machine(session: AsyncSession) -> None:
    """What is noted in this session from here on was done on the machine the program runs on, in the name of whoever is
    noted: each entry says so."""
    session.info[_WAY] = FROM_MACHINE


async def note_everywhere(session: AsyncSession, what: str, *, at: datetime, **facts: Any) -> None:
    """As `note`, in the log of every workspace there is: done by nobody in Slack, to the whole database."""
    known = await session.scalars(select(models.Workspace.id).union(select(models.AuditHead.workspace)))
    for workspace in sorted(known):
        note(session, workspace, what, at=at, about=f"workspace:{workspace}", **facts)


def _add(
    session: AsyncSession,
    workspace: str,
    what: str,
    at: datetime,
    by: str | None,
    about: str | None,
    outcome: str,
    facts: dict[str, Any],
) -> None:
    if what not in AUDITED:
        raise ValueError(f"{what} is not among what is audited")
    if _WAY in session.info:
        facts = {**facts, "way": session.info[_WAY]}
    row = models.AuditEntry(workspace=workspace, at=at, what=what, actor=by, about=about, outcome=outcome, facts=facts)
    session.add(row)


def happened(
    session: AsyncSession,
    workspace: str,
    kind: str,
    actor: str | None,
    requisition_id: int | None,
    submission_id: int | None,
    facts: dict[str, Any],
    at: datetime,
) -> None:
    """Somebody did what the timeline calls `kind`: it is noted where it is among what is audited. A role's own promises
    are agreed by its two, and no setting."""
    if kind not in AUDITED or (kind == "promises" and requisition_id is not None):
        return
    about = None
    if submission_id is not None:
        about = f"submission:{submission_id}"
    elif requisition_id is not None:
        about = f"requisition:{requisition_id}"
    _add(session, workspace, kind, at, actor, about, DONE, facts_of(facts))


@dataclass(frozen=True)
class Entry:
    """One row of the log. `place` and `seal` are None until it is sealed."""

    id: int
    at: datetime
    what: str
    by: str | None
    about: str | None
    outcome: str
    facts: dict[str, Any]
    place: int | None
    seal: str | None


def value(row: models.AuditEntry) -> Entry:
    """The entry of a row."""
    return Entry(row.id, row.at, row.what, row.actor, row.about, row.outcome, row.facts, row.place, row.seal)


async def stretch(
    session: AsyncSession, workspace: str, *, after: int, since: datetime | None, limit: int
) -> list[Entry]:
    """The next rows behind an id, in the order they were written."""
    row = models.AuditEntry
    mine = [row.workspace == workspace, row.id > after]
    if since is not None:
        mine.append(row.at >= since)
    return [value(each) for each in await session.scalars(select(row).where(*mine).order_by(row.id).limit(limit))]
