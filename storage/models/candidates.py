"""Candidates, their submissions and the decisions on them.

Personal data stands in `candidates` and `candidate_texts` and nowhere else, so that forgetting is two tables' work.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Numbered, SlackId, Word, partial


class Candidate(Numbered, Base):
    """A person who might be hired, one row for all the roles they are put forward for (on a confidential role, one of
    its own). `privacy_on` is the day on which they were told what is kept of them. `erased_at`: they were forgotten,
    and nothing of them stands here any more. While `held_at` is set a legal hold, by the talent lead `held_by`, keeps
    them from it; why is among their texts."""

    __tablename__ = "candidates"
    name: Mapped[str]
    email: Mapped[str | None]
    profile_url: Mapped[str | None]
    present_role: Mapped[str | None]
    place: Mapped[str | None]
    source: Mapped[str | None]
    created_at: Mapped[datetime]
    privacy_on: Mapped[date | None]
    erased_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    held_by: Mapped[str | None] = mapped_column(SlackId)
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        partial("ix_candidates_email", "workspace", "email", where="email IS NOT NULL"),
        partial("ix_candidates_profile", "workspace", "profile_url", where="profile_url IS NOT NULL"),
    )


class CandidateText(Numbered, Base):
    """What somebody wrote about a candidate, by kind: the recruiter's `case`, `insight` beyond the CV, `notice`, `pay`
    they expect and the words on a `must_have`; `evidence` behind a decision, questions and their answers."""

    __tablename__ = "candidate_texts"
    candidate_id: Mapped[int]
    submission_id: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    written_by: Mapped[str] = mapped_column(SlackId)
    written_at: Mapped[datetime]
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "candidate_id"], ["candidates.workspace", "candidates.id"]),
        Index("ix_candidate_texts_submission", "workspace", "submission_id"),
    )


class PostedEvidence(Numbered, Base):
    """What was said of one must-have when somebody was put forward (rules/evidence.py): `criterion` are its words in
    the version `brief_id`, a draft maybe, and `number` its place there."""

    __tablename__ = "posted_evidence"
    submission_id: Mapped[int]
    brief_id: Mapped[int | None]
    number: Mapped[int]
    criterion: Mapped[str]
    seen: Mapped[str]
    text_id: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("workspace", "submission_id", "number"),
        ForeignKeyConstraint(["workspace", "submission_id"], ["submissions.workspace", "submissions.id"]),
    )


class Original(Numbered, Base):
    """The message somebody was put forward from: by whom it was written and where it stands, for what cannot be erased
    by the bot. Never its words."""

    __tablename__ = "originals"
    submission_id: Mapped[int]
    channel: Mapped[str] = mapped_column(SlackId)
    ts: Mapped[str]
    author: Mapped[str | None] = mapped_column(SlackId)
    permalink: Mapped[str]
    created_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "submission_id"),
        ForeignKeyConstraint(["workspace", "submission_id"], ["submissions.workspace", "submissions.id"]),
    )


class Submission(Numbered, Base):
    """A candidate put forward for one requisition; `number` is the 3 of *Candidate 3*, `offer_by`
    the day by which they answer somebody else's offer, `source` how they were found this time. `withdrawn_from` is the
    stage a candidate who withdrew was in, to which they come back if that is taken back. `retain_at`
    is when a round looks whether the time for which its data is kept is over; `retain_warned_at` is when the recruiter
    was told that it soon is; `forgetting_id` is what erased it."""

    __tablename__ = "submissions"
    requisition_id: Mapped[int]
    candidate_id: Mapped[int]
    number: Mapped[int]
    stage: Mapped[str] = mapped_column(Word)
    disposition: Mapped[str | None]
    origin: Mapped[str]
    posted_by: Mapped[str] = mapped_column(SlackId)
    posted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    withdrawn_from: Mapped[str | None]
    offer_by: Mapped[date | None]
    source: Mapped[str | None]
    retain_at: Mapped[datetime | None]
    retain_warned_at: Mapped[datetime | None]
    forgetting_id: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "requisition_id", "number"),
        UniqueConstraint("workspace", "origin"),
        ForeignKeyConstraint(["workspace", "requisition_id"], ["requisitions.workspace", "requisitions.id"]),
        ForeignKeyConstraint(["workspace", "candidate_id"], ["candidates.workspace", "candidates.id"]),
        Index("ix_submissions_candidate", "workspace", "candidate_id"),
        Index("ix_submissions_posted", "workspace", "posted_at"),
        partial("ix_submissions_live", "workspace", "requisition_id", where="ended_at IS NULL"),
        partial("ix_submissions_hired", "workspace", "requisition_id", where="stage = 'hired'"),
        partial("ix_submissions_forgotten", "workspace", "forgetting_id", where="forgetting_id IS NOT NULL"),
        partial("ix_submissions_retain", "retain_at", where="retain_at IS NOT NULL"),
    )


class Ball(Numbered, Base):
    """Who had the ball on a submission, from when to when: without a gap and without an overlap from the moment it was
    posted until it ended. `holder` is a side (rules/balls.py); the stretch still going on has no `until`."""

    __tablename__ = "balls"
    requisition_id: Mapped[int]
    submission_id: Mapped[int]
    holder: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "submission_id"], ["submissions.workspace", "submissions.id"]),
        Index("ix_balls_requisition", "workspace", "requisition_id", "until"),
        Index("ix_balls_submission", "workspace", "submission_id"),
        partial("uq_balls_now", "workspace", "submission_id", where="until IS NULL", unique=True),
        partial("ix_balls_live", "workspace", "requisition_id", where="until IS NULL"),
    )


class Stay(Numbered, Base):
    """In which stage a submission was while it was in play, from when to when; the stay still going on has no `until`.
    What a pipeline looked like at any moment is read from it."""

    __tablename__ = "stays"
    requisition_id: Mapped[int]
    submission_id: Mapped[int]
    stage: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "submission_id"], ["submissions.workspace", "submissions.id"]),
        Index("ix_stays_requisition", "workspace", "requisition_id", "until"),
        Index("ix_stays_submission", "workspace", "submission_id"),
        partial("uq_stays_now", "workspace", "submission_id", where="until IS NULL", unique=True),
    )


class Decision(Numbered, Base):
    """Yes or no at one stage. Final once `undo_until` has passed; the partial index allows one standing decision
    per stage, whatever two people press at once. `brief_id` is the version that held, `criterion` the number of the
    must-have in it that was missed, where one was.

    One that was said elsewhere has `recorded_by`, who wrote down what `decided_by` told `told_to` at `decided_at`, and
    when (`recorded_at`); `confirmed_at` is when the decider said that it is so. `superseded_at`: the candidate was
    moved back, and the stage is to be decided again."""

    __tablename__ = "decisions"
    requisition_id: Mapped[int]
    submission_id: Mapped[int]
    ask_id: Mapped[int]
    verdict: Mapped[str]
    disposition: Mapped[str | None]
    text_id: Mapped[int | None]
    from_stage: Mapped[str]
    decided_by: Mapped[str] = mapped_column(SlackId)
    decided_at: Mapped[datetime]
    undo_until: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]
    brief_id: Mapped[int | None]
    criterion: Mapped[int | None]
    recorded_by: Mapped[str | None] = mapped_column(SlackId)
    recorded_at: Mapped[datetime | None]
    told_to: Mapped[str | None] = mapped_column(SlackId)
    confirmed_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        ForeignKeyConstraint(["workspace", "submission_id"], ["submissions.workspace", "submissions.id"]),
        ForeignKeyConstraint(["workspace", "brief_id"], ["briefs.workspace", "briefs.id"]),
        partial(
            "uq_decisions_standing",
            "workspace",
            "submission_id",
            "from_stage",
            where="undone_at IS NULL AND superseded_at IS NULL",
            unique=True,
        ),
        Index("ix_decisions_submission", "workspace", "submission_id"),
        Index("ix_decisions_requisition", "workspace", "requisition_id", "decided_at"),
        Index("ix_decisions_decided", "workspace", "decided_at"),
        partial("ix_decisions_cited", "workspace", "decided_at", where="criterion IS NOT NULL"),
        partial(
            "ix_decisions_open",
            "undo_until",
            where="undone_at IS NULL AND final_at IS NULL AND superseded_at IS NULL",
        ),
        partial(
            "ix_decisions_undoable",
            "workspace",
            "requisition_id",
            where="undone_at IS NULL AND final_at IS NULL AND superseded_at IS NULL",
        ),
    )
