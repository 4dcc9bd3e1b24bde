"""Briefs: what the two agreed a role is, version by version, who wrote which words, and who signed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, partial


class Brief(Numbered, Base):
    """One version. State: `signing` (somebody has yet to sign it), `signed` (it holds, and is never changed again) or
    `superseded` (a newer one took its place, whether this one was ever signed or not). A signed version holds until a
    newer one is signed, so that there is at most one of either on a requisition. `shortlist_on` is the recruiter's
    local day for the first shortlist, where one was named; `signed_at` when the last of them signed."""

    __tablename__ = "briefs"
    requisition_id: Mapped[int]
    version: Mapped[int]
    state: Mapped[str]
    created_by: Mapped[str] = mapped_column(SlackId)
    created_at: Mapped[datetime]
    shortlist_on: Mapped[date | None]
    signed_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "requisition_id", "version"),
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        partial("uq_briefs_signing", "workspace", "requisition_id", where="state = 'signing'", unique=True),
        partial("uq_briefs_signed", "workspace", "requisition_id", where="state = 'signed'", unique=True),
    )


class BriefText(Numbered, Base):
    """The words of one section (rules/briefs.py) of one version. Words that stayed as they were keep who wrote them."""

    __tablename__ = "brief_texts"
    brief_id: Mapped[int]
    section: Mapped[str]
    text: Mapped[str]
    written_by: Mapped[str] = mapped_column(SlackId)
    written_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("workspace", "brief_id", "section"),
        ForeignKeyConstraint(["workspace", "brief_id"], ["briefs.workspace", "briefs.id"]),
    )


class Signature(Numbered, Base):
    """Whose signature a version needs, on which side (their role on the requisition), and when it was given. Whoever
    proposes signs by proposing; the other is asked by `ask_id`."""

    __tablename__ = "signatures"
    brief_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    side: Mapped[str]
    ask_id: Mapped[int | None]
    signed_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "brief_id", "person"),
        ForeignKeyConstraint(["workspace", "brief_id"], ["briefs.workspace", "briefs.id"]),
        ForeignKeyConstraint(["workspace", "ask_id"], ["asks.workspace", "asks.id"]),
        partial("ix_signatures_ask", "workspace", "ask_id", where="ask_id IS NOT NULL"),
    )
