"""What is said of each must-have when somebody is put forward, the message they came from, and when they were told."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)


def _of_submission(name: str, *columns: sa.Column[object], unique: tuple[tuple[str, ...], ...]) -> None:
    """A numbered table of a workspace whose rows belong to a submission."""
    op.create_table(
        name,
        sa.Column("submission_id", _KEY, nullable=False),
        *columns,
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(
            ["workspace", "submission_id"],
            ["submissions.workspace", "submissions.id"],
            name=op.f(f"fk_{name}_workspace_submission_id"),
        ),
        *(sa.UniqueConstraint(*each, name=op.f(f"uq_{name}_{'_'.join(each)}")) for each in unique),
    )


def upgrade() -> None:
    op.add_column("candidates", sa.Column("privacy_on", sa.Date(), nullable=True))
    op.execute("update candidates set email = lower(email) where email is not null")
    op.add_column("submissions", sa.Column("source", sa.String(), nullable=True))
    _of_submission(
        "posted_evidence",
        sa.Column("brief_id", _KEY, nullable=True),
        sa.Column("number", _KEY, nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("text_id", _KEY, nullable=True),
        unique=(("workspace", "submission_id", "number"),),
    )
    _of_submission(
        "originals",
        sa.Column("channel", _SLACK_ID, nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("author", _SLACK_ID, nullable=True),
        sa.Column("permalink", sa.String(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        unique=(("workspace", "id"), ("workspace", "submission_id")),
    )


def downgrade() -> None:
    op.execute("update requisitions set channel_kind = 'channel' where channel_kind = 'shared'")
    op.drop_table("originals")
    op.drop_table("posted_evidence")
    op.drop_column("submissions", "source")
    op.drop_column("candidates", "privacy_on")
