"""Blind answers, objections to a change, and the version a decision was made under."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)
_UNDOABLE = "undone_at IS NULL AND final_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "blind_rounds",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", _KEY, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("revealed_at", _MOMENT, nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_rounds")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_blind_rounds_workspace_id")),
        sa.UniqueConstraint(
            "workspace", "subject", "subject_id", name=op.f("uq_blind_rounds_workspace_subject_subject_id")
        ),
    )
    op.create_table(
        "blind_answers",
        sa.Column("round_id", _KEY, nullable=False),
        sa.Column("person", _SLACK_ID, nullable=False),
        sa.Column("number", _KEY, nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "round_id"],
            ["blind_rounds.workspace", "blind_rounds.id"],
            name=op.f("fk_blind_answers_workspace_round_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_answers")),
        sa.UniqueConstraint("workspace", "round_id", "person", name=op.f("uq_blind_answers_workspace_round_id_person")),
    )
    with op.batch_alter_table("briefs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("object_until", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("objected_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("objected_by", _SLACK_ID, nullable=True))
        batch_op.add_column(sa.Column("objection", sa.String(), nullable=True))
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("brief_id", _KEY, nullable=True))
        batch_op.add_column(sa.Column("criterion", _KEY, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_decisions_workspace_brief_id"), "briefs", ["workspace", "brief_id"], ["workspace", "id"]
        )
        batch_op.create_index(
            "ix_decisions_undoable",
            ["workspace", "requisition_id"],
            sqlite_where=sa.text(_UNDOABLE),
            postgresql_where=sa.text(_UNDOABLE),
        )


def downgrade() -> None:
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index("ix_decisions_undoable")
        batch_op.drop_constraint(op.f("fk_decisions_workspace_brief_id"), type_="foreignkey")
        batch_op.drop_column("criterion")
        batch_op.drop_column("brief_id")
    op.execute("update briefs set state = 'superseded' where state = 'objected'")
    for column in ("objection", "objected_by", "objected_at", "object_until"):
        op.drop_column("briefs", column)
    op.drop_table("blind_answers")
    op.drop_table("blind_rounds")
