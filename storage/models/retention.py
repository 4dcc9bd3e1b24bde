"""What is kept longer or shorter: countries an administrator entered, and roles under legal hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, partial


class Country(Numbered, Base):
    """A jurisdiction as an administrator entered it: months for which data is kept, the least the law asks for (0:
    nothing), and where that comes from. A change ends the row and begins another."""

    __tablename__ = "countries"
    name: Mapped[str]
    keep: Mapped[int]
    minimum: Mapped[int]
    source: Mapped[str]
    entered_by: Mapped[str] = mapped_column(SlackId)
    entered_at: Mapped[datetime]
    ended_by: Mapped[str | None] = mapped_column(SlackId)
    ended_at: Mapped[datetime | None]
    __table_args__ = (partial("uq_countries_name", "workspace", "name", where="ended_at IS NULL", unique=True),)


class RoleLegalHold(Numbered, Base):
    """While `lifted_at` is null, nobody who was put forward for the role is forgotten."""

    __tablename__ = "role_legal_holds"
    requisition_id: Mapped[int]
    reason: Mapped[str]
    set_by: Mapped[str] = mapped_column(SlackId)
    set_at: Mapped[datetime]
    lifted_by: Mapped[str | None] = mapped_column(SlackId)
    lifted_at: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        partial("uq_role_legal_holds_standing", "workspace", "requisition_id", where="lifted_at IS NULL", unique=True),
    )
