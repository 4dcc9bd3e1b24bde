"""Insights, tips, celebrations and retrospectives; who owns what was agreed for next time."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)


def _table(name: str, *columns: sa.Column[Any] | sa.ForeignKeyConstraint, unique: Sequence[Sequence[str]]) -> None:
    op.create_table(
        name,
        *columns,
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *(sa.UniqueConstraint(*each, name=op.f(f"uq_{name}_{'_'.join(each)}")) for each in unique),
    )


def _key(name: str, by: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace", by], [f"{parent}.workspace", f"{parent}.id"], name=op.f(f"fk_{name}_workspace_{by}")
    )


def _partial(name: str, table: str, column: str) -> None:
    condition = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, table, [column], postgresql_where=condition, sqlite_where=condition)


def upgrade() -> None:
    with op.batch_alter_table("blind_answers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("more", sa.String(), nullable=True))
    with op.batch_alter_table("agreed_actions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner", sa.String(), nullable=True))
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("no_tips", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("no_tips", sa.Boolean(), nullable=False, server_default=sa.false()))
    _table(
        "insights",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("shared_by", _SLACK_ID, nullable=False),
        sa.Column("shared_at", _MOMENT, nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        _key("insights", "requisition_id", "requisitions"),
        unique=[("workspace", "id"), ("workspace", "origin")],
    )
    op.create_index("ix_insights_shared_at", "insights", ["workspace", "shared_at"])
    _table(
        "tips_told",
        sa.Column("person", _SLACK_ID, nullable=False),
        sa.Column("tip", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        unique=[("workspace", "person", "tip"), ("workspace", "person", "day")],
    )
    _table(
        "celebrations",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("submission_id", _KEY, nullable=False),
        sa.Column("may_name", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("channel", _SLACK_ID, nullable=True),
        sa.Column("celebrate_at", _MOMENT, nullable=True),
        sa.Column("celebrated_at", _MOMENT, nullable=True),
        _key("celebrations", "submission_id", "submissions"),
        unique=[("workspace", "id"), ("workspace", "submission_id")],
    )
    op.create_index("ix_celebrations_requisition", "celebrations", ["workspace", "requisition_id"])
    _partial("ix_celebrations_due", "celebrations", "celebrate_at")
    _table(
        "retrospectives",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("closed_at", _MOMENT, nullable=False),
        sa.Column("begin_at", _MOMENT, nullable=True),
        sa.Column("begun_at", _MOMENT, nullable=True),
        sa.Column("recruiter", _SLACK_ID, nullable=True),
        sa.Column("manager", _SLACK_ID, nullable=True),
        sa.Column("revealed_at", _MOMENT, nullable=True),
        sa.Column("remind_at", _MOMENT, nullable=True),
        sa.Column("reminded_at", _MOMENT, nullable=True),
        _key("retrospectives", "requisition_id", "requisitions"),
        unique=[("workspace", "id"), ("workspace", "requisition_id", "closed_at")],
    )
    _partial("ix_retrospectives_begin", "retrospectives", "begin_at")
    _partial("ix_retrospectives_remind", "retrospectives", "remind_at")


def downgrade() -> None:
    for table in ("retrospectives", "celebrations", "tips_told", "insights"):
        op.drop_table(table)
    for table, column in (
        ("workspaces", "no_tips"),
        ("people", "no_tips"),
        ("agreed_actions", "owner"),
        ("blind_answers", "more"),
    ):
        op.drop_column(table, column)
