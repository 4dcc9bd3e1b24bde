"""The outbox, its lanes, and where each live message stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, Word, partial

UNSENT = "state IN ('waiting', 'parked', 'unknown')"  # every other state is an end


class Lane(Numbered, Base):
    """A queue to one place, leased as a whole: order, one message in flight, one a second across all replicas.

    `name` is a channel's id, a person's id, or `requisition:<id>` for the channel a requisition is to get. `due_at`
    is when somebody may take it next (null when it is empty); while leased it is the end of the lease, and `lease`
    names the holder, so that one who comes back late changes nothing. `rests_until` is when the channel takes its next
    message, kept while the lane is empty."""

    __tablename__ = "lanes"
    name: Mapped[str]
    due_at: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(32))
    rests_until: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "name"),
        UniqueConstraint("workspace", "id"),
        partial("ix_lanes_due", "due_at", where="due_at IS NOT NULL"),
    )


class OutboxRow(Numbered, Base):
    """One thing to do in Slack: a kind and ids, never text or personal data; rendered when it is delivered.

    `key` makes a thing happen once (null for repaints, which may happen any number of times); `repaints` names the
    card, and two that wait for the same card collapse into one. State: `waiting`, `done`, `dropped` (no longer
    true), `parked` (Slack refused it for good) or `unknown` (ambiguous, and history cannot be read)."""

    __tablename__ = "outbox"
    lane_id: Mapped[int]
    kind: Mapped[str]
    key: Mapped[str | None]
    repaints: Mapped[str | None]
    ids: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(Word)
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    attempted_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    channel: Mapped[str | None] = mapped_column(SlackId)
    ts: Mapped[str | None] = mapped_column(String(32))
    error: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        ForeignKeyConstraint(["workspace", "lane_id"], ["lanes.workspace", "lanes.id"]),
        partial("ix_outbox_waiting", "lane_id", "id", where="state = 'waiting'"),
        partial("ix_outbox_unsent", "state", where=UNSENT),
        partial(
            "uq_outbox_repaint",
            "workspace",
            "repaints",
            where="state = 'waiting' AND attempted_at IS NULL AND repaints IS NOT NULL",
            unique=True,
        ),
    )


class Chart(Numbered, Base):
    """A chart that was uploaded: the same numbers (`key`) are shown by the same file."""

    __tablename__ = "charts"
    key: Mapped[str] = mapped_column(String(32))
    file: Mapped[str] = mapped_column(SlackId)
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("workspace", "key"),)


class Card(Numbered, Base):
    """Where a live message stands, so that it can be repainted."""

    __tablename__ = "cards"
    kind: Mapped[str]
    subject: Mapped[int]
    channel: Mapped[str] = mapped_column(SlackId)
    ts: Mapped[str] = mapped_column(String(32))
    posted_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("workspace", "kind", "subject"),)
