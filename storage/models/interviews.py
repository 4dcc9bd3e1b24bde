"""Interviews: who talks to a candidate, when and about what; and what each of them saw."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, partial


class Interview(Numbered, Base):
    """One conversation with a candidate. State: `planned`, `revealed` (its scorecards are) or `cancelled`. `brief_id`
    is the version whose must-haves are its criteria, `minutes` how long it lasts. `origin` is the modal it came from,
    so that a repeated submission plans it once."""

    __tablename__ = "interviews"
    requisition_id: Mapped[int]
    submission_id: Mapped[int]
    state: Mapped[str]
    origin: Mapped[str]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    brief_id: Mapped[int | None]
    planned_by: Mapped[str] = mapped_column(SlackId)
    planned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "origin"),
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        ForeignKeyConstraint(["workspace", "submission_id"], ["submissions.workspace", "submissions.id"]),
        ForeignKeyConstraint(["workspace", "brief_id"], ["briefs.workspace", "briefs.id"]),
        Index("ix_interviews_submission", "workspace", "submission_id"),
        Index("ix_interviews_requisition", "workspace", "requisition_id", "starts_at"),
    )


class Interviewer(Numbered, Base):
    """Somebody in an interview. `step` is what happens to them next, at `due_at`: they are told of it (`tell`), get the
    brief (`brief`), or are asked for their scorecard (`card`); `told_at` is when they last heard of it, `turn` counts
    how often. `out_at`: they were taken off it."""

    __tablename__ = "interviewers"
    interview_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    step: Mapped[str | None]
    due_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    turn: Mapped[int] = mapped_column(default=0)
    ask_id: Mapped[int | None]
    handed_in_at: Mapped[datetime | None]
    recommendation: Mapped[str | None]
    out_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "interview_id", "person"),
        ForeignKeyConstraint(["workspace", "interview_id"], ["interviews.workspace", "interviews.id"]),
        ForeignKeyConstraint(["workspace", "ask_id"], ["asks.workspace", "asks.id"]),
        Index("ix_interviewers_ask", "workspace", "ask_id"),
        partial("ix_interviewers_due", "due_at", where="due_at IS NOT NULL"),
    )


class InterviewFocus(Numbered, Base):
    """A must-have, by number, that one of the interviewers looks at."""

    __tablename__ = "interview_focus"
    interview_id: Mapped[int]
    criterion: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    __table_args__ = (
        UniqueConstraint("workspace", "interview_id", "criterion", "person"),
        ForeignKeyConstraint(["workspace", "interview_id"], ["interviews.workspace", "interviews.id"]),
    )


class ScorecardMark(Numbered, Base):
    """What an interviewer says of one criterion (0: the conversation as a whole): a mark, and by `text_id` the evidence
    among the candidate's texts, either still missing in half a card. Until the reveal only they read it."""

    __tablename__ = "scorecard_marks"
    interview_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    criterion: Mapped[int]
    mark: Mapped[int | None]
    text_id: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("workspace", "interview_id", "person", "criterion"),
        ForeignKeyConstraint(["workspace", "interview_id"], ["interviews.workspace", "interviews.id"]),
    )
