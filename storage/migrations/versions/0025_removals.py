"""Everything about a workspace the app was removed from is erased some weeks later: when, and how far that has come.
The timeline, which nobody can take anything from, lets go of a workspace once that has begun, and of nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ERASE = sa.text("erase_at IS NOT NULL")
_REFUSE = "begin select raise(abort, 'timeline is append-only'); end"
_GOING = "exists (select 1 from workspaces where id = old.workspace and erased_rows is not null)"


def upgrade() -> None:
    with op.batch_alter_table("workspaces") as batch_op:
        batch_op.add_column(sa.Column("erase_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_rows", _KEY, nullable=True))
    op.create_index("ix_workspaces_erase", "workspaces", ["erase_at"], sqlite_where=_ERASE, postgresql_where=_ERASE)
    _lets_go()


def _lets_go() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "create or replace function timeline_is_append_only() returns trigger language plpgsql as "
            f"$$ begin if tg_op = 'DELETE' then if {_GOING} then return old; end if; end if; "
            "raise exception 'timeline is append-only'; end $$"
        )
    else:
        op.execute("drop trigger timeline_refuses_delete")
        op.execute(f"create trigger timeline_refuses_delete before delete on timeline when not {_GOING} {_REFUSE}")


def _never_lets_go() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "create or replace function timeline_is_append_only() returns trigger language plpgsql as "
            "$$ begin raise exception 'timeline is append-only'; end $$"
        )
    else:
        op.execute("drop trigger timeline_refuses_delete")
        op.execute(f"create trigger timeline_refuses_delete before delete on timeline {_REFUSE}")


def downgrade() -> None:
    _never_lets_go()
    op.drop_index("ix_workspaces_erase", table_name="workspaces")
    op.drop_column("workspaces", "erased_rows")
    op.drop_column("workspaces", "erase_at")
