"""The log for auditors: who did what to which id, when and with what outcome, in the transaction of whoever did it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import models
from storage.rules.audit import AUDITED, DONE, facts_of


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
