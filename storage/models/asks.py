"""Asks, and what was said about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, partial


class Ask(Numbered, Base):
    """One person owes another an answer by a time. State: `open`, `answered`, `cancelled` (became moot) or `lapsed`.

    `promise`, `elapsed` and `waited` are working seconds of the owner; `elapsed` is what the clock had counted when
    it last stopped (a decision that was undone), `waited` the sum once answered. `said` is the highest rung said to
    the owner, `next_nudge_at` the window that says the next one; `escalate_at` is a full promise past due (or the
    due time itself, for an ask that lapses)."""

    __tablename__ = "asks"
    requisition_id: Mapped[int]
    submission_id: Mapped[int | None]
    kind: Mapped[str]
    owner: Mapped[str] = mapped_column(SlackId)
    asker: Mapped[str | None] = mapped_column(SlackId)
    state: Mapped[str]
    asked_at: Mapped[datetime]
    running_since: Mapped[datetime]
    promise: Mapped[int]
    elapsed: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    said: Mapped[int] = mapped_column(default=0)
    next_nudge_at: Mapped[datetime | None]
    escalate_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(SlackId)
    waited: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        partial("ix_asks_owner", "workspace", "owner", where="state = 'open'"),
        partial("ix_asks_asker", "workspace", "asker", where="state = 'open'"),
        partial("ix_asks_requisition", "workspace", "requisition_id", where="state = 'open'"),
        partial("ix_asks_escalate", "escalate_at", where="state = 'open' AND escalate_at IS NOT NULL"),
        partial(
            "uq_asks_open_submission",
            "workspace",
            "submission_id",
            "kind",
            where="state = 'open' AND submission_id IS NOT NULL",
            unique=True,
        ),
        Index("ix_asks_answered_at", "workspace", "answered_at"),
        Index("ix_asks_answered", "workspace", "answered_by", "answered_at"),
        Index("ix_asks_answered_requisition", "workspace", "requisition_id", "answered_at"),
    )


class Gathered(Numbered, Base):
    """One gathered message to one person at one window."""

    __tablename__ = "gathered"
    person: Mapped[str] = mapped_column(SlackId)
    window_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("workspace", "person", "window_at"),
        UniqueConstraint("workspace", "id"),
    )


class Nudge(Numbered, Base):
    """That a rung of an ask is said to a person. Waiting for that person's window while `gathered_id` is null."""

    __tablename__ = "nudges"
    ask_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    rung: Mapped[int]
    at: Mapped[datetime]
    gathered_id: Mapped[int | None]
    __table_args__ = (
        # The row that makes saying a thing twice impossible, whoever runs the round.
        UniqueConstraint("workspace", "ask_id", "person", "rung"),
        ForeignKeyConstraint(["workspace", "ask_id"], ["asks.workspace", "asks.id"]),
        Index("ix_nudges_gathered", "workspace", "gathered_id"),
        partial("ix_nudges_waiting", "workspace", "person", where="gathered_id IS NULL"),
    )
