"""A log for auditors whose rows are sealed one upon the other; countries an administrator enters; roles under legal
hold."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SLACK_ID = sa.String(length=24)
_MOMENT = sa.DateTime(timezone=True)
# What of a sealed row, and of one that is not yet, stands for ever.
_FOR_EVER = ("id", "workspace", "at", "what", "actor", "about", "outcome", "facts")


def _table(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        *columns,
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, postgresql_where=condition, sqlite_where=condition)


def upgrade() -> None:
    _table(
        "audit",
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("actor", _SLACK_ID, nullable=True),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("place", _KEY, nullable=True),
        sa.Column("seal", sa.String(length=64), nullable=True),
        sa.UniqueConstraint("workspace", "place", name=op.f("uq_audit_workspace_place")),
    )
    op.create_index("ix_audit_what", "audit", ["workspace", "what", "id"])
    _partial("ix_audit_unsealed", "audit", ["at"], "seal IS NULL")
    op.create_table(
        "audit_heads",
        sa.Column("workspace", _SLACK_ID, nullable=False),
        sa.Column("place", _KEY, nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_audit_heads")),
    )
    _table(
        "countries",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("keep", _KEY, nullable=False),
        sa.Column("minimum", _KEY, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entered_by", _SLACK_ID, nullable=False),
        sa.Column("entered_at", _MOMENT, nullable=False),
        sa.Column("ended_by", _SLACK_ID, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
    )
    _partial("uq_countries_name", "countries", ["workspace", "name"], "ended_at IS NULL", unique=True)
    _table(
        "role_legal_holds",
        sa.Column("requisition_id", _KEY, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by", _SLACK_ID, nullable=False),
        sa.Column("set_at", _MOMENT, nullable=False),
        sa.Column("lifted_by", _SLACK_ID, nullable=True),
        sa.Column("lifted_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "requisition_id"],
            ["requisitions.workspace", "requisitions.id"],
            name=op.f("fk_role_legal_holds_workspace_requisition_id"),
        ),
    )
    _partial(
        "uq_role_legal_holds_standing",
        "role_legal_holds",
        ["workspace", "requisition_id"],
        "lifted_at IS NULL",
        unique=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        _guards_of_postgresql()
    else:
        _guards_of_sqlite()


def _guards_of_postgresql() -> None:
    same = " or ".join(f'new."{each}"::text is distinct from old."{each}"::text' for each in _FOR_EVER)
    op.execute(
        "create function audit_is_append_only() returns trigger language plpgsql as $$ begin "
        "if tg_op = 'UPDATE' then "
        f"if not ({same} or old.seal is not null or new.seal is null or new.place is null) then return new; end if; "
        "end if; raise exception 'audit is append-only'; end $$"
    )
    op.execute(
        "create function audit_heads_only_grow() returns trigger language plpgsql as $$ begin "
        "if tg_op = 'UPDATE' then "
        "if new.workspace = old.workspace and new.place > old.place then return new; end if; "
        "end if; raise exception 'audit is append-only'; end $$"
    )
    for table, function in (("audit", "audit_is_append_only"), ("audit_heads", "audit_heads_only_grow")):
        op.execute(
            f"create trigger {function} before update or delete on {table} for each row execute function {function}()"
        )
        op.execute(
            f"create trigger {table}_is_never_emptied before truncate on {table} "
            f"for each statement execute function {function}()"
        )


def _guards_of_sqlite() -> None:
    changed = " or ".join(f'new."{each}" is not old."{each}"' for each in _FOR_EVER)
    refuse = "begin select raise(abort, 'audit is append-only'); end"
    op.execute(
        "create trigger audit_refuses_update before update on audit "
        f"when {changed} or old.seal is not null or new.seal is null or new.place is null {refuse}"
    )
    op.execute(
        "create trigger audit_heads_refuses_update before update on audit_heads "
        f"when new.workspace is not old.workspace or new.place <= old.place {refuse}"
    )
    for table in ("audit", "audit_heads"):
        op.execute(f"create trigger {table}_refuses_delete before delete on {table} {refuse}")


def downgrade() -> None:
    op.drop_table("role_legal_holds")
    op.drop_table("countries")
    op.drop_table("audit_heads")
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function audit_heads_only_grow()")
        op.execute("drop function audit_is_append_only()")
