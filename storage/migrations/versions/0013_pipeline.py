"""Decisions recorded after the fact or decided again, candidates who withdraw, talent leads, answers gathered."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)
_STANDS, _OPEN = "undone_at IS NULL", "undone_at IS NULL AND final_at IS NULL"
_NOT_AGAIN = " AND superseded_at IS NULL"
_INDEXES = (
    ("uq_decisions_standing", ["workspace", "submission_id", "from_stage"], _STANDS, True),
    ("ix_decisions_open", ["undo_until"], _OPEN, False),
    ("ix_decisions_undoable", ["workspace", "requisition_id"], _OPEN, False),
)


def _indexes(suffix: str) -> None:
    for name, columns, where, unique in _INDEXES:
        op.drop_index(name, table_name="decisions")
        condition = sa.text(where + suffix)
        op.create_index(name, "decisions", columns, unique=unique, postgresql_where=condition, sqlite_where=condition)


def upgrade() -> None:
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recorded_by", _SLACK_ID, nullable=True))
        batch_op.add_column(sa.Column("recorded_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("told_to", _SLACK_ID, nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("superseded_at", _MOMENT, nullable=True))
    _indexes(_NOT_AGAIN)
    op.add_column("submissions", sa.Column("withdrawn_from", sa.String(), nullable=True))
    op.add_column("people", sa.Column("is_lead", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("people", sa.Column("gathers_answers", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.execute("update decisions set undone_at = superseded_at where undone_at is null")
    _indexes("")
    op.drop_column("people", "gathers_answers")
    op.drop_column("people", "is_lead")
    op.drop_column("submissions", "withdrawn_from")
    for column in ("superseded_at", "confirmed_at", "told_to", "recorded_at", "recorded_by"):
        op.drop_column("decisions", column)
