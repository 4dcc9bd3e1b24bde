"""The brief in versions: its words, and who signed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)


def upgrade() -> None:
    op.create_table(
        "briefs",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("version", _KEY, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_by", _SLACK_ID, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("shortlist_on", sa.Date(), nullable=True),
        sa.Column("signed_at", _MOMENT, nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "requisition_id"],
            ["requisitions.workspace", "requisitions.id"],
            name=op.f("fk_briefs_workspace_requisition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefs")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_briefs_workspace_id")),
        sa.UniqueConstraint(
            "workspace", "requisition_id", "version", name=op.f("uq_briefs_workspace_requisition_id_version")
        ),
    )
    with op.batch_alter_table("briefs", schema=None) as batch_op:
        for state in ("signing", "signed"):
            batch_op.create_index(
                f"uq_briefs_{state}",
                ["workspace", "requisition_id"],
                unique=True,
                sqlite_where=sa.text(f"state = '{state}'"),
                postgresql_where=sa.text(f"state = '{state}'"),
            )
    op.create_table(
        "brief_texts",
        sa.Column("brief_id", _KEY, nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", _SLACK_ID, nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "brief_id"], ["briefs.workspace", "briefs.id"], name=op.f("fk_brief_texts_workspace_brief_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_texts")),
        sa.UniqueConstraint("workspace", "brief_id", "section", name=op.f("uq_brief_texts_workspace_brief_id_section")),
    )
    op.create_table(
        "signatures",
        sa.Column("brief_id", _KEY, nullable=False),
        sa.Column("person", _SLACK_ID, nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("ask_id", _KEY, nullable=True),
        sa.Column("signed_at", _MOMENT, nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "ask_id"], ["asks.workspace", "asks.id"], name=op.f("fk_signatures_workspace_ask_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "brief_id"], ["briefs.workspace", "briefs.id"], name=op.f("fk_signatures_workspace_brief_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint("workspace", "brief_id", "person", name=op.f("uq_signatures_workspace_brief_id_person")),
    )
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.create_index(
            "ix_signatures_ask",
            ["workspace", "ask_id"],
            sqlite_where=sa.text("ask_id IS NOT NULL"),
            postgresql_where=sa.text("ask_id IS NOT NULL"),
        )


def downgrade() -> None:
    op.drop_table("signatures")
    op.drop_table("brief_texts")
    op.drop_table("briefs")
