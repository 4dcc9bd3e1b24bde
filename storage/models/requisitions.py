"""Requisitions, the people on them, and the append-only record of what happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, partial


class Requisition(Numbered, Base):
    """A role to fill. `origin` is the modal it came from, so that a repeated submission opens it once.
    `channel_kind` is `channel` (private, made for it) or `group` (a group direct message, where Slack refused the
    channel); both are null until Slack has made it. Where a role lives in a channel that was there before, it is
    `shared`. `archived_at` is when a channel was archived on closing.

    While it is on hold: `hold_reason` (rules/role_holds.py), since `held_at`; `look_on` is the recruiter's local day on
    which to look again, `look_at` when they are told so, null once that was said.

    `department`, `employment`, `start_on` and `reason` are details (rules/details.py). `approver` was named for the
    headcount; `headcount` is where that stands, `headcount_by` who answered, and when, and why not."""

    __tablename__ = "requisitions"
    number: Mapped[int]
    title: Mapped[str]
    location: Mapped[str]
    openings: Mapped[int] = mapped_column(default=1)
    target_days: Mapped[int] = mapped_column(default=45)
    status: Mapped[str]
    origin: Mapped[str]
    channel: Mapped[str | None] = mapped_column(SlackId)
    channel_kind: Mapped[str | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(SlackId)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(SlackId)
    next_candidate: Mapped[int] = mapped_column(default=1)
    archived_at: Mapped[datetime | None]
    hold_reason: Mapped[str | None]
    held_at: Mapped[datetime | None]
    look_on: Mapped[date | None]
    look_at: Mapped[datetime | None]
    department: Mapped[str] = mapped_column(default="", server_default="")
    employment: Mapped[str] = mapped_column(default="", server_default="")
    start_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())
    approver: Mapped[str | None] = mapped_column(SlackId)
    headcount: Mapped[str | None]
    headcount_by: Mapped[str | None] = mapped_column(SlackId)
    headcount_at: Mapped[datetime | None]
    headcount_reason: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "origin"),
        ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        Index("ix_requisitions_channel", "workspace", "channel"),
        partial("ix_requisitions_live", "workspace", "number", where="closed_at IS NULL"),
        partial("ix_requisitions_look", "look_at", where="look_at IS NOT NULL"),
        Index("ix_requisitions_opened_at", "workspace", "opened_at"),
        Index("ix_requisitions_closed_at", "workspace", "closed_at"),
    )


class RequisitionPerson(Numbered, Base):
    """Who is what on a requisition, and since when; `until` is null while it holds."""

    __tablename__ = "requisition_people"
    requisition_id: Mapped[int]
    person: Mapped[str] = mapped_column(SlackId)
    role: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        partial(
            "uq_requisition_people_now",
            "workspace",
            "requisition_id",
            "person",
            "role",
            where="until IS NULL",
            unique=True,
        ),
        partial("ix_requisition_people_person", "workspace", "person", "requisition_id", where="until IS NULL"),
    )


class DutyName(Numbered, Base):
    """Who does what on a requisition (rules/duties.py), where that is not whom the bot proposes; `until` is null while
    it holds."""

    __tablename__ = "duties"
    requisition_id: Mapped[int]
    duty: Mapped[str]
    person: Mapped[str] = mapped_column(SlackId)
    named_by: Mapped[str] = mapped_column(SlackId)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        partial("uq_duties_now", "workspace", "requisition_id", "duty", where="until IS NULL", unique=True),
    )


class Agreement(Numbered, Base):
    """What the two promised each other on one requisition for one kind of ask, in half working days of the owner;
    `until` is null while it holds. Asks keep the promise they were opened under."""

    __tablename__ = "agreements"
    requisition_id: Mapped[int]
    kind: Mapped[str]
    half_days: Mapped[int]
    since: Mapped[datetime]
    agreed_by: Mapped[str] = mapped_column(SlackId)
    until: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        partial("uq_agreements_now", "workspace", "requisition_id", "kind", where="until IS NULL", unique=True),
    )


class AgreedAction(Numbered, Base):
    """What the two agreed, when a requisition was closed or looked back on, to do differently next time: one line
    each, and the side that owns it, where one does. What was agreed last holds."""

    __tablename__ = "agreed_actions"
    requisition_id: Mapped[int]
    text: Mapped[str]
    agreed_at: Mapped[datetime]
    agreed_by: Mapped[str] = mapped_column(SlackId)
    owner: Mapped[str | None]
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        Index("ix_agreed_actions_requisition", "workspace", "requisition_id"),
    )


class TimelineEntry(Numbered, Base):
    """What happened, for ever: the database itself refuses to change or delete a row. Ids and keys only."""

    __tablename__ = "timeline"
    at: Mapped[datetime]
    kind: Mapped[str]
    actor: Mapped[str | None] = mapped_column(SlackId)
    requisition_id: Mapped[int | None]
    submission_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]]
    __table_args__ = (
        Index("ix_timeline_requisition", "workspace", "requisition_id", "id"),
        Index("ix_timeline_requisition_at", "workspace", "requisition_id", "at"),
    )


class AgreementProposal(Numbered, Base):
    """Terms one of the two proposes to the other (rules/agreements.py). It waits for the other until `accepted_at`, and
    holds from then on; `superseded_at` is when another took its place, proposed or accepted. `promises` are half
    working days by kind. Whoever is both recruiter and manager accepts by proposing."""

    __tablename__ = "agreement_proposals"
    requisition_id: Mapped[int]
    promises: Mapped[dict[str, Any]]
    fortnightly: Mapped[bool]
    profiles: Mapped[int | None]
    channel_hears: Mapped[bool]
    why: Mapped[str | None]
    proposed_by: Mapped[str] = mapped_column(SlackId)
    proposed_at: Mapped[datetime]
    accepted_by: Mapped[str | None] = mapped_column(SlackId)
    accepted_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        partial(
            "uq_agreement_proposals_waiting",
            "workspace",
            "requisition_id",
            where="accepted_at IS NULL AND superseded_at IS NULL",
            unique=True,
        ),
        partial(
            "uq_agreement_proposals_holding",
            "workspace",
            "requisition_id",
            where="accepted_at IS NOT NULL AND superseded_at IS NULL",
            unique=True,
        ),
    )
