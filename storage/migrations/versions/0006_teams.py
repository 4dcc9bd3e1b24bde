"""Who does what on a role; a role on hold, with a day to look again; a channel archived on closing."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)
_NOW = sa.text("until IS NULL")
_LOOK = sa.text("look_at IS NOT NULL")
_COLUMNS: dict[str, Any] = {
    "archived_at": _MOMENT,
    "hold_reason": sa.String(),
    "held_at": _MOMENT,
    "look_on": sa.Date(),
    "look_at": _MOMENT,
}


def upgrade() -> None:
    with op.batch_alter_table("requisitions", schema=None) as batch_op:
        for name, kind in _COLUMNS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.create_index("ix_requisitions_look", ["look_at"], sqlite_where=_LOOK, postgresql_where=_LOOK)
    op.create_table(
        "duties",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("person", _SLACK_ID, nullable=False),
        sa.Column("named_by", _SLACK_ID, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "requisition_id"],
            ["requisitions.workspace", "requisitions.id"],
            name=op.f("fk_duties_workspace_requisition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "person"], ["people.workspace", "people.id"], name=op.f("fk_duties_workspace_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
    )
    with op.batch_alter_table("duties", schema=None) as batch_op:
        batch_op.create_index(
            "uq_duties_now",
            ["workspace", "requisition_id", "duty"],
            unique=True,
            sqlite_where=_NOW,
            postgresql_where=_NOW,
        )


def downgrade() -> None:
    op.drop_table("duties")
    with op.batch_alter_table("requisitions", schema=None) as batch_op:
        batch_op.drop_index("ix_requisitions_look")
        for name in _COLUMNS:
            batch_op.drop_column(name)
