"""Briefs: what the two agreed a role is, version by version, who wrote which words, and who signed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, Word, partial


class Brief(Numbered, Base):
    """One version. State: `draft` (the working copy of the next one), `signing` (somebody has yet to sign it), `signed`
    (it holds, and is never changed again), `superseded` (a newer one took its place, whether this one was ever signed
    or not) or `objected` (it held at once, and the one before it holds again). A signed version holds until a newer one
    does, so that there is at most one of each of the first three on a requisition. `shortlist_on` is the recruiter's
    local day for the first shortlist, where one was named; `signed_at` when the last of them signed, or whoever
    proposed it where it held at once: then the other may object until `object_until`, with `objection` as their
    words."""

    __tablename__ = "briefs"
    requisition_id: Mapped[int]
    version: Mapped[int]
    state: Mapped[str] = mapped_column(Word)
    created_by: Mapped[str] = mapped_column(SlackId)
    created_at: Mapped[datetime]
    shortlist_on: Mapped[date | None]
    signed_at: Mapped[datetime | None]
    object_until: Mapped[datetime | None]
    objected_at: Mapped[datetime | None]
    objected_by: Mapped[str | None] = mapped_column(SlackId)
    objection: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "requisition_id", "version"),
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        partial("uq_briefs_draft", "workspace", "requisition_id", where="state = 'draft'", unique=True),
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


class BriefChapter(Numbered, Base):
    """How one chapter (rules/chapters.py) of one version came about. `revision` counts how often it was written, over
    all versions; 0 is one that was only asked for, by `ask_id`. Whoever wrote it has confirmed it by writing;
    `confirmed_by` is the other, `confirmed_at` when nobody's word was missing any more."""

    __tablename__ = "brief_chapters"
    brief_id: Mapped[int]
    chapter: Mapped[str]
    revision: Mapped[int]
    written_by: Mapped[str | None] = mapped_column(SlackId)
    written_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(SlackId)
    confirmed_at: Mapped[datetime | None]
    ask_id: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("workspace", "brief_id", "chapter"),
        ForeignKeyConstraint(["workspace", "brief_id"], ["briefs.workspace", "briefs.id"]),
        ForeignKeyConstraint(["workspace", "ask_id"], ["asks.workspace", "asks.id"]),
        partial("ix_brief_chapters_ask", "workspace", "ask_id", where="ask_id IS NOT NULL"),
    )


class Criterion(Numbered, Base):
    """One criterion of one version, in the order typed. `weight`: rules/criteria.py; `tested` is how a must-have will
    be seen, `turns_away` whether a great person who lacks it would be turned away (null: nobody has said)."""

    __tablename__ = "criteria"
    brief_id: Mapped[int]
    position: Mapped[int]
    weight: Mapped[str]
    text: Mapped[str]
    tested: Mapped[str]
    turns_away: Mapped[bool | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "brief_id", "position"),
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
