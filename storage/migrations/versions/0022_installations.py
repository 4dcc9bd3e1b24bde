"""One bot serves many workspaces: each installation with its encrypted token, and where the app was removed."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_LEFT = sa.text("left_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "installations",
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.Column("enterprise", sa.String(length=24), nullable=True),
        sa.Column("is_org_wide", sa.Boolean(), nullable=False),
        sa.Column("bot_user", sa.String(length=24), nullable=False),
        sa.Column("bot_id", sa.String(length=24), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("installed_by", sa.String(length=24), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_installations")),
    )
    with op.batch_alter_table("workspaces") as batch_op:
        batch_op.add_column(sa.Column("enterprise", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_workspaces_left", "workspaces", ["id"], sqlite_where=_LEFT, postgresql_where=_LEFT)


def downgrade() -> None:
    op.drop_index("ix_workspaces_left", table_name="workspaces")
    op.drop_column("workspaces", "left_at")
    op.drop_column("workspaces", "enterprise")
    op.drop_table("installations")
