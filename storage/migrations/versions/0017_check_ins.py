"""What each side says in a check-in, and the pulse of two people who work together."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLACK_ID = sa.String(length=24)
_WORDS = ("market", "obstacles")


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


def _due(name: str, table: str, column: str, by: Sequence[str] = ()) -> None:
    condition = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, table, list(by) or [column], postgresql_where=condition, sqlite_where=condition)


def upgrade() -> None:
    for name in _WORDS:
        op.add_column("check_in_answers", sa.Column(name, sa.String(), nullable=True))
    op.add_column("check_in_answers", sa.Column("content", _KEY, nullable=True))
    op.create_index("ix_interviews_requisition", "interviews", ["workspace", "requisition_id", "starts_at"])
    _table(
        "pulse_pairs",
        sa.Column("one", _SLACK_ID, nullable=False),
        sa.Column("other", _SLACK_ID, nullable=False),
        sa.Column("next_at", _MOMENT, nullable=True),
        unique=[("workspace", "id"), ("workspace", "one", "other")],
    )
    op.create_index("ix_pulse_pairs_other", "pulse_pairs", ["workspace", "other"])
    _due("ix_pulse_pairs_next", "pulse_pairs", "next_at")
    _table(
        "pulses",
        sa.Column("pair_id", _KEY, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("lapse_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        _key("pulses", "pair_id", "pulse_pairs"),
        unique=[("workspace", "id"), ("workspace", "pair_id", "month")],
    )
    _due("ix_pulses_lapse", "pulses", "lapse_at")
    _table(
        "pulse_asks",
        sa.Column("pulse_id", _KEY, nullable=False),
        sa.Column("person", _SLACK_ID, nullable=False),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.Column("message_id", _KEY, nullable=True),
        _key("pulse_asks", "pulse_id", "pulses"),
        unique=[("workspace", "id"), ("workspace", "pulse_id", "person")],
    )
    op.create_index("ix_pulse_asks_message", "pulse_asks", ["workspace", "message_id"])
    _due("ix_pulse_asks_due", "pulse_asks", "due_at")
    _due("ix_pulse_asks_waiting", "pulse_asks", "due_at", ["workspace", "person"])


def downgrade() -> None:
    for table in ("pulse_asks", "pulses", "pulse_pairs"):
        op.drop_table(table)
    op.drop_index("ix_interviews_requisition", "interviews")
    for name in ("content", *_WORDS):
        op.drop_column("check_in_answers", name)
