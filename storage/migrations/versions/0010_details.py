"""What a role says of itself beyond its title, whether it is confidential, and who approves its headcount."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)
_NEW = ("headcount_reason", "headcount_at", "headcount_by", "headcount", "approver", "is_confidential", "reason")


def upgrade() -> None:
    with op.batch_alter_table("requisitions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("department", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("employment", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("start_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("is_confidential", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("approver", _SLACK_ID, nullable=True))
        batch_op.add_column(sa.Column("headcount", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("headcount_by", _SLACK_ID, nullable=True))
        batch_op.add_column(sa.Column("headcount_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("headcount_reason", sa.String(), nullable=True))


def downgrade() -> None:
    op.execute("update requisitions set status = 'intake' where status = 'awaiting_approval'")
    for column in (*_NEW, "start_on", "employment", "department"):
        op.drop_column("requisitions", column)
