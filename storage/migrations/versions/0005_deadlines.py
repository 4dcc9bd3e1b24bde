"""The day by which a candidate answers another offer, and when the owner of the decision is told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_URGENT = "state = 'open' AND urgent_at IS NOT NULL"


def upgrade() -> None:
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offer_by", sa.Date(), nullable=True))
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("urgent_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_asks_urgent", ["urgent_at"], sqlite_where=sa.text(_URGENT), postgresql_where=sa.text(_URGENT)
        )


def downgrade() -> None:
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.drop_index("ix_asks_urgent")
        batch_op.drop_column("urgent_at")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_column("offer_by")
