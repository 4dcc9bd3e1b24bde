"""Calibrations: samples, who judges them and what each said; and what was agreed for next time."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)
_OPEN, _CITED = "state = 'open'", "criterion IS NOT NULL"


def _table(
    name: str,
    *columns: sa.Column[Any] | sa.ForeignKeyConstraint,
    unique: Sequence[Sequence[str]] = (),
    parent: str,
    by: str,
) -> None:
    """A numbered table of a workspace whose rows belong to a row of `parent`."""
    op.create_table(
        name,
        *columns,
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(
            ["workspace", by], [f"{parent}.workspace", f"{parent}.id"], name=op.f(f"fk_{name}_workspace_{by}")
        ),
        *(sa.UniqueConstraint(*each, name=op.f(f"uq_{name}_{'_'.join(each)}")) for each in unique),
    )


def upgrade() -> None:
    _table(
        "calibrations",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("started_by", _SLACK_ID, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_by", _SLACK_ID, nullable=True),
        sa.Column("differ", _KEY, nullable=True),
        sa.Column("agree", _KEY, nullable=True),
        sa.Column("forgotten_at", _MOMENT, nullable=True),
        unique=[("workspace", "id"), ("workspace", "origin")],
        parent="requisitions",
        by="requisition_id",
    )
    op.create_index("ix_calibrations_requisition", "calibrations", ["workspace", "requisition_id"])
    op.create_index(
        "uq_calibrations_open",
        "calibrations",
        ["workspace", "requisition_id"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )
    for name in ("calibration_samples", "calibration_criteria"):
        _table(
            name,
            sa.Column("calibration_id", _KEY, nullable=False),
            sa.Column("number", _KEY, nullable=False),
            sa.Column("text", sa.String(), nullable=False),
            unique=[("workspace", "calibration_id", "number")],
            parent="calibrations",
            by="calibration_id",
        )
    _table(
        "calibration_people",
        sa.Column("calibration_id", _KEY, nullable=False),
        sa.Column("person", _SLACK_ID, nullable=False),
        sa.Column("ask_id", _KEY, nullable=False),
        sa.Column("handed_in_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "ask_id"], ["asks.workspace", "asks.id"], name=op.f("fk_calibration_people_workspace_ask_id")
        ),
        unique=[("workspace", "calibration_id", "person")],
        parent="calibrations",
        by="calibration_id",
    )
    op.create_index("ix_calibration_people_ask", "calibration_people", ["workspace", "ask_id"])
    _table(
        "calibration_answers",
        sa.Column("calibration_id", _KEY, nullable=False),
        sa.Column("person", _SLACK_ID, nullable=False),
        sa.Column("sample", _KEY, nullable=False),
        sa.Column("criterion", _KEY, nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        unique=[("workspace", "calibration_id", "person", "sample", "criterion")],
        parent="calibrations",
        by="calibration_id",
    )
    _table(
        "calibration_notes",
        sa.Column("calibration_id", _KEY, nullable=False),
        sa.Column("person", _SLACK_ID, nullable=False),
        sa.Column("sample", _KEY, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        unique=[("workspace", "calibration_id", "person", "sample")],
        parent="calibrations",
        by="calibration_id",
    )
    _table(
        "agreed_actions",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("agreed_at", _MOMENT, nullable=False),
        sa.Column("agreed_by", _SLACK_ID, nullable=False),
        parent="requisitions",
        by="requisition_id",
    )
    op.create_index(
        "ix_decisions_cited",
        "decisions",
        ["workspace", "decided_at"],
        sqlite_where=sa.text(_CITED),
        postgresql_where=sa.text(_CITED),
    )
    op.create_index("ix_agreed_actions_requisition", "agreed_actions", ["workspace", "requisition_id"])


def downgrade() -> None:
    op.drop_index("ix_decisions_cited", "decisions")
    for name in (
        "agreed_actions",
        "calibration_notes",
        "calibration_answers",
        "calibration_people",
        "calibration_criteria",
        "calibration_samples",
        "calibrations",
    ):
        op.drop_table(name)
