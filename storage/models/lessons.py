"""What is learned and what is celebrated: insights, tips told, hires celebrated, retrospectives."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, partial


class Insight(Numbered, Base):
    """What somebody knows of the market, or of the team, shared on one requisition (`kind`: rules/insights.py).
    `origin` is the modal it came from, so that a repeated submission shares it once."""

    __tablename__ = "insights"
    requisition_id: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    shared_by: Mapped[str] = mapped_column(SlackId)
    shared_at: Mapped[datetime]
    origin: Mapped[str]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "origin"),
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        Index("ix_insights_shared_at", "workspace", "shared_at"),
    )


class TipTold(Numbered, Base):
    """That a person was given a tip (its key in rules/tips.toml), on which day where they live: each once, and never
    two in one day. No foreign key: it is written last in a transaction, when nobody's row may be locked any more."""

    __tablename__ = "tips_told"
    person: Mapped[str] = mapped_column(SlackId)
    tip: Mapped[str]
    day: Mapped[date]
    __table_args__ = (
        UniqueConstraint("workspace", "person", "tip"),
        UniqueConstraint("workspace", "person", "day"),
    )


class Celebration(Numbered, Base):
    """A hire to be celebrated at `celebrate_at`, null once it was (`celebrated_at`) or while the hire was taken back.
    `may_name`: the person agreed that their name is said; `channel` hears of it too, where one was chosen."""

    __tablename__ = "celebrations"
    requisition_id: Mapped[int]
    submission_id: Mapped[int]
    may_name: Mapped[bool] = mapped_column(default=False, server_default=false())
    channel: Mapped[str | None] = mapped_column(SlackId)
    celebrate_at: Mapped[datetime | None]
    celebrated_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "submission_id"),
        ForeignKeyConstraint(["workspace", "submission_id"], ["submissions.workspace", "submissions.id"]),
        Index("ix_celebrations_requisition", "workspace", "requisition_id"),
        partial("ix_celebrations_due", "celebrate_at", where="celebrate_at IS NOT NULL"),
    )


class Retrospective(Numbered, Base):
    """The look back on one closing of a requisition. It is asked about from `begin_at`, null once it was, or the role
    was opened again; `recruiter` and `manager` are who the two were by then, and what they say stands in a blind round.
    `remind_at` is when what they agreed is said once more, null until something was and once it was said."""

    __tablename__ = "retrospectives"
    requisition_id: Mapped[int]
    closed_at: Mapped[datetime]
    begin_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    recruiter: Mapped[str | None] = mapped_column(SlackId)
    manager: Mapped[str | None] = mapped_column(SlackId)
    revealed_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "requisition_id", "closed_at"),
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        partial("ix_retrospectives_begin", "begin_at", where="begin_at IS NOT NULL"),
        partial("ix_retrospectives_remind", "remind_at", where="remind_at IS NOT NULL"),
    )
