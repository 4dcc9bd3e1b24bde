"""Working agreements: terms proposed by one of the two, and accepted by the other."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)
_ONE_AT_A_TIME = {
    "uq_agreement_proposals_waiting": "accepted_at IS NULL AND superseded_at IS NULL",
    "uq_agreement_proposals_holding": "accepted_at IS NOT NULL AND superseded_at IS NULL",
}


def upgrade() -> None:
    op.create_table(
        "agreement_proposals",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("promises", sa.JSON(), nullable=False),
        sa.Column("fortnightly", sa.Boolean(), nullable=False),
        sa.Column("profiles", _KEY, nullable=True),
        sa.Column("channel_hears", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("proposed_by", _SLACK_ID, nullable=False),
        sa.Column("proposed_at", _MOMENT, nullable=False),
        sa.Column("accepted_by", _SLACK_ID, nullable=True),
        sa.Column("accepted_at", _MOMENT, nullable=True),
        sa.Column("superseded_at", _MOMENT, nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "requisition_id"],
            ["requisitions.workspace", "requisitions.id"],
            name=op.f("fk_agreement_proposals_workspace_requisition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_proposals")),
    )
    for name, where in _ONE_AT_A_TIME.items():
        op.create_index(
            name,
            "agreement_proposals",
            ["workspace", "requisition_id"],
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    op.drop_table("agreement_proposals")
