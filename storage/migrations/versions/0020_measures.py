"""What is measured is found by when it happened; timing people can be turned off."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("times_people", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.drop_index("ix_balls_requisition", table_name="balls")
    op.create_index("ix_balls_requisition", "balls", ["workspace", "requisition_id", "until"])
    op.create_index("ix_balls_submission", "balls", ["workspace", "submission_id"])
    op.create_index("ix_decisions_requisition", "decisions", ["workspace", "requisition_id", "decided_at"])


def downgrade() -> None:
    op.drop_index("ix_decisions_requisition", table_name="decisions")
    op.drop_index("ix_balls_submission", table_name="balls")
    op.drop_index("ix_balls_requisition", table_name="balls")
    op.create_index("ix_balls_requisition", "balls", ["workspace", "requisition_id"])
    op.drop_column("workspaces", "times_people")
