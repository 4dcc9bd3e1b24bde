"""Asks, and what was said about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, Word, partial


class Ask(Numbered, Base):
    """One person owes another an answer by a time. State: `open`, `paused` (the ball is with somebody else),
    `answered`, `cancelled` (became moot), `lapsed` or `handed_over`.

    `promise`, `grace`, `elapsed`, `deferred` and `waited` are working seconds of the owner. `elapsed` is what the clock
    had counted when it last stopped (a decision undone, a question, a hold), `grace` what was added so that half a
    working day remained after a question, `waited` the sum once answered. `said` is the highest rung said to the owner,
    `next_nudge_at` the window that says the next one; `escalate_at` is a full promise past due (or the due time itself,
    for an ask that lapses), put off by `deferred` where it was snoozed.

    `wake_at` is the window at which it is said again whatever its rung, because it was snoozed until then
    (`snoozed_until`) or because whoever waits asked again (`reminded_at`); `again` counts those. `paused_for` says why
    the clock stands (`question`, `hold`), `resume_at` when a hold ends by itself. A question is `about_id`, the ask
    that stands still for it; `text_id` and `reply_id` are its words. `from_id` is the ask that was handed over.

    `urgent_at` is when its owner is told, outside their windows, that the candidate has another offer to answer; null
    once that was said, and while the ask is not open."""

    __tablename__ = "asks"
    requisition_id: Mapped[int]
    submission_id: Mapped[int | None]
    kind: Mapped[str]
    owner: Mapped[str] = mapped_column(SlackId)
    asker: Mapped[str | None] = mapped_column(SlackId)
    state: Mapped[str] = mapped_column(Word)
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
    grace: Mapped[int] = mapped_column(default=0)
    deferred: Mapped[int] = mapped_column(default=0)
    snoozes: Mapped[int] = mapped_column(default=0)
    snoozed_until: Mapped[datetime | None]
    snooze_reason: Mapped[str | None]
    again: Mapped[int] = mapped_column(default=0)
    wake_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    paused_for: Mapped[str | None]
    paused_at: Mapped[datetime | None]
    resume_at: Mapped[datetime | None]
    about_id: Mapped[int | None]
    from_id: Mapped[int | None]
    text_id: Mapped[int | None]
    reply_id: Mapped[int | None]
    urgent_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        partial("ix_asks_owner", "workspace", "owner", where="state = 'open'"),
        partial("ix_asks_asker", "workspace", "asker", where="state = 'open'"),
        partial("ix_asks_requisition", "workspace", "requisition_id", where="state = 'open'"),
        partial("ix_asks_paused", "workspace", "requisition_id", where="state = 'paused'"),
        partial("ix_asks_escalate", "escalate_at", where="state = 'open' AND escalate_at IS NOT NULL"),
        partial("ix_asks_urgent", "urgent_at", where="state = 'open' AND urgent_at IS NOT NULL"),
        partial("ix_asks_resume", "resume_at", where="state = 'paused' AND resume_at IS NOT NULL"),
        partial(
            "uq_asks_open_submission",
            "workspace",
            "submission_id",
            "kind",
            where="state IN ('open', 'paused') AND submission_id IS NOT NULL AND kind <> 'scorecard'",
            unique=True,
        ),
        partial("ix_asks_about", "workspace", "about_id", where="state = 'open' AND about_id IS NOT NULL"),
        partial("ix_asks_submission", "workspace", "submission_id", where="submission_id IS NOT NULL"),
        Index("ix_asks_answered_at", "workspace", "answered_at"),
        Index("ix_asks_answered", "workspace", "answered_by", "answered_at"),
        # Of what was answered alone: where open ones are looked for, one planner would read all there ever were.
        partial(
            "ix_asks_answered_requisition",
            "workspace",
            "requisition_id",
            "answered_at",
            where="answered_at IS NOT NULL",
        ),
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
    """That a rung of an ask is said to a person. Waiting for that person's window while `gathered_id` is null. `again`
    is the ask's own count of what is said anew: after a snooze, or because whoever waits asked again."""

    __tablename__ = "nudges"
    ask_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    rung: Mapped[int]
    again: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    gathered_id: Mapped[int | None]
    __table_args__ = (
        # The row that makes saying a thing twice impossible, whoever runs the round.
        UniqueConstraint("workspace", "ask_id", "person", "rung", "again"),
        ForeignKeyConstraint(["workspace", "ask_id"], ["asks.workspace", "asks.id"]),
        Index("ix_nudges_gathered", "workspace", "gathered_id"),
        partial("ix_nudges_waiting", "workspace", "person", where="gathered_id IS NULL"),
    )
