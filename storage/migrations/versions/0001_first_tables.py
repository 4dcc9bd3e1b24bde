"""The first tables. Long because Alembic writes out every column, constraint and index, and the way back."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "candidates",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("profile_url", sa.String(), nullable=True),
        sa.Column("present_role", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_candidates_workspace_id")),
    )
    with op.batch_alter_table("candidates", schema=None) as batch_op:
        batch_op.create_index(
            "ix_candidates_email",
            ["workspace", "email"],
            unique=False,
            sqlite_where=sa.text("email IS NOT NULL"),
            postgresql_where=sa.text("email IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_candidates_profile",
            ["workspace", "profile_url"],
            unique=False,
            sqlite_where=sa.text("profile_url IS NOT NULL"),
            postgresql_where=sa.text("profile_url IS NOT NULL"),
        )

    op.create_table(
        "cards",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint("workspace", "kind", "subject", name=op.f("uq_cards_workspace_kind_subject")),
    )
    op.create_table(
        "digests",
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("days", sa.String(length=7), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(length=24), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("workspace", "channel", name=op.f("uq_digests_workspace_channel")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_digests_workspace_id")),
    )
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.create_index(
            "ix_digests_next",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.create_table(
        "gathered",
        sa.Column("person", sa.String(length=24), nullable=False),
        sa.Column("window_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathered")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_gathered_workspace_id")),
        sa.UniqueConstraint("workspace", "person", "window_at", name=op.f("uq_gathered_workspace_person_window_at")),
    )
    op.create_table(
        "lanes",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lanes")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_lanes_workspace_id")),
        sa.UniqueConstraint("workspace", "name", name=op.f("uq_lanes_workspace_name")),
    )
    with op.batch_alter_table("lanes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lanes_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.create_table(
        "people",
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_deactivated", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dm", sa.String(length=24), nullable=True),
        sa.Column("check_in_day", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("next_window_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_check_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_people")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(
            "ix_people_check_in",
            ["next_check_in_at"],
            unique=False,
            sqlite_where=sa.text("next_check_in_at IS NOT NULL"),
            postgresql_where=sa.text("next_check_in_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_people_window",
            ["next_window_at"],
            unique=False,
            sqlite_where=sa.text("next_window_at IS NOT NULL"),
            postgresql_where=sa.text("next_window_at IS NOT NULL"),
        )

    op.create_table(
        "timeline",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(length=24), nullable=True),
        sa.Column("requisition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline")),
    )
    with op.batch_alter_table("timeline", schema=None) as batch_op:
        batch_op.create_index("ix_timeline_requisition", ["workspace", "requisition_id", "id"], unique=False)

    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot_user", sa.String(length=24), nullable=False),
        sa.Column("next_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "candidate_texts",
        sa.Column("candidate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(length=24), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "candidate_id"],
            ["candidates.workspace", "candidates.id"],
            name=op.f("fk_candidate_texts_workspace_candidate_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_texts")),
    )
    with op.batch_alter_table("candidate_texts", schema=None) as batch_op:
        batch_op.create_index("ix_candidate_texts_submission", ["workspace", "submission_id"], unique=False)

    op.create_table(
        "digest_issues",
        sa.Column("digest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "digest_id"],
            ["digests.workspace", "digests.id"],
            name=op.f("fk_digest_issues_workspace_digest_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_issues")),
        sa.UniqueConstraint("workspace", "digest_id", "day", name=op.f("uq_digest_issues_workspace_digest_id_day")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_digest_issues_workspace_id")),
    )
    op.create_table(
        "outbox",
        sa.Column("lane_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("repaints", sa.String(), nullable=True),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel", sa.String(length=24), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "lane_id"],
            ["lanes.workspace", "lanes.id"],
            name=op.f("fk_outbox_workspace_lane_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_outbox_workspace_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_waiting",
            ["lane_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(
            "ix_outbox_unsent",
            ["state"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'parked', 'unknown')"),
            postgresql_where=sa.text("state IN ('waiting', 'parked', 'unknown')"),
        )
        batch_op.create_index(
            "uq_outbox_repaint",
            ["workspace", "repaints"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting' AND attempted_at IS NULL AND repaints IS NOT NULL"),
            postgresql_where=sa.text("state = 'waiting' AND attempted_at IS NULL AND repaints IS NOT NULL"),
        )

    op.create_table(
        "requisitions",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("openings", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("target_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=True),
        sa.Column("channel_kind", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=24), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=24), nullable=True),
        sa.Column("next_candidate", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_requisitions_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requisitions")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_requisitions_workspace_id")),
        sa.UniqueConstraint("workspace", "number", name=op.f("uq_requisitions_workspace_number")),
        sa.UniqueConstraint("workspace", "origin", name=op.f("uq_requisitions_workspace_origin")),
    )
    with op.batch_alter_table("requisitions", schema=None) as batch_op:
        batch_op.create_index("ix_requisitions_channel", ["workspace", "channel"], unique=False)
        batch_op.create_index(
            "ix_requisitions_live",
            ["workspace", "number"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index("ix_requisitions_opened_at", ["workspace", "opened_at"], unique=False)
        batch_op.create_index("ix_requisitions_closed_at", ["workspace", "closed_at"], unique=False)

    op.create_table(
        "asks",
        sa.Column("requisition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("owner", sa.String(length=24), nullable=False),
        sa.Column("asker", sa.String(length=24), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("running_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promise", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("elapsed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("next_nudge_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalate_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=24), nullable=True),
        sa.Column("waited", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "requisition_id"],
            ["requisitions.workspace", "requisitions.id"],
            name=op.f("fk_asks_workspace_requisition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_asks_workspace_id")),
    )
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.create_index("ix_asks_answered_at", ["workspace", "answered_at"], unique=False)
        batch_op.create_index("ix_asks_answered", ["workspace", "answered_by", "answered_at"], unique=False)
        batch_op.create_index(
            "ix_asks_answered_requisition", ["workspace", "requisition_id", "answered_at"], unique=False
        )
        batch_op.create_index(
            "ix_asks_asker",
            ["workspace", "asker"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_asks_escalate",
            ["escalate_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open' AND escalate_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND escalate_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_asks_owner",
            ["workspace", "owner"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_asks_requisition",
            ["workspace", "requisition_id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "uq_asks_open_submission",
            ["workspace", "submission_id", "kind"],
            unique=True,
            sqlite_where=sa.text("state = 'open' AND submission_id IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND submission_id IS NOT NULL"),
        )

    op.create_table(
        "check_ins",
        sa.Column("requisition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "requisition_id"],
            ["requisitions.workspace", "requisitions.id"],
            name=op.f("fk_check_ins_workspace_requisition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_check_ins_workspace_id")),
        sa.UniqueConstraint(
            "workspace", "requisition_id", "week", name=op.f("uq_check_ins_workspace_requisition_id_week")
        ),
    )
    op.create_table(
        "requisition_people",
        sa.Column("requisition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=24), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "person"],
            ["people.workspace", "people.id"],
            name=op.f("fk_requisition_people_workspace_person"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "requisition_id"],
            ["requisitions.workspace", "requisitions.id"],
            name=op.f("fk_requisition_people_workspace_requisition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requisition_people")),
    )
    with op.batch_alter_table("requisition_people", schema=None) as batch_op:
        batch_op.create_index(
            "ix_requisition_people_person",
            ["workspace", "person"],
            unique=False,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.create_index(
            "uq_requisition_people_now",
            ["workspace", "requisition_id", "person", "role"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "submissions",
        sa.Column("requisition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("candidate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("posted_by", sa.String(length=24), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "candidate_id"],
            ["candidates.workspace", "candidates.id"],
            name=op.f("fk_submissions_workspace_candidate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "requisition_id"],
            ["requisitions.workspace", "requisitions.id"],
            name=op.f("fk_submissions_workspace_requisition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_submissions_workspace_id")),
        sa.UniqueConstraint("workspace", "origin", name=op.f("uq_submissions_workspace_origin")),
        sa.UniqueConstraint(
            "workspace",
            "requisition_id",
            "number",
            name=op.f("uq_submissions_workspace_requisition_id_number"),
        ),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index("ix_submissions_candidate", ["workspace", "candidate_id"], unique=False)
        batch_op.create_index(
            "ix_submissions_live",
            ["workspace", "requisition_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "check_in_answers",
        sa.Column("check_in_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=24), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("ask_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nothing_new", sa.Boolean(), nullable=False),
        sa.Column("news", sa.String(), nullable=True),
        sa.Column("needs", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "ask_id"],
            ["asks.workspace", "asks.id"],
            name=op.f("fk_check_in_answers_workspace_ask_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "check_in_id"],
            ["check_ins.workspace", "check_ins.id"],
            name=op.f("fk_check_in_answers_workspace_check_in_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_answers")),
        sa.UniqueConstraint("workspace", "ask_id", name=op.f("uq_check_in_answers_workspace_ask_id")),
        sa.UniqueConstraint(
            "workspace",
            "check_in_id",
            "person",
            "side",
            name=op.f("uq_check_in_answers_workspace_check_in_id_person_side"),
        ),
    )
    op.create_table(
        "decisions",
        sa.Column("requisition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ask_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=True),
        sa.Column("text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("from_stage", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(length=24), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undo_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "submission_id"],
            ["submissions.workspace", "submissions.id"],
            name=op.f("fk_decisions_workspace_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_decisions_workspace_id")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index("ix_decisions_submission", ["workspace", "submission_id"], unique=False)
        batch_op.create_index(
            "ix_decisions_open",
            ["undo_until"],
            unique=False,
            sqlite_where=sa.text("undone_at IS NULL AND final_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL AND final_at IS NULL"),
        )
        batch_op.create_index(
            "uq_decisions_standing",
            ["workspace", "submission_id", "from_stage"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "nudges",
        sa.Column("ask_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=24), nullable=False),
        sa.Column("rung", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gathered_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "ask_id"], ["asks.workspace", "asks.id"], name=op.f("fk_nudges_workspace_ask_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
        sa.UniqueConstraint(
            "workspace", "ask_id", "person", "rung", name=op.f("uq_nudges_workspace_ask_id_person_rung")
        ),
    )
    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.create_index("ix_nudges_gathered", ["workspace", "gathered_id"], unique=False)
        batch_op.create_index(
            "ix_nudges_waiting",
            ["workspace", "person"],
            unique=False,
            sqlite_where=sa.text("gathered_id IS NULL"),
            postgresql_where=sa.text("gathered_id IS NULL"),
        )

    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "create function timeline_is_append_only() returns trigger language plpgsql as "
            "$$ begin raise exception 'timeline is append-only'; end $$"
        )
        op.execute(
            "create trigger timeline_is_append_only before update or delete on timeline "
            "for each row execute function timeline_is_append_only()"
        )
        op.execute(
            "create trigger timeline_is_never_emptied before truncate on timeline "
            "for each statement execute function timeline_is_append_only()"
        )
    else:
        for verb in ("update", "delete"):
            op.execute(
                f"create trigger timeline_refuses_{verb} before {verb} on timeline "
                "begin select raise(abort, 'timeline is append-only'); end"
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop trigger timeline_is_never_emptied on timeline")
        op.execute("drop trigger timeline_is_append_only on timeline")
        op.execute("drop function timeline_is_append_only()")
    else:
        for verb in ("update", "delete"):
            op.execute(f"drop trigger timeline_refuses_{verb}")
    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_nudges_waiting",
            sqlite_where=sa.text("gathered_id IS NULL"),
            postgresql_where=sa.text("gathered_id IS NULL"),
        )
        batch_op.drop_index("ix_nudges_gathered")

    op.drop_table("nudges")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_decisions_standing",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_decisions_open",
            sqlite_where=sa.text("undone_at IS NULL AND final_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL AND final_at IS NULL"),
        )
        batch_op.drop_index("ix_decisions_submission")

    op.drop_table("decisions")
    op.drop_table("check_in_answers")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_submissions_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_submissions_candidate")

    op.drop_table("submissions")
    with op.batch_alter_table("requisition_people", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_requisition_people_now",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(
            "ix_requisition_people_person",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.drop_table("requisition_people")
    op.drop_table("check_ins")
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_asks_open_submission",
            sqlite_where=sa.text("state = 'open' AND submission_id IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND submission_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_asks_requisition",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(
            "ix_asks_owner",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(
            "ix_asks_escalate",
            sqlite_where=sa.text("state = 'open' AND escalate_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND escalate_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_asks_asker",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_asks_answered_requisition")
        batch_op.drop_index("ix_asks_answered")
        batch_op.drop_index("ix_asks_answered_at")

    op.drop_table("asks")
    with op.batch_alter_table("requisitions", schema=None) as batch_op:
        batch_op.drop_index("ix_requisitions_closed_at")
        batch_op.drop_index("ix_requisitions_opened_at")
        batch_op.drop_index(
            "ix_requisitions_live",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index("ix_requisitions_channel")

    op.drop_table("requisitions")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outbox_repaint",
            sqlite_where=sa.text("state = 'waiting' AND attempted_at IS NULL AND repaints IS NOT NULL"),
            postgresql_where=sa.text("state = 'waiting' AND attempted_at IS NULL AND repaints IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outbox_unsent",
            sqlite_where=sa.text("state IN ('waiting', 'parked', 'unknown')"),
            postgresql_where=sa.text("state IN ('waiting', 'parked', 'unknown')"),
        )
        batch_op.drop_index(
            "ix_outbox_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.drop_table("outbox")
    op.drop_table("digest_issues")
    with op.batch_alter_table("candidate_texts", schema=None) as batch_op:
        batch_op.drop_index("ix_candidate_texts_submission")

    op.drop_table("candidate_texts")
    op.drop_table("workspaces")
    with op.batch_alter_table("timeline", schema=None) as batch_op:
        batch_op.drop_index("ix_timeline_requisition")

    op.drop_table("timeline")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_people_window",
            sqlite_where=sa.text("next_window_at IS NOT NULL"),
            postgresql_where=sa.text("next_window_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_people_check_in",
            sqlite_where=sa.text("next_check_in_at IS NOT NULL"),
            postgresql_where=sa.text("next_check_in_at IS NOT NULL"),
        )

    op.drop_table("people")
    with op.batch_alter_table("lanes", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_lanes_due",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("lanes")
    op.drop_table("gathered")
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_digests_next",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.drop_table("digests")
    op.drop_table("cards")
    with op.batch_alter_table("candidates", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_candidates_profile",
            sqlite_where=sa.text("profile_url IS NOT NULL"),
            postgresql_where=sa.text("profile_url IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_candidates_email",
            sqlite_where=sa.text("email IS NOT NULL"),
            postgresql_where=sa.text("email IS NOT NULL"),
        )

    op.drop_table("candidates")
