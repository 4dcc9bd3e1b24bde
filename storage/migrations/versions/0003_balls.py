"""Pause, snooze, hand over and remind for asks; who stands in; whose ball; administrators; who opened App Home."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_COUNTS = ("grace", "deferred", "snoozes", "again")
_MOMENTS = ("snoozed_until", "wake_at", "reminded_at", "escalated_at", "paused_at", "resume_at")
_NUMBERS = ("about_id", "from_id", "text_id", "reply_id")
_LIVE = "state IN ('open', 'paused') AND submission_id IS NOT NULL"
_OPEN = "state = 'open' AND submission_id IS NOT NULL"
_RESUME = "state = 'paused' AND resume_at IS NOT NULL"
_PAUSED = "state = 'paused'"
_ABOUT = "state = 'open' AND about_id IS NOT NULL"
_DUE = "handled_at IS NULL AND taken_back_at IS NULL"


def upgrade() -> None:
    with op.batch_alter_table("asks", schema=None) as batch_op:
        for name in _COUNTS:
            batch_op.add_column(sa.Column(name, _KEY, nullable=False, server_default=sa.text("0")))
        for name in _MOMENTS:
            batch_op.add_column(sa.Column(name, _MOMENT, nullable=True))
        for name in _NUMBERS:
            batch_op.add_column(sa.Column(name, _KEY, nullable=True))
        batch_op.add_column(sa.Column("snooze_reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("paused_for", sa.String(), nullable=True))
        batch_op.drop_index("uq_asks_open_submission")
        batch_op.create_index(
            "uq_asks_open_submission",
            ["workspace", "submission_id", "kind"],
            unique=True,
            sqlite_where=sa.text(_LIVE),
            postgresql_where=sa.text(_LIVE),
        )
        batch_op.create_index(
            "ix_asks_resume", ["resume_at"], sqlite_where=sa.text(_RESUME), postgresql_where=sa.text(_RESUME)
        )
        batch_op.create_index(
            "ix_asks_paused",
            ["workspace", "requisition_id"],
            sqlite_where=sa.text(_PAUSED),
            postgresql_where=sa.text(_PAUSED),
        )
        batch_op.create_index(
            "ix_asks_about",
            ["workspace", "about_id"],
            sqlite_where=sa.text(_ABOUT),
            postgresql_where=sa.text(_ABOUT),
        )
    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.add_column(sa.Column("again", _KEY, nullable=False, server_default=sa.text("0")))
        batch_op.drop_constraint("uq_nudges_workspace_ask_id_person_rung", type_="unique")
        batch_op.create_unique_constraint(
            "uq_nudges_workspace_ask_id_person_rung_again", ["workspace", "ask_id", "person", "rung", "again"]
        )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_admin", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("home_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("home_pages", sa.JSON(), nullable=True))
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.add_column(sa.Column("starts_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("handled_at", _MOMENT, nullable=True))
    op.execute("update absences set starts_at = said_at, handled_at = said_at")
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.alter_column("starts_at", existing_type=_MOMENT, nullable=False)
        batch_op.create_index(
            "ix_absences_due", ["starts_at"], sqlite_where=sa.text(_DUE), postgresql_where=sa.text(_DUE)
        )
    op.create_table(
        "balls",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("submission_id", _KEY, nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "submission_id"],
            ["submissions.workspace", "submissions.id"],
            name=op.f("fk_balls_workspace"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_balls")),
    )
    with op.batch_alter_table("balls", schema=None) as batch_op:
        batch_op.create_index("ix_balls_requisition", ["workspace", "requisition_id"])
        batch_op.create_index(
            "uq_balls_now",
            ["workspace", "submission_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
    op.execute(_MANAGERS)
    op.execute(_RECRUITERS)


# Whose ball it was so far: the manager's until the last decision, then the recruiter's.
_DECIDED = """
with decided as (
    select workspace, submission_id, max(decided_at) as at from decisions where undone_at is null
    group by workspace, submission_id
)
"""
_MANAGERS = (
    "insert into balls (workspace, requisition_id, submission_id, holder, since, until)"
    + _DECIDED
    + """
select s.workspace, s.requisition_id, s.id, 'manager', s.posted_at, coalesce(d.at, s.ended_at)
from submissions s left join decided d on d.workspace = s.workspace and d.submission_id = s.id
"""
)
_RECRUITERS = (
    "insert into balls (workspace, requisition_id, submission_id, holder, since, until)"
    + _DECIDED
    + """
select s.workspace, s.requisition_id, s.id, 'recruiter', d.at, s.ended_at
from submissions s join decided d on d.workspace = s.workspace and d.submission_id = s.id
where s.ended_at is null or s.ended_at > d.at
"""
)


def downgrade() -> None:
    op.drop_table("balls")
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_index("ix_absences_due")
        batch_op.drop_column("handled_at")
        batch_op.drop_column("starts_at")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("home_pages")
        batch_op.drop_column("home_at")
        batch_op.drop_column("is_admin")
    op.execute("delete from nudges where again > 0")
    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.drop_constraint("uq_nudges_workspace_ask_id_person_rung_again", type_="unique")
        batch_op.create_unique_constraint(
            "uq_nudges_workspace_ask_id_person_rung", ["workspace", "ask_id", "person", "rung"]
        )
        batch_op.drop_column("again")
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.drop_index("ix_asks_about")
        batch_op.drop_index("ix_asks_paused")
        batch_op.drop_index("ix_asks_resume")
        batch_op.drop_index("uq_asks_open_submission")
        batch_op.create_index(
            "uq_asks_open_submission",
            ["workspace", "submission_id", "kind"],
            unique=True,
            sqlite_where=sa.text(_OPEN),
            postgresql_where=sa.text(_OPEN),
        )
        for name in ("snooze_reason", "paused_for", *_NUMBERS, *_MOMENTS, *_COUNTS):
            batch_op.drop_column(name)
