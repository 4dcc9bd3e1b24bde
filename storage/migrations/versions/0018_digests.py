"""What a digest tells of, why it paused, and in which stage every candidate was when."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)
_NOW = sa.text("until IS NULL")

# What happened → the stage it led to, where that is always the same; None: the candidate was in play no more.
_LED_TO = {
    "posted": "review",
    "came_back": "review",
    "debrief": "debrief",
    "offer_undone": "offer",
    **dict.fromkeys(("reject", "recorded_reject", "withdrawn", "offer_accepted", "offer_declined")),
}
_APPROVED = {"review": "interview", "debrief": "offer"}
_IN_PLAY = ("review", "interview", "debrief", "offer")


def upgrade() -> None:
    op.add_column("digests", sa.Column("scope", sa.String(), server_default="workspace", nullable=False))
    op.add_column("digests", sa.Column("department", sa.String(), server_default="", nullable=False))
    op.add_column("digests", sa.Column("requisition_id", _KEY, nullable=True))
    op.add_column("digests", sa.Column("paused_at", _MOMENT, nullable=True))
    op.add_column("digests", sa.Column("paused_why", sa.String(), nullable=True))
    op.create_index("ix_submissions_posted", "submissions", ["workspace", "posted_at"])
    op.create_index("ix_decisions_decided", "decisions", ["workspace", "decided_at"])
    op.create_index("ix_balls_live", "balls", ["workspace", "requisition_id"], postgresql_where=_NOW, sqlite_where=_NOW)
    op.create_table(
        "stays",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("submission_id", _KEY, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stays")),
        sa.ForeignKeyConstraint(
            ["workspace", "submission_id"],
            ["submissions.workspace", "submissions.id"],
            name=op.f("fk_stays_workspace_submission_id"),
        ),
    )
    op.create_index("ix_stays_requisition", "stays", ["workspace", "requisition_id", "until"])
    op.create_index(
        "uq_stays_now",
        "stays",
        ["workspace", "submission_id"],
        unique=True,
        postgresql_where=_NOW,
        sqlite_where=_NOW,
    )
    _remember()


def _remember() -> None:
    """Where every candidate was so far, as the timeline tells it; the submission itself says where it is now."""
    bind = op.get_bind()
    entries = sa.table(
        "timeline",
        sa.column("id", _KEY),
        sa.column("workspace", _SLACK_ID),
        sa.column("at", _MOMENT),
        sa.column("kind", sa.String),
        sa.column("submission_id", _KEY),
        sa.column("facts", sa.JSON),
    )
    submissions = sa.table(
        "submissions",
        *(sa.column(name, _KEY) for name in ("id", "requisition_id")),
        sa.column("workspace", _SLACK_ID),
        sa.column("stage", sa.String),
        sa.column("posted_at", _MOMENT),
        sa.column("ended_at", _MOMENT),
    )
    stays = sa.table(
        "stays",
        *(sa.column(name, _KEY) for name in ("requisition_id", "submission_id")),
        *(sa.column(name, sa.String) for name in ("workspace", "stage")),
        *(sa.column(name, _MOMENT) for name in ("since", "until")),
    )
    told: dict[tuple[str, int], list[Any]] = {}
    for entry in bind.execute(sa.select(entries).where(entries.c.submission_id.is_not(None)).order_by(entries.c.id)):
        told.setdefault((entry.workspace, entry.submission_id), []).append(entry)
    for row in bind.execute(sa.select(submissions)).all():
        same = {"workspace": row.workspace, "requisition_id": row.requisition_id, "submission_id": row.id}
        found = [same | each for each in _stays(row, told.get((row.workspace, row.id), []))]
        if found:
            bind.execute(stays.insert(), found)


def _stays(row: Any, entries: list[Any]) -> list[dict[str, Any]]:
    """The stays of one submission, in order."""
    stays: list[dict[str, Any]] = []
    for entry in entries:
        now = stays[-1]["stage"] if stays and stays[-1]["until"] is None else None
        if entry.kind == "undone" and now and len(stays) > 1:  # the stay that began by it is part of the one before
            stays[-1]["stage"] = stays[-2]["stage"]
            continue
        to = _after(entry, stays, now)
        if to != now:
            _change(stays, to, entry.at)
    now = row.stage if row.stage in _IN_PLAY else None
    if (stays[-1]["stage"] if stays and stays[-1]["until"] is None else None) != now:
        _change(stays, now, row.ended_at or row.posted_at)
    return stays


def _after(entry: Any, stays: list[dict[str, Any]], now: str | None) -> str | None:
    """The stage after what happened."""
    if entry.kind in _LED_TO:
        return _LED_TO[entry.kind]
    if entry.kind in ("approve", "recorded_approve"):
        return _APPROVED.get(now or "", now)
    if entry.kind == "moved":
        return str(entry.facts["to"])
    if entry.kind in ("undone", "goes_on") and stays and now is None:
        return str(stays[-1]["stage"])
    return now


def _change(stays: list[dict[str, Any]], to: str | None, at: datetime) -> None:
    if stays and stays[-1]["until"] is None:
        stays[-1]["until"] = max(at, stays[-1]["since"])
    if to is not None:
        stays.append({"stage": to, "since": at, "until": None})


def downgrade() -> None:
    op.drop_table("stays")
    op.drop_index("ix_balls_live", "balls")
    op.drop_index("ix_decisions_decided", "decisions")
    op.drop_index("ix_submissions_posted", "submissions")
    for name in ("paused_why", "paused_at", "requisition_id", "department", "scope"):
        op.drop_column("digests", name)
