"""Offers made to candidates, and how it goes with whoever was hired."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, Word, partial


class Offer(Numbered, Base):
    """An offer to one candidate. State (rules/job_offers.py): `asked` for approval, `approved`, `refused`, `out`,
    `accepted`, `declined`, or `void` once another took its place. `terms_id` and `reason_id` are words among the
    candidate's texts: what is offered, and why it was not approved. An answer can be undone until `undo_until`.
    After the start, `check_at` is when the next question about the hire is asked, `check_day` which (30, 90)."""

    __tablename__ = "offers"
    requisition_id: Mapped[int]
    submission_id: Mapped[int]
    state: Mapped[str] = mapped_column(Word)
    origin: Mapped[str]
    proposed_by: Mapped[str] = mapped_column(SlackId)
    proposed_at: Mapped[datetime]
    ask_id: Mapped[int | None]
    terms_id: Mapped[int | None]
    reason_id: Mapped[int | None]
    approved_by: Mapped[str | None] = mapped_column(SlackId)
    approved_at: Mapped[datetime | None]
    made_on: Mapped[date | None]
    answer_by: Mapped[date | None]
    answered_by: Mapped[str | None] = mapped_column(SlackId)
    answered_at: Mapped[datetime | None]
    undo_until: Mapped[datetime | None]
    starts_on: Mapped[date | None]
    check_day: Mapped[int | None]
    check_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "origin"),
        ForeignKeyConstraint(["workspace", "submission_id"], ["submissions.workspace", "submissions.id"]),
        Index("ix_offers_requisition", "workspace", "requisition_id"),
        partial("uq_offers_now", "workspace", "submission_id", where="state <> 'void'", unique=True),
        partial("ix_offers_check", "check_at", where="check_at IS NOT NULL"),
    )


class HireAnswer(Numbered, Base):
    """What one of the two says of the hire, 30 or 90 days after the start; empty until answered. `text_id` is among the
    candidate's texts."""

    __tablename__ = "hire_answers"
    offer_id: Mapped[int]
    day: Mapped[int]
    side: Mapped[str]
    person: Mapped[str] = mapped_column(SlackId)
    ask_id: Mapped[int]
    going: Mapped[str | None]
    text_id: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "offer_id", "day", "side"),
        UniqueConstraint("workspace", "ask_id"),
        ForeignKeyConstraint(["workspace", "offer_id"], ["offers.workspace", "offers.id"]),
        ForeignKeyConstraint(["workspace", "ask_id"], ["asks.workspace", "asks.id"]),
    )
