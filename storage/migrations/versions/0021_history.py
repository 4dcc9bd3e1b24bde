"""However long the past, what is asked of a few weeks is found without reading it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_ANSWERED = sa.text("answered_at IS NOT NULL")
_NOW = sa.text("until IS NULL")
_PERSON = "ix_requisition_people_person"
_HIRED = sa.text("stage = 'hired'")


def upgrade() -> None:
    op.drop_index("ix_asks_answered_requisition", table_name="asks")
    op.create_index(
        "ix_asks_answered_requisition",
        "asks",
        ["workspace", "requisition_id", "answered_at"],
        sqlite_where=_ANSWERED,
        postgresql_where=_ANSWERED,
    )
    op.create_index(
        "ix_submissions_hired",
        "submissions",
        ["workspace", "requisition_id"],
        sqlite_where=_HIRED,
        postgresql_where=_HIRED,
    )
    op.drop_index(_PERSON, table_name="requisition_people")
    op.create_index(
        _PERSON,
        "requisition_people",
        ["workspace", "person", "requisition_id"],
        sqlite_where=_NOW,
        postgresql_where=_NOW,
    )
    op.create_index("ix_stays_submission", "stays", ["workspace", "submission_id"])
    op.create_index("ix_timeline_requisition_at", "timeline", ["workspace", "requisition_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_timeline_requisition_at", table_name="timeline")
    op.drop_index("ix_stays_submission", table_name="stays")
    op.drop_index(_PERSON, table_name="requisition_people")
    op.create_index(_PERSON, "requisition_people", ["workspace", "person"], sqlite_where=_NOW, postgresql_where=_NOW)
    op.drop_index("ix_submissions_hired", table_name="submissions")
    op.drop_index("ix_asks_answered_requisition", table_name="asks")
    op.create_index("ix_asks_answered_requisition", "asks", ["workspace", "requisition_id", "answered_at"])
