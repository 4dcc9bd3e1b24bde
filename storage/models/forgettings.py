"""What was forgotten: who asked and why, by ids and keys; of the person nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, partial


class Forgetting(Numbered, Base):
    """One person erased. `why` is a key of rules/retention.py; `asked_by` is null where their time was over.
    `scrubbed_at` is when the database itself let go of the bytes, `reported_at` when it was said what is left."""

    __tablename__ = "forgettings"
    requisition_id: Mapped[int]
    submission_id: Mapped[int]
    why: Mapped[str]
    asked_by: Mapped[str | None] = mapped_column(SlackId)
    asked_at: Mapped[datetime]
    scrubbed_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        ForeignKeyConstraint(["workspace", "submission_id"], ["submissions.workspace", "submissions.id"]),
        partial("ix_forgettings_going_on", "asked_at", where="reported_at IS NULL"),
    )
