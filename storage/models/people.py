"""Workspaces and the people in them, as Slack knows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, partial


class Workspace(Base):
    """One Slack workspace. Its row is locked to number the next requisition. `preferences` hold for everybody who chose
    nothing else: see rules/preferences.py. `promises` are half working days by kind of ask, where they are not the
    product's. `times_people` is off where nobody's own response times are counted. `enterprise` is the organisation it
    belongs to, where there is one; `left_at` is when the app was removed there: from then on nothing is sent;
    `erase_at` is when everything about it goes, and `erased_rows` how much has gone, null until that begins."""

    __tablename__ = "workspaces"
    id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    name: Mapped[str]
    bot_user: Mapped[str] = mapped_column(SlackId)
    next_number: Mapped[int] = mapped_column(default=1)
    preferences: Mapped[dict[str, Any] | None]
    promises: Mapped[dict[str, Any] | None]
    times_people: Mapped[bool] = mapped_column(default=True, server_default=true())
    no_tips: Mapped[bool] = mapped_column(default=False, server_default=false())  # for anybody here
    enterprise: Mapped[str | None] = mapped_column(SlackId)
    left_at: Mapped[datetime | None]
    erase_at: Mapped[datetime | None]
    erased_rows: Mapped[int | None]
    __table_args__ = (
        partial("ix_workspaces_left", "id", where="left_at IS NOT NULL"),
        partial("ix_workspaces_erase", "erase_at", where="erase_at IS NOT NULL"),
    )


class Person(Base):
    """Somebody in a workspace. `zone` is Slack's; `preferences` is what they chose, `calendar` what comes of it and of
    the workspace's and their absences, null for what everybody has. `dm` is the direct message with the bot once there
    is one; the two `next_…` are when a round looks at this person again, null when nothing waits. `is_admin`: an
    administrator or owner of the Slack workspace. `is_lead`: a talent lead, named by one of those;
    `gathers_answers`: wants the answers they wait for in their next gathered message. `home_at` is when they first
    opened App Home: nobody else's is painted. `home_pages` is how far they have turned its lists, and when."""

    __tablename__ = "people"
    workspace: Mapped[str] = mapped_column(SlackId, primary_key=True)
    id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    name: Mapped[str]
    zone: Mapped[str]
    preferences: Mapped[dict[str, Any] | None]
    calendar: Mapped[dict[str, Any] | None]
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_deactivated: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_lead: Mapped[bool] = mapped_column(default=False)
    gathers_answers: Mapped[bool] = mapped_column(default=False)
    no_tips: Mapped[bool] = mapped_column(default=False, server_default=false())
    seen_at: Mapped[datetime]
    dm: Mapped[str | None] = mapped_column(SlackId)
    check_in_day: Mapped[int] = mapped_column(default=3)  # Monday is 0
    next_window_at: Mapped[datetime | None]
    next_check_in_at: Mapped[datetime | None]
    home_at: Mapped[datetime | None]
    home_pages: Mapped[dict[str, Any] | None]
    __table_args__ = (
        partial("ix_people_window", "next_window_at", where="next_window_at IS NOT NULL"),
        partial("ix_people_check_in", "next_check_in_at", where="next_check_in_at IS NOT NULL"),
    )


class Absence(Numbered, Base):
    """Local days on which somebody is away, both included, and who stands in. A change of plans ends the row with
    `taken_back_at` and makes another. `starts_at` is the first moment of the first day where the person lives, at
    which a round looks who stands in; `handled_at` is when it did."""

    __tablename__ = "absences"
    person: Mapped[str] = mapped_column(SlackId)
    first: Mapped[date]
    last: Mapped[date]
    delegate: Mapped[str | None] = mapped_column(SlackId)
    said_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    starts_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("ix_absences_person", "workspace", "person", "last"),
        partial("ix_absences_due", "starts_at", where="handled_at IS NULL AND taken_back_at IS NULL"),
    )
