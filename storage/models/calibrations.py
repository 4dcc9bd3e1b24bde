"""Calibrations: sample profiles several people judge alone, and what each said before any of them knew the rest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, Word, partial


class Calibration(Numbered, Base):
    """One calibration on a requisition. State: `open` (somebody has yet to hand in), `revealed` or `cancelled`; one
    open at a time. `origin` is the modal it came from, so that a repeated submission starts it once. `differ` and
    `agree` are how many answers did when it was revealed: they stay when all else was forgotten (`forgotten_at`)."""

    __tablename__ = "calibrations"
    requisition_id: Mapped[int]
    state: Mapped[str] = mapped_column(Word)
    origin: Mapped[str]
    started_by: Mapped[str] = mapped_column(SlackId)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(SlackId)
    differ: Mapped[int | None]
    agree: Mapped[int | None]
    forgotten_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "origin"),
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        Index("ix_calibrations_requisition", "workspace", "requisition_id"),
        partial("uq_calibrations_open", "workspace", "requisition_id", where="state = 'open'", unique=True),
    )


class CalibrationSample(Numbered, Base):
    """A sample profile in words, and (`number` 1 to 5) its place; deleted when the brief is signed next."""

    __tablename__ = "calibration_samples"
    calibration_id: Mapped[int]
    number: Mapped[int]
    text: Mapped[str]
    __table_args__ = (
        UniqueConstraint("workspace", "calibration_id", "number"),
        ForeignKeyConstraint(["workspace", "calibration_id"], ["calibrations.workspace", "calibrations.id"]),
    )


class CalibrationCriterion(Numbered, Base):
    """A must-have as it read when the calibration began: what the samples are held against."""

    __tablename__ = "calibration_criteria"
    calibration_id: Mapped[int]
    number: Mapped[int]
    text: Mapped[str]
    __table_args__ = (
        UniqueConstraint("workspace", "calibration_id", "number"),
        ForeignKeyConstraint(["workspace", "calibration_id"], ["calibrations.workspace", "calibrations.id"]),
    )


class CalibrationPerson(Numbered, Base):
    """Who takes part, by which ask, and when they handed in."""

    __tablename__ = "calibration_people"
    calibration_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    ask_id: Mapped[int]
    handed_in_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "calibration_id", "person"),
        ForeignKeyConstraint(["workspace", "calibration_id"], ["calibrations.workspace", "calibrations.id"]),
        ForeignKeyConstraint(["workspace", "ask_id"], ["asks.workspace", "asks.id"]),
        Index("ix_calibration_people_ask", "workspace", "ask_id"),
    )


class CalibrationAnswer(Numbered, Base):
    """What somebody says of one criterion in one sample. It stands here and nowhere else, and until the reveal only
    they read it."""

    __tablename__ = "calibration_answers"
    calibration_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    sample: Mapped[int]
    criterion: Mapped[int]
    verdict: Mapped[str]
    __table_args__ = (
        UniqueConstraint("workspace", "calibration_id", "person", "sample", "criterion"),
        ForeignKeyConstraint(["workspace", "calibration_id"], ["calibrations.workspace", "calibrations.id"]),
    )


class CalibrationNote(Numbered, Base):
    """Somebody's line on one sample, kept as its answers are."""

    __tablename__ = "calibration_notes"
    calibration_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    sample: Mapped[int]
    text: Mapped[str]
    __table_args__ = (
        UniqueConstraint("workspace", "calibration_id", "person", "sample"),
        ForeignKeyConstraint(["workspace", "calibration_id"], ["calibrations.workspace", "calibrations.id"]),
    )
