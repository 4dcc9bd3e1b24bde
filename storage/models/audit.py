"""The log for auditors: who did what to which id, written once, sealed row upon row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, partial


class AuditEntry(Numbered, Base):
    """`what` is a name of rules/audit.py, `actor` whoever did it (null: a clock), `about` what it was done to, as
    *submission:12*. `facts` are ids, keys and days. `place` is the row's place in its workspace's chain and `seal` what
    closes it: set once, by the round; the database refuses any other change."""

    __tablename__ = "audit"
    at: Mapped[datetime]
    what: Mapped[str]
    actor: Mapped[str | None] = mapped_column(SlackId)
    about: Mapped[str | None]
    outcome: Mapped[str]
    facts: Mapped[dict[str, Any]]
    place: Mapped[int | None]
    seal: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (
        UniqueConstraint("workspace", "place"),
        Index("ix_audit_what", "workspace", "what", "id"),
        partial("ix_audit_unsealed", "at", where="seal IS NULL"),
    )


class AuditHead(Base):
    """How far a workspace's chain goes: the last place and its seal, so that rows missing at the end are noticed."""

    __tablename__ = "audit_heads"
    workspace: Mapped[str] = mapped_column(SlackId, primary_key=True)
    place: Mapped[int]
    seal: Mapped[str] = mapped_column(String(64))
