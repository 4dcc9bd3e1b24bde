"""Whose ball remembers the stage; what is measured is found by when it happened; timing people can be turned off."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0016"
branch_labels = None
depends_on = None

_AT = (("decisions", "decided_at"), ("interviews", "starts_at"))


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("times_people", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("balls", sa.Column("stage", sa.String(), nullable=True))
    # Which stage a candidate was in before is known for where they are now.
    op.execute(
        "update balls set stage = (select stage from submissions where submissions.workspace = balls.workspace"
        " and submissions.id = balls.submission_id) where until is null"
    )
    op.drop_index("ix_balls_requisition", table_name="balls")
    op.create_index("ix_balls_requisition", "balls", ["workspace", "requisition_id", "until"])
    op.create_index("ix_balls_submission", "balls", ["workspace", "submission_id"])
    for table, at in _AT:
        op.create_index(f"ix_{table}_requisition", table, ["workspace", "requisition_id", at])


def downgrade() -> None:
    for table, _ in _AT:
        op.drop_index(f"ix_{table}_requisition", table_name=table)
    op.drop_index("ix_balls_submission", table_name="balls")
    op.drop_index("ix_balls_requisition", table_name="balls")
    op.create_index("ix_balls_requisition", "balls", ["workspace", "requisition_id"])
    op.drop_column("balls", "stage")
    op.drop_column("workspaces", "times_people")
