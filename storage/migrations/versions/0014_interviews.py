"""Interviews: who talks to a candidate and about what, and their scorecards; several of which may be owed at once."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)
_DUE = "due_at IS NOT NULL"
_ONE_OPEN = "uq_asks_open_submission"
_WAS = "state IN ('open', 'paused') AND submission_id IS NOT NULL"
_IS = f"{_WAS} AND kind <> 'scorecard'"


def _table(name: str, *columns: sa.Column[Any] | sa.Constraint, unique: tuple[str, ...]) -> None:
    """A numbered table of a workspace whose rows belong to an interview."""
    op.create_table(
        name,
        sa.Column("interview_id", _KEY, nullable=False),
        sa.Column("person", _SLACK_ID, nullable=False),
        *columns,
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(
            ["workspace", "interview_id"],
            ["interviews.workspace", "interviews.id"],
            name=op.f(f"fk_{name}_workspace_interview_id"),
        ),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}")),
    )


def _one_open(where: str) -> None:
    """One open ask of a kind on a submission, in other words."""
    op.drop_index(_ONE_OPEN, "asks")
    op.create_index(
        _ONE_OPEN,
        "asks",
        ["workspace", "submission_id", "kind"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def upgrade() -> None:
    op.create_table(
        "interviews",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("submission_id", _KEY, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("minutes", _KEY, nullable=False),
        sa.Column("brief_id", _KEY, nullable=True),
        sa.Column("planned_by", _SLACK_ID, nullable=False),
        sa.Column("planned_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
        *(
            sa.ForeignKeyConstraint(
                ["workspace", by],
                [f"{parent}.workspace", f"{parent}.id"],
                name=op.f(f"fk_interviews_workspace_{by}"),
            )
            for by, parent in (
                ("requisition_id", "requisitions"),
                ("submission_id", "submissions"),
                ("brief_id", "briefs"),
            )
        ),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_interviews_workspace_id")),
        sa.UniqueConstraint("workspace", "origin", name=op.f("uq_interviews_workspace_origin")),
    )
    op.create_index("ix_interviews_submission", "interviews", ["workspace", "submission_id"])
    _table(
        "interviewers",
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.Column("told_at", _MOMENT, nullable=True),
        sa.Column("turn", _KEY, nullable=False),
        sa.Column("ask_id", _KEY, nullable=True),
        sa.Column("handed_in_at", _MOMENT, nullable=True),
        sa.Column("recommendation", sa.String(), nullable=True),
        sa.Column("out_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "ask_id"], ["asks.workspace", "asks.id"], name=op.f("fk_interviewers_workspace_ask_id")
        ),
        unique=("workspace", "interview_id", "person"),
    )
    op.create_index("ix_interviewers_ask", "interviewers", ["workspace", "ask_id"])
    op.create_index(
        "ix_interviewers_due",
        "interviewers",
        ["due_at"],
        sqlite_where=sa.text(_DUE),
        postgresql_where=sa.text(_DUE),
    )
    _table(
        "interview_focus",
        sa.Column("criterion", _KEY, nullable=False),
        unique=("workspace", "interview_id", "criterion", "person"),
    )
    _table(
        "scorecard_marks",
        sa.Column("criterion", _KEY, nullable=False),
        sa.Column("mark", _KEY, nullable=True),
        sa.Column("text_id", _KEY, nullable=True),
        unique=("workspace", "interview_id", "person", "criterion"),
    )
    _one_open(_IS)


def downgrade() -> None:
    _one_open(_WAS)
    for name in ("scorecard_marks", "interview_focus", "interviewers", "interviews"):
        op.drop_table(name)
