"""Check-ins and digests: what comes round by the calendar."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, partial


class CheckIn(Numbered, Base):
    """One week's questions on one requisition; its message in the channel carries both sides' answers."""

    __tablename__ = "check_ins"
    requisition_id: Mapped[int]
    week: Mapped[date]
    __table_args__ = (
        UniqueConstraint("workspace", "requisition_id", "week"),
        UniqueConstraint("workspace", "id"),
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
    )


class CheckInAnswer(Numbered, Base):
    """One side's part of a check-in, empty until answered. `nothing_new` is an answer too. `news` is the recruiter's
    word on the pipeline, or what changed for the manager; `market` and `obstacles` are the recruiter's alone. `content`
    is how content the manager is, 1 to 5: between the two, and in no message others read."""

    __tablename__ = "check_in_answers"
    check_in_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    side: Mapped[str]
    ask_id: Mapped[int]
    answered_at: Mapped[datetime | None]
    nothing_new: Mapped[bool] = mapped_column(default=False)
    news: Mapped[str | None]
    market: Mapped[str | None]
    obstacles: Mapped[str | None]
    needs: Mapped[str | None]
    content: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("workspace", "check_in_id", "person", "side"),
        UniqueConstraint("workspace", "ask_id"),
        ForeignKeyConstraint(["workspace", "check_in_id"], ["check_ins.workspace", "check_ins.id"]),
        ForeignKeyConstraint(["workspace", "ask_id"], ["asks.workspace", "asks.id"]),
    )


class Digest(Numbered, Base):
    """A channel's digest. `days` are weekday digits (Monday is 0), `at` local `HH:MM` in `zone`. `scope` is what it
    tells of (rules/digests.py), `department` or `requisition_id` of which. `next_at` is null while it is stopped, or
    paused: then `paused_at` is when and `paused_why` what Slack said."""

    __tablename__ = "digests"
    channel: Mapped[str] = mapped_column(SlackId)
    days: Mapped[str] = mapped_column(String(7))
    at: Mapped[str] = mapped_column(String(5))
    zone: Mapped[str]
    set_by: Mapped[str] = mapped_column(SlackId)
    next_at: Mapped[datetime | None]
    scope: Mapped[str] = mapped_column(default="workspace", server_default="workspace")
    department: Mapped[str] = mapped_column(default="", server_default="")
    requisition_id: Mapped[int | None]
    paused_at: Mapped[datetime | None]
    paused_why: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("workspace", "channel"),
        UniqueConstraint("workspace", "id"),
        partial("ix_digests_next", "next_at", where="next_at IS NOT NULL"),
    )


class DigestIssue(Numbered, Base):
    """One issue of a digest: a local day has at most one, whatever the clock does."""

    __tablename__ = "digest_issues"
    digest_id: Mapped[int]
    day: Mapped[date]
    at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("workspace", "digest_id", "day"),
        UniqueConstraint("workspace", "id"),
        ForeignKeyConstraint(["workspace", "digest_id"], ["digests.workspace", "digests.id"]),
    )
