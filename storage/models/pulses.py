"""The pulse: once a month two people who work together each say alone how well it goes. What they say stands among the
blind answers (models/blind.py) and nowhere else."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, partial


class PulsePair(Numbered, Base):
    """Two people who are, or were, recruiter and manager of a role, whichever of them was what; `one` is the lesser id.
    `next_at` is when the next month's pulse may begin, null while they share no live role."""

    __tablename__ = "pulse_pairs"
    one: Mapped[str] = mapped_column(SlackId)
    other: Mapped[str] = mapped_column(SlackId)
    next_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "one", "other"),
        Index("ix_pulse_pairs_other", "workspace", "other"),
        partial("ix_pulse_pairs_next", "next_at", where="next_at IS NOT NULL"),
    )


class Pulse(Numbered, Base):
    """One month's pulse of a pair; `month` is its first day. It ends revealed, or at `lapse_at`; `ended_at` is when it
    did."""

    __tablename__ = "pulses"
    pair_id: Mapped[int]
    month: Mapped[date]
    lapse_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "pair_id", "month"),
        ForeignKeyConstraint(["workspace", "pair_id"], ["pulse_pairs.workspace", "pulse_pairs.id"]),
        partial("ix_pulses_lapse", "lapse_at", where="lapse_at IS NOT NULL"),
    )


class PulseAsk(Numbered, Base):
    """Somebody's side of a pulse, without their answer. `step` is what they are told next, at `due_at`, a window of
    theirs: the question (`ask`), or that both answers are there (`shown`). `message_id` is the first of the asks that
    went out in one direct message."""

    __tablename__ = "pulse_asks"
    pulse_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    step: Mapped[str | None]
    due_at: Mapped[datetime | None]
    message_id: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "pulse_id", "person"),
        ForeignKeyConstraint(["workspace", "pulse_id"], ["pulses.workspace", "pulses.id"]),
        Index("ix_pulse_asks_message", "workspace", "message_id"),
        partial("ix_pulse_asks_due", "due_at", where="due_at IS NOT NULL"),
        partial("ix_pulse_asks_waiting", "workspace", "person", where="due_at IS NOT NULL"),
    )
