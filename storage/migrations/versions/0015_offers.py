"""Offers and how it goes with whoever was hired; people forgotten, legal holds, and how long data is kept."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)


def _table(name: str, *columns: sa.Column[Any] | sa.ForeignKeyConstraint, unique: Sequence[Sequence[str]]) -> None:
    op.create_table(
        name,
        *columns,
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *(sa.UniqueConstraint(*each, name=op.f(f"uq_{name}_{'_'.join(each)}")) for each in unique),
    )


def _key(name: str, by: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace", by], [f"{parent}.workspace", f"{parent}.id"], name=op.f(f"fk_{name}_workspace_{by}")
    )


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, postgresql_where=condition, sqlite_where=condition)


def upgrade() -> None:
    with op.batch_alter_table("candidates", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("held_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("held_by", _SLACK_ID, nullable=True))
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retain_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("retain_warned_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("forgetting_id", _KEY, nullable=True))
    op.execute("update submissions set retain_at = ended_at where ended_at is not null")
    _partial("ix_asks_submission", "asks", ["workspace", "submission_id"], "submission_id IS NOT NULL")
    _partial("ix_submissions_retain", "submissions", ["retain_at"], "retain_at IS NOT NULL")
    _partial("ix_submissions_forgotten", "submissions", ["workspace", "forgetting_id"], "forgetting_id IS NOT NULL")
    _table(
        "forgettings",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("submission_id", _KEY, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("asked_by", _SLACK_ID, nullable=True),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("scrubbed_at", _MOMENT, nullable=True),
        sa.Column("reported_at", _MOMENT, nullable=True),
        _key("forgettings", "submission_id", "submissions"),
        unique=[("workspace", "id")],
    )
    _partial("ix_forgettings_going_on", "forgettings", ["asked_at"], "reported_at IS NULL")
    _table(
        "offers",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("submission_id", _KEY, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("proposed_by", _SLACK_ID, nullable=False),
        sa.Column("proposed_at", _MOMENT, nullable=False),
        sa.Column("ask_id", _KEY, nullable=True),
        sa.Column("terms_id", _KEY, nullable=True),
        sa.Column("reason_id", _KEY, nullable=True),
        sa.Column("approved_by", _SLACK_ID, nullable=True),
        sa.Column("approved_at", _MOMENT, nullable=True),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("answered_by", _SLACK_ID, nullable=True),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("undo_until", _MOMENT, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("check_day", _KEY, nullable=True),
        sa.Column("check_at", _MOMENT, nullable=True),
        _key("offers", "submission_id", "submissions"),
        unique=[("workspace", "id"), ("workspace", "origin")],
    )
    op.create_index("ix_offers_requisition", "offers", ["workspace", "requisition_id"])
    _partial("uq_offers_now", "offers", ["workspace", "submission_id"], "state <> 'void'", unique=True)
    _partial("ix_offers_check", "offers", ["check_at"], "check_at IS NOT NULL")
    _table(
        "hire_answers",
        sa.Column("offer_id", _KEY, nullable=False),
        sa.Column("day", _KEY, nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("person", _SLACK_ID, nullable=False),
        sa.Column("ask_id", _KEY, nullable=False),
        sa.Column("going", sa.String(), nullable=True),
        sa.Column("text_id", _KEY, nullable=True),
        sa.Column("answered_at", _MOMENT, nullable=True),
        _key("hire_answers", "offer_id", "offers"),
        _key("hire_answers", "ask_id", "asks"),
        unique=[("workspace", "offer_id", "day", "side"), ("workspace", "ask_id")],
    )


def downgrade() -> None:
    op.drop_index("ix_asks_submission", "asks")
    for table in ("hire_answers", "offers", "forgettings"):
        op.drop_table(table)
    for index in ("ix_submissions_forgotten", "ix_submissions_retain"):
        op.drop_index(index, table_name="submissions")
    for column in ("forgetting_id", "retain_warned_at", "retain_at"):
        op.drop_column("submissions", column)
    for column in ("held_by", "held_at", "erased_at"):
        op.drop_column("candidates", column)
