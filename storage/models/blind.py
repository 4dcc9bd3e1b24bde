"""Blind rounds: what several people say alone, before any of them knows what the others said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId


class BlindRound(Numbered, Base):
    """One question put to named people alone. `subject` says what about (storage/blind.py), `subject_id` which one.
    Until `revealed_at` nobody reads another's answer; `closed_at` is when those still missing were no longer waited
    for."""

    __tablename__ = "blind_rounds"
    subject: Mapped[str]
    subject_id: Mapped[int]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    revealed_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "subject", "subject_id"),
    )


class BlindAnswer(Numbered, Base):
    """Somebody's place in a blind round, empty until they answered. The number and the words stand here and nowhere
    else: in no outbox row, no timeline and no log."""

    __tablename__ = "blind_answers"
    round_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    number: Mapped[int | None]
    text: Mapped[str | None]
    more: Mapped[str | None]  # where two things are asked in words
    answered_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "round_id", "person"),
        ForeignKeyConstraint(["workspace", "round_id"], ["blind_rounds.workspace", "blind_rounds.id"]),
    )
